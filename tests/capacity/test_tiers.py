"""The smallest tier that carries a workload: monotone, and confirmed by the checks themselves."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.capacity.limits import Kind
from preflight.capacity.tiers import Short, in_tier, short_of, smallest_tier, way_up
from preflight.config.model import ModelLoad
from preflight.parts import Known
from preflight.vendor_data import NONE
from preflight.verdict import Status
from preflight.workload import Workload
from preflight_checks.concurrency import concurrency
from preflight_checks.daily_volume import daily_volume
from preflight_checks.monthly_cap import monthly_cap
from tests.facts_builders import RUNWAY_DATA, account, workload

TIERS = RUNWAY_DATA.tiers
LOADS = st.builds(
    ModelLoad,
    per_day=st.integers(0, 40_000),
    peak_per_hour=st.integers(0, 2_000),
    generation_seconds=st.decimals("1", "600", places=0),
    credits_each=st.decimals("0", "100", places=0),
)
WORKLOADS = st.dictionaries(st.sampled_from(["gen4.5", "veo3.1", "gen4_image", "novel"]), LOADS, min_size=1).map(
    Workload
)


def named(tier):
    return tier and tier.name


@pytest.mark.parametrize(
    ("load", "tier"),
    [
        (workload(per_day=50), "1"),
        (workload(per_day=51), "2"),
        (workload(per_day=1_001), "4"),
        (workload(per_day=25_001), None),
        (workload({"gen4_image": ModelLoad(per_day=200, credits_each=Decimal(1))}), "1"),
        (workload({"gen4_image": ModelLoad(per_day=201, credits_each=Decimal(1))}), "2"),
        (workload({"novel": ModelLoad(per_day=51)}), "2"),  # of no known modality: the lowest of the row
        (workload(per_day=10, credits_each=Decimal(100)), "2"),  # 30,000 a month
        (workload(peak_per_hour=90, generation_seconds=Decimal(75)), "3"),
        (workload({}), "1"),
    ],
)
def test_the_smallest_tier(load, tier):
    assert named(smallest_tier(load, RUNWAY_DATA)) == tier


def test_what_a_tier_is_short_of():
    load = workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60))
    assert short_of(TIERS[0], load, RUNWAY_DATA) == [
        Short(Kind.DAILY, "gen4.5"),
        Short(Kind.CONCURRENT, "gen4.5"),
        Short(Kind.MONTHLY),
    ]
    assert short_of(TIERS[3], load, RUNWAY_DATA) == []


def test_without_published_tiers_there_is_none():
    assert smallest_tier(workload(per_day=1), NONE) is None


@pytest.mark.parametrize(
    ("current", "goal", "steps", "dollars", "wait"),
    [
        (0, 3, ["2", "3", "4"], 1000, 22),
        (0, 1, ["2"], 50, 1),
        (2, 4, ["4", "5"], 5000, 21),
        (3, 3, [], 0, 0),
        (4, 1, [], 0, 0),
        (None, 2, ["2", "3"], 100, 8),
    ],
)
def test_the_way_up(current, goal, steps, dollars, wait):
    way = way_up(RUNWAY_DATA, None if current is None else TIERS[current], TIERS[goal])
    assert ([tier.name for tier in way.steps], way.dollars, way.wait_days) == (steps, dollars, wait)


@given(WORKLOADS)
def test_a_larger_tier_never_covers_less(load):
    for smaller, larger in pairwise(TIERS):
        assert set(short_of(larger, load, RUNWAY_DATA)) <= set(short_of(smaller, load, RUNWAY_DATA))


@given(WORKLOADS, LOADS)
def test_more_load_never_needs_a_smaller_tier(load, more):
    def place(tier):
        return len(TIERS) if tier is None else TIERS.index(tier)

    heavier = Workload(
        {
            model: ModelLoad(
                per_day=one.per_day + more.per_day,
                peak_per_hour=one.peak_per_hour + more.peak_per_hour,
                generation_seconds=one.generation_seconds + more.generation_seconds,
                credits_each=one.credits_each + more.credits_each,
            )
            for model, one in load.models.items()
        }
    )
    assert place(smallest_tier(heavier, RUNWAY_DATA)) >= place(smallest_tier(load, RUNWAY_DATA))


@given(WORKLOADS)
def test_the_checks_agree_with_it(load):
    """In the tier that is named none of the three checks complains; in the one below at least one does."""

    def complaints(tier):
        there = in_tier(account(used=Known({})), tier, load, RUNWAY_DATA)
        facts = (there, load, RUNWAY_DATA)
        verdicts = [*daily_volume(*facts), *concurrency(*facts), *monthly_cap(*facts)]
        # a workload that expects none, or contradicts itself, warns in every tier
        return [v for v in verdicts if v.status is Status.FAIL or (v.status is Status.WARN and "wait" in v.message)]

    tier = smallest_tier(load, RUNWAY_DATA)
    place = len(TIERS) if tier is None else TIERS.index(tier)
    if tier:
        assert complaints(tier) == []
    if place:
        assert complaints(TIERS[place - 1]) != []


def test_an_account_in_another_tier_has_its_limits_and_cap():
    there = in_tier(account(), TIERS[0], workload({"gen4_image": ModelLoad(per_day=1)}), RUNWAY_DATA)
    assert there.monthly_cap == Known(10_000)
    assert {model: one.max_daily.value for model, one in there.limits.value.items()} == {
        "gen4.5": 50,
        "veo3.1": 50,
        "gen4_image": 200,
    }
