"""The day's shape: its two numbers bind each other, and a rolling window is no calendar day."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.day import HOURS, Day

NUMBERS = st.one_of(st.none(), st.integers(0, 10_000))


@pytest.mark.parametrize(
    ("per_day", "per_hour", "count", "peak", "says"),
    [
        (600, 90, 600, 90, None),
        (600, None, 600, None, None),
        (None, 90, None, 90, None),
        (None, None, None, None, None),
        (600, 25, 600, 25, None),
        (601, 25, 601, 26, "does not fit into 24 hours of at most 25"),
        (600, 600, 600, 600, None),
        (600, 601, 601, 601, "peak_per_hour 601 is more than per_day 600"),
        (0, None, 0, 0, None),
        (0, 0, 0, 0, None),
        (0, 8, 0, 0, None),
        (5, 0, 5, 1, "does not fit"),
    ],
)
def test_the_larger_reading_counts(per_day, per_hour, count, peak, says):
    day = Day(per_day, per_hour)
    assert (day.count, day.peak) == (count, peak)
    assert (day.contradiction is None) if says is None else (says in day.contradiction)


@pytest.mark.parametrize(
    ("day", "crowded"),
    [
        (Day(600, 90), 1200),  # both days' generations can fall into 24 hours around midnight
        (Day(600, 25), 600),  # 25 an hour all day: no window holds more
        (Day(600, 40), 960),
        (Day(600), 1200),
        (Day(None, 90), None),
    ],
)
def test_the_fullest_window(day, crowded):
    assert day.crowded == crowded


@st.composite
def hours_of_days(draw):
    """Three days, hour by hour, within a day's number and an hour's."""
    per_hour = draw(st.integers(1, 30))
    per_day = draw(st.integers(1, HOURS * per_hour))
    hours = []
    for _ in range(3):
        left = per_day
        for _ in range(HOURS):
            count = draw(st.integers(0, min(per_hour, left)))
            hours.append(count)
            left -= count
    return Day(per_day, per_hour), hours


@given(hours_of_days())
def test_no_rolling_window_of_any_days_holds_more(made):
    day, hours = made
    assert max(sum(hours[at : at + HOURS]) for at in range(len(hours) - HOURS + 1)) <= day.crowded


@pytest.mark.parametrize(
    ("day", "hours"),
    [(Day(600, 90), Fraction(50, 90)), (Day(600), None), (Day(0, 0), None)],
)
def test_hours_until_a_limit(day, hours):
    assert day.hours_until(50) == hours


@given(NUMBERS, NUMBERS, st.integers(0, 100), st.integers(0, 100))
def test_more_load_never_counts_less(per_day, per_hour, more_a_day, more_an_hour):
    small = Day(per_day, per_hour)
    large = Day(
        None if per_day is None else per_day + more_a_day, None if per_hour is None else per_hour + more_an_hour
    )
    for name in ("count", "peak", "crowded"):
        one, other = getattr(small, name), getattr(large, name)
        assert one is None or other is None or other >= one
