"""Autobilling's arithmetic, and settings that have nothing against them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.recharge import ASSUMED, Demand, Terms, rounded, suggested
from preflight.vendor_data import AutoBillingRules
from tests.facts_builders import RUNWAY_DATA

RULES = RUNWAY_DATA.autobilling
AMOUNTS = st.decimals("0", "1000000", places=2)


def demand(peak, day, rules=RULES):
    return Demand(peak_hour=Decimal(peak), day=Decimal(day), rules=rules)


def test_runways_rules():
    assert AutoBillingRules(look_hours=1, tries=3, hours_between_tries=24, smallest_recharge=1000) == RULES


def test_what_autobilling_has_to_keep_up_with():
    launch = demand(7_960, 48_800)
    assert launch.between_looks == 7_960
    assert (launch.reaction_hours, launch.while_reacting) == (72, 146_400)
    assert launch.least_amount == Decimal(48_800) / 24


@pytest.mark.parametrize(
    ("peak", "day", "cap", "terms"),
    [
        (7_960, 48_800, None, Terms(Decimal(150_000), Decimal(49_000))),
        (7_960, 48_800, 199_000, Terms(Decimal(150_000), Decimal(49_000))),
        (7_960, 48_800, 195_200, Terms(Decimal(146_400), Decimal(48_800))),  # exactly, where rounding would not fit
        (7_960, 48_800, 195_199, None),
        (100, 120, None, Terms(Decimal(360), Decimal(1000))),  # no smaller recharge is sold
        (500, 120, None, Terms(Decimal(510), Decimal(1000))),  # above the peak hour, not at it
        (0, 0, None, Terms(Decimal(1), Decimal(1000))),
    ],
)
def test_suggestions(peak, day, cap, terms):
    assert suggested(demand(peak, day), None if cap is None else Decimal(cap)) == terms


@pytest.mark.parametrize(
    ("value", "up"),
    [("146400", "150000"), ("150000", "150000"), ("101", "110"), ("99", "99"), ("0.1", "1"), ("0", "0")],
)
def test_rounded_up_to_two_digits(value, up):
    assert rounded(Decimal(value)) == Decimal(up)


@given(AMOUNTS, AMOUNTS, st.sampled_from([RULES, ASSUMED]))
def test_a_suggestion_satisfies_every_bound(peak, day, rules):
    needs = demand(peak, day, rules)
    terms = suggested(needs, None)
    assert terms.threshold > needs.between_looks
    assert terms.threshold >= needs.while_reacting
    assert terms.amount >= max(needs.day, needs.least_amount, rules.smallest_recharge)
    assert terms.threshold <= max(needs.while_reacting, needs.between_looks + 1) * Decimal("1.1") + 1


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_no_suggestion_is_beyond_the_cap(peak, day, cap):
    terms = suggested(demand(peak, day), cap)
    assert terms is None or terms.threshold + terms.amount <= cap


@given(AMOUNTS, AMOUNTS, st.decimals("0", "1000", places=2), st.decimals("0", "1000", places=2))
def test_more_load_never_needs_less(peak, day, more_peak, more_day):
    small, large = suggested(demand(peak, day), None), suggested(demand(peak + more_peak, day + more_day), None)
    assert large.threshold >= small.threshold
    assert large.amount >= small.amount
