"""What was burned of late: by the week, robust, with refunds, leap days and the edge of 90 days."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.history import NO_USE, history, trend

TODAY = date(2026, 11, 20)


def burned(*per_day, before=TODAY, start=None):
    """The days up to `before`, in order."""
    days = {before - timedelta(days=ago): {"gen4.5": Decimal(n)} for ago, n in enumerate(reversed(per_day), start=1)}
    return history(days, start or before - timedelta(days=90), before)


def test_the_same_every_day():
    seen = burned(*[100] * 90)
    assert (seen.per_day, seen.low, seen.high) == (100, 100, 100)
    assert (seen.days, seen.total, len(seen.weeks)) == (90, 9000, 12)
    assert (seen.trend, seen.trend_words) == (0, "steady")


def test_a_weekly_rhythm_is_no_trend_and_no_range():
    seen = burned(*([100, 100, 100, 100, 100, 0, 0] * 13)[:90])
    assert (seen.per_day, seen.low, seen.high) == (Fraction(500, 7),) * 3
    assert seen.trend_words == "steady"


def test_one_odd_day_does_not_move_the_mean_but_shows_in_the_range():
    days = [100] * 90
    days[-3] = 100_000
    seen = burned(*days)
    assert (seen.per_day, seen.low) == (100, 100)
    assert seen.high == 100 + Fraction(99_900, 7)
    assert seen.trend_words == "steady"


def test_a_rise_is_told_and_the_last_weeks_count():
    seen = burned(*[100 + day for day in range(84)])
    assert seen.per_day == Fraction(100 + 100 + 83 + 56, 2)  # the middle of the last four weeks
    assert seen.trend == Fraction(7) / Fraction(100 + 100 + 83, 2)
    assert seen.trend_words == "rising 5 % a week"
    assert burned(*[200 - day for day in range(84)]).trend_words == "falling 4 % a week"


def test_days_before_the_first_use_are_not_part_of_it():
    seen = burned(*[0] * 76, *[70] * 14)
    assert (seen.days, seen.per_day, seen.low, len(seen.weeks)) == (14, 70, 70, 2)
    assert seen.trend_words == "too short for a trend"


def test_a_pause_since_then_is():
    assert burned(*[70] * 60, *[0] * 30).per_day == 0


def test_less_than_a_week():
    seen = burned(30, 0, 90)
    assert (seen.days, seen.per_day, seen.low, seen.high, seen.weeks) == (3, 40, 0, 90, ())


def test_refunds_are_netted_and_a_burn_is_never_negative():
    assert burned(*[100, -100] * 7).per_day == pytest.approx(0, abs=15)
    seen = burned(*[-5] * 28)
    assert (seen.per_day, seen.low, seen.high, seen.total) == (0, 0, 0, -140)
    assert seen.trend is None


def test_no_use_at_all():
    assert burned() == NO_USE
    assert history({TODAY - timedelta(days=3): {}}, TODAY - timedelta(days=90), TODAY) == NO_USE


def test_today_and_the_91st_day_do_not_count():
    start = TODAY - timedelta(days=90)
    days = {start - timedelta(days=1): {"m": Decimal(9)}, start: {"m": Decimal(5)}, TODAY: {"m": Decimal(9)}}
    seen = history(days, start, TODAY)
    assert (seen.days, seen.total) == (90, 5)


def test_a_leap_day_is_a_day():
    seen = burned(*[60] * 14, before=date(2028, 3, 3))
    assert (seen.days, seen.per_day) == (14, 60)
    days = {date(2028, 2, 29): {"m": Decimal(70)}}
    assert history(days, date(2027, 12, 4), date(2028, 3, 3)).days == 3


@pytest.mark.parametrize("weeks", [[], [1], [1, 2, 3], [0, 0, 0, 0]])
def test_too_few_or_empty_weeks_have_no_trend(weeks):
    assert trend([Fraction(week) for week in weeks]) is None


@given(st.lists(st.integers(0, 10_000), min_size=28, max_size=90))
def test_the_burn_lies_within_its_range_and_scales(per_day):
    seen, doubled = burned(*per_day), burned(*[2 * amount for amount in per_day])
    assert seen.low <= seen.per_day <= seen.high
    assert (doubled.per_day, doubled.low, doubled.high) == (2 * seen.per_day, 2 * seen.low, 2 * seen.high)
    assert doubled.trend == seen.trend


@given(st.lists(st.integers(-500, 10_000), min_size=1, max_size=90), st.integers(0, 89), st.integers(1, 10_000))
def test_more_use_never_burns_less(per_day, index, more):
    heavier = list(per_day)
    heavier[index % len(heavier)] += more
    used, heavily = burned(*per_day), burned(*heavier)
    if used.days == heavily.days:  # the first day of use may have moved
        assert heavily.per_day >= used.per_day
        assert heavily.high >= used.high


@given(st.dictionaries(st.integers(1, 90), st.dictionaries(st.sampled_from("abc"), st.integers(-9, 99)), max_size=20))
def test_it_does_not_matter_which_model_burned(days):
    by_model = {TODAY - timedelta(days=ago): {m: Decimal(n) for m, n in row.items()} for ago, row in days.items()}
    summed = {day: {"all": sum(row.values(), Decimal(0))} for day, row in by_model.items()}
    start = TODAY - timedelta(days=90)
    assert history(by_model, start, TODAY) == history(summed, start, TODAY)
