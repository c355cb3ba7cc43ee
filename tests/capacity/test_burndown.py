"""When a balance is gone: days never overstated, dates in UTC, ends of the range in order."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.burndown import days_words, exhaustion, forecast, lasts, left, needed_for, tenths, whole

TODAY = date(2026, 11, 20)
RATES = st.fractions(Fraction(1, 100), 10**6)
BALANCES = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("balance", "per_day", "days", "on"),
    [
        (42_000, 6_000, 7, date(2026, 11, 27)),
        (41_999, 6_000, Fraction(41_999, 6_000), date(2026, 11, 26)),
        (0, 6_000, 0, TODAY),
        (-5, 6_000, 0, TODAY),
        (5_999, 6_000, Fraction(5_999, 6_000), TODAY),
        (100, 0, None, None),
        (10**9, 1, 10**9, None),
    ],
)
def test_days_and_date(balance, per_day, days, on):
    gone = forecast(balance, Fraction(per_day), TODAY)
    assert (gone.days, gone.on) == (days, on)


def test_the_range_of_a_forecast_is_a_quarter_more_and_a_quarter_less():
    gone = forecast(60_000, Fraction(6_000), TODAY)
    assert (gone.earliest, gone.on, gone.latest) == (date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 3))
    assert gone.words == "until 2026-11-30 (2026-11-28 to 2026-12-03)"
    assert gone.days_words == "10 days"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (10, 10, "until 2026-11-30"),
        (0, 20, "until 2026-11-30 (2026-11-25 to more than ten years)"),
    ],
)
def test_ranges_in_words(low, high, words):
    assert exhaustion(100, Fraction(10), TODAY, low=Fraction(low), high=Fraction(high)).words == words


def test_what_does_not_burn_has_no_end():
    gone = forecast(100, Fraction(0), TODAY)
    assert (gone.days_words, gone.words) == ("for ever", "for more than ten years")


def test_over_a_leap_day():
    assert forecast(20, Fraction(10), date(2028, 2, 28)).on == date(2028, 3, 1)
    assert forecast(20, Fraction(10), date(2027, 2, 28)).on == date(2027, 3, 2)


@pytest.mark.parametrize(("value", "shown"), [(Fraction(69_999, 10_000), "6.9"), (Fraction(7), "7.0")])
def test_tenths_round_down(value, shown):
    assert tenths(value) == Decimal(shown)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Fraction(69_999, 10_000), "6.9 days"),
        (Fraction(1), "1 day"),
        (Fraction(23, 24), "23 hours"),
        (Fraction(1, 24), "1 hour"),
        (Fraction(1, 25), "0 hours"),
    ],
)
def test_days_in_words_round_down(days, words):
    assert days_words(days) == words


@pytest.mark.parametrize(("value", "shown"), [(Fraction(7), 7), (Fraction(71, 10), 8), (Fraction(-71, 10), -7)])
def test_whole_rounds_up(value, shown):
    assert whole(value) == shown


@given(BALANCES, RATES)
def test_the_range_is_in_order(balance, per_day):
    gone = forecast(balance, per_day, TODAY)
    assert gone.shortest <= gone.days <= gone.longest
    assert gone.earliest is None or gone.earliest >= TODAY


@given(BALANCES, RATES, st.integers(1, 10**6))
def test_more_burn_never_lasts_longer_and_more_balance_never_shorter(balance, per_day, more):
    assert lasts(balance, per_day + more) <= lasts(balance, per_day) <= lasts(balance + more, per_day)


@given(st.integers(1, 90), RATES)
def test_what_is_needed_for_some_days_is_the_least(days, per_day):
    needed = needed_for(days, per_day)
    assert lasts(needed, per_day) >= days
    assert lasts(needed - 1, per_day) < days


@given(BALANCES, RATES, st.fractions(0, 60), st.fractions(0, 60))
def test_what_is_left_falls_from_the_balance_and_stops_at_nothing(balance, per_day, days, later):
    assert left(balance, per_day, Fraction(0)) == balance
    assert left(balance, per_day, days) == max(0, balance - days * per_day)
    assert left(balance, per_day, days + later) <= left(balance, per_day, days)
    assert left(balance, per_day, lasts(balance, per_day)) == 0
