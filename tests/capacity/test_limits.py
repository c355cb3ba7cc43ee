"""Which limit holds: the live one, else the declared one; and which is fullest."""

from decimal import Decimal
from fractions import Fraction

import pytest

from preflight.capacity.limits import Allowance, Kind, allowance, at_once, taken, tier_name
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE
from tests.facts_builders import RUNWAY_DATA, account, limits, workload

GONE = NotReadable("this vendor's API does not tell")
NOWHERE = NotReadable("the account lists no limit for this model")


@pytest.mark.parametrize(
    ("live", "declared", "found"),
    [
        (Known({"gen4.5": limits(1000)}), None, Allowance(1000)),
        (Known({"gen4.5": limits(1000)}), 1000, Allowance(1000)),
        (
            Known({"gen4.5": limits(1000)}),
            300,
            Allowance(1000, disagreement="the config declares 300; the live limit counts"),
        ),
        (
            Known({"gen4.5": limits(700)}),
            None,
            Allowance(700, disagreement="the table of 2026-11-20 has 1,000 for that tier; the live limit counts"),
        ),
        (
            Known({"gen4.5": limits(None)}),
            None,
            Allowance(None, disagreement="the table of 2026-11-20 has 1,000 for that tier; the live limit counts"),
        ),
        (GONE, 300, Allowance(300, declared=True)),
        (GONE, None, GONE),
        (Known({}), 300, Allowance(300, declared=True)),
        (Known({}), None, NOWHERE),
    ],
)
def test_the_live_limit_wins_and_a_disagreement_is_said(live, declared, found):
    load = ModelLoad(per_day=1, max_daily=declared)
    assert allowance(account(limits=live), "gen4.5", load, RUNWAY_DATA, Kind.DAILY) == found


def test_a_limit_that_cannot_be_read_gives_way_to_the_declared_one():
    part = limits()
    odd = Known({"gen4.5": type(part)(max_concurrent=NotReadable("odd"), max_daily=Known(5))})
    whole = account(limits=odd)
    assert allowance(whole, "gen4.5", ModelLoad(max_concurrent=4), NONE, Kind.CONCURRENT) == Allowance(4, declared=True)
    assert allowance(whole, "gen4.5", ModelLoad(per_day=1), NONE, Kind.CONCURRENT) == NotReadable("odd")


def test_both_disagreements_are_said():
    found = allowance(
        account(limits=Known({"gen4.5": limits(concurrent=4)})),
        "gen4.5",
        ModelLoad(max_concurrent=9),
        RUNWAY_DATA,
        Kind.CONCURRENT,
    )
    assert found.noted == (
        " (the config declares 9; the live limit counts; the table of 2026-11-20 has 5 for that tier; "
        "the live limit counts)"
    )


def test_no_table_disagrees_about_a_custom_tier_or_an_unknown_model():
    custom = account(monthly_cap=Known(123), limits=Known({"gen4.5": limits(7), "novel": limits(7)}))
    assert allowance(custom, "gen4.5", ModelLoad(per_day=1), RUNWAY_DATA, Kind.DAILY) == Allowance(7)
    known = account(limits=Known({"novel": limits(7)}))
    assert allowance(known, "novel", ModelLoad(per_day=1), RUNWAY_DATA, Kind.DAILY) == Allowance(7)


@pytest.mark.parametrize(
    ("cap", "data", "name"),
    [
        (Known(200_000), RUNWAY_DATA, "tier 3 (inferred from the monthly cap)"),
        (Known(123), RUNWAY_DATA, "the custom tier"),
        (GONE, RUNWAY_DATA, "the tier"),
        (Known(123), NONE, "the tier"),
    ],
)
def test_the_tiers_name(cap, data, name):
    assert tier_name(account(monthly_cap=cap), data) == name


@pytest.mark.parametrize(
    ("load", "load_at_once"),
    [
        (ModelLoad(peak_per_hour=90, generation_seconds=Decimal(75)), Fraction(15, 8)),
        (ModelLoad(peak_per_hour=90), None),
        (ModelLoad(generation_seconds=Decimal(75)), None),
        (ModelLoad(per_day=0), 0),
    ],
)
def test_at_once(load, load_at_once):
    assert at_once(load) == load_at_once


def test_every_known_limit_the_fullest_first():
    load = workload(
        per_day=600,
        peak_per_hour=90,
        generation_seconds=Decimal(75),
        credits_each=Decimal(6),
    )
    rows = [(one.kind, one.model, one.needed, one.allowed) for one in taken(account(), load, RUNWAY_DATA)]
    assert rows == [
        (Kind.DAILY, "gen4.5", 600, 1000),
        (Kind.MONTHLY, None, 108_000, 200_000),
        (Kind.CONCURRENT, "gen4.5", Fraction(15, 8), 5),
    ]


def test_no_access_is_fuller_than_full():
    load = workload({"gen4.5": ModelLoad(per_day=1), "veo3.1": ModelLoad(per_day=9_000)})
    first, second = taken(account(limits=Known({"gen4.5": limits(0), "veo3.1": limits()})), load, RUNWAY_DATA)
    assert (first.model, first.share) == ("gen4.5", None)
    assert second.share == 9


def test_a_limit_that_does_not_exist_or_is_not_known_is_not_taken():
    load = workload(per_day=600)
    assert taken(account(limits=Known({"gen4.5": limits(None)})), load, RUNWAY_DATA) == []
    assert taken(account(limits=GONE), load, RUNWAY_DATA) == []
