"""What would have to be true: every change that is told turns its line green, and none is larger than need be."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.account import Account, ModelLimits
from preflight.attestations.model import Attestations
from preflight.capacity.tiers import in_tier
from preflight.config.model import ModelLoad
from preflight.engine.planning.changes import expect_less, with_load
from preflight.engine.planning.facts import judge
from preflight.engine.planning.make import make
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE, VendorData
from preflight.verdict import Status
from preflight.workload import Workload
from tests.facts_builders import RUNWAY_DATA, account, attestations, limits, usage, workload
from tests.plan_builders import PLANNED, facts

BUSY = workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60))
GREEN = {Status.PASS, Status.SKIP}
SMALL: dict[str, Any] = {
    "balance": Known(4_000),
    "monthly_cap": Known(10_000),
    "limits": Known({"gen4.5": limits(50, 1), "veo3.1": limits(50, 1)}),
}
RICH: dict[str, Any] = {"balance": Known(900_000), "monthly_cap": Known(2_000_000)}


def page(made):
    return make(made, PLANNED, title="Runway")


def told(made, label):
    return [(change.setting, change.to) for change in page(made).changes[label]]


@pytest.mark.parametrize(
    ("made", "label", "changes"),
    [
        (
            facts(workload(per_day=600), **SMALL),
            "daily-volume gen4.5",
            [("tier", "3"), ("workload.gen4.5.per_day", 50)],
        ),
        (
            facts(workload(per_day=600), used=usage(), **{**SMALL, "limits": Known({"gen4.5": limits(0)})}),
            "daily-volume gen4.5",
            [("tier", "3")],
        ),
        (
            facts(workload(per_day=26_000)),
            "daily-volume gen4.5",
            [("limits.gen4.5.max_daily", 26_000), ("workload.gen4.5.per_day", 1_000)],
        ),
        (
            facts(workload(per_day=600, max_daily=100), limits=NotReadable("no"), data=NONE),
            "daily-volume gen4.5",
            [("limits.gen4.5.max_daily", 600), ("workload.gen4.5.per_day", 100)],
        ),
        (
            facts(workload(per_day=600, peak_per_hour=24)),
            "daily-volume gen4.5",
            [("workload.gen4.5.per_day", 576), ("workload.gen4.5.peak_per_hour", 25)],
        ),
        (
            facts(workload(per_day=60, peak_per_hour=90)),
            "daily-volume gen4.5",
            [("workload.gen4.5.per_day", 90), ("workload.gen4.5.peak_per_hour", 60)],
        ),
        (
            facts(workload(peak_per_hour=90, generation_seconds=Decimal(75)), **SMALL),
            "concurrency gen4.5",
            [
                ("tier", "3"),
                ("workload.gen4.5.peak_per_hour", 5),
                ("workload.gen4.5.generation_seconds", Decimal("4.8")),
            ],
        ),
        (
            facts(workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75)), **SMALL),
            "concurrency gen4.5",
            [
                ("tier", "3"),
                ("workload.gen4.5.per_day", 33),
                ("workload.gen4.5.generation_seconds", Decimal("4.8")),
            ],
        ),
        (
            facts(workload(per_day=600, credits_each=Decimal(60))),
            "monthly-cap",
            [
                ("tier", "4"),
                ("workload.gen4.5.per_day", 111),
                ("workload.gen4.5.credits_each", Decimal("11.11")),
            ],
        ),
        (
            facts(workload(per_day=10**6, credits_each=Decimal(60))),
            "monthly-cap",
            [
                ("monthly_cap", 1_800_000_000),
                ("workload.gen4.5.per_day", 111),
            ],
        ),
        (
            facts(workload(per_day=100, credits_each=Decimal(60)), balance=Known(12_000)),
            "credits",
            [
                ("balance", 42_000),
                ("workload.gen4.5.per_day", 28),
                ("workload.gen4.5.credits_each", Decimal("17.14")),
            ],
        ),
        (facts(balance=Known(0)), "credits", [("balance", 1_000)]),
        (facts(balance=Known(0), data=NONE), "credits", [("balance", 1)]),
        (
            facts(balance=Known(100), used=usage(*[5_000] * 90)),
            "credits",
            [("balance", 35_000)],
        ),
        (
            facts(BUSY, balance=Known(130_000), monthly_cap=Known(2_000_000)),
            "credits",
            [
                ("balance", 252_000),
                ("autobilling", "threshold=110000, amount=36000"),
                ("workload.gen4.5.per_day", 309),
                ("workload.gen4.5.credits_each", Decimal("30.95")),
            ],
        ),
        (
            facts(BUSY, balance=Known(130_000), monthly_cap=Known(2_000_000)),
            "autobilling",
            [("autobilling", "threshold=110000, amount=36000")],
        ),
        (
            facts(BUSY, attested=attestations(threshold=5_000, amount=50_000), **RICH),
            "autobilling",
            [("autobilling.threshold", 108_000), ("autobilling", "threshold=110000, amount=36000")],
        ),
        (
            facts(BUSY, attested=attestations(threshold=120_000, amount=9_000), **RICH),
            "autobilling",
            [("autobilling.amount", 36_000), ("autobilling", "threshold=110000, amount=36000")],
        ),
        (
            facts(BUSY, balance=Known(900_000), attested=attestations(threshold=120_000, amount=90_000)),
            "autobilling",
            [
                ("autobilling.amount", 80_000),
                ("tier", "4"),
                ("autobilling", "threshold=110000, amount=36000"),
            ],
        ),
        (
            facts(BUSY, attested=attestations(threshold=120_000, amount=90_000), **{**RICH, "balance": Known(100_000)}),
            "autobilling",
            [("balance", 120_000)],
        ),
    ],
)  # fmt: skip
def test_the_changes_that_are_told(made, label, changes):
    assert told(made, label) == changes


def test_what_is_green_or_cannot_be_known_needs_no_change():
    assert set(page(facts(workload(per_day=1), balance=NotReadable("odd"))).changes) == {"autobilling"}


def test_a_full_window_empties_by_waiting():
    made = facts(workload(per_day=600))
    made = made.changed(replace(made[Account], used=Known({"gen4.5": Known(900)})))
    assert told(made, "daily-volume gen4.5") == [("used_24h.gen4.5", 400), ("workload.gen4.5.per_day", 100)]


def test_a_change_names_the_other_lines_that_it_turns_green():
    first = page(facts(BUSY, **SMALL)).changes["monthly-cap"][0]
    assert (first.setting, first.to) == ("tier", "4")
    assert first.turns == ("daily-volume gen4.5", "concurrency gen4.5")


def test_more_than_the_cap_lets_be_bought_is_not_suggested():
    made = facts(workload(per_day=100, credits_each=Decimal(60)), balance=Known(2_000), monthly_cap=Known(10_000))
    assert "balance" not in dict(told(made, "credits"))


LOADS = st.builds(
    ModelLoad,
    per_day=st.one_of(st.none(), st.integers(1, 30_000)),
    peak_per_hour=st.one_of(st.none(), st.integers(1, 2_000)),
    generation_seconds=st.one_of(st.none(), st.decimals("1", "300", places=0)),
    credits_each=st.decimals("1", "200", places=0),
)
LIMITS = st.builds(
    ModelLimits,
    max_concurrent=st.integers(1, 20).map(Known),
    max_daily=st.sampled_from([50, 500, 1_000, 5_000]).map(Known),
)
MODELS = ["gen4.5", "veo3.1"]


@st.composite
def situations(draw):
    tier = draw(st.sampled_from(RUNWAY_DATA.tiers[:4]))
    load = Workload(draw(st.dictionaries(st.sampled_from(MODELS), LOADS, min_size=1)))
    whole = account(
        balance=Known(draw(st.integers(-10, 10**6))),
        used=Known({model: Known(draw(st.integers(0, 2_000))) for model in MODELS}),
    )
    attested = draw(
        st.one_of(
            st.just(Attestations(())),
            st.builds(attestations, threshold=st.integers(1, 10**6), amount=st.integers(1, 10**6)),
        )
    )
    made = facts(load, attested=attested, used=usage(*draw(st.lists(st.integers(0, 10**5), max_size=40))))
    if draw(st.booleans()):
        return made.changed(replace(in_tier(whole, tier, load, RUNWAY_DATA)))
    custom = Known({model: draw(LIMITS) for model in MODELS})
    return made.changed(replace(whole, limits=custom, monthly_cap=Known(tier.monthly_cap)))


def statuses(label, made):
    return {line.verdict.status for line in judge(PLANNED, made) if line.label == label}


def one_less(change, made):
    """The facts with the same change, a step smaller; None where a smaller step is not on sale."""
    kind, *rest = change.setting.split(".")
    if kind == "workload":
        return less_load(".".join(rest[:-1]), rest[-1], change.to, made)
    whole, data = made[Account], made[VendorData]
    match kind:
        case "balance":
            floor = whole.balance.value + data.autobilling.smallest_recharge
            return None if change.to == floor else made.changed(replace(whole, balance=Known(int(change.to) - 1)))
        case "tier":
            place = [tier.name for tier in data.tiers].index(change.to) - 1
            if place < 0 or data.tiers[place].monthly_cap <= whole.monthly_cap.value:
                return None
            return made.changed(in_tier(whole, data.tiers[place], made[Workload], data))
        case "monthly_cap":
            return made.changed(replace(whole, monthly_cap=Known(int(change.to) - 1)))
        case "used_24h":
            used = {**whole.used.value, ".".join(rest): Known(int(change.to) + 1)}
            return made.changed(replace(whole, used=Known(used)))
        case "limits":
            model, limit = ".".join(rest[:-1]), rest[-1]
            part = replace(whole.limits.value[model], **{limit: Known(int(change.to) - 1)})
            return made.changed(replace(whole, limits=Known({**whole.limits.value, model: part})))
    return None


def less_load(model, setting, to, made):
    steps = {"peak_per_hour": 1, "generation_seconds": Decimal("0.1"), "credits_each": Decimal("0.01")}
    if setting == "per_day":
        return expect_less(made, model, int(to) + 1).facts
    return with_load(made, model, setting, to + steps[setting])


@given(situations())
@settings(max_examples=150, deadline=None)
def test_every_change_turns_its_line_green_and_a_step_less_does_not(made):
    plan = page(made)
    for label, changes in plan.changes.items():
        assert statuses(label, made) & {Status.FAIL, Status.WARN, Status.UNKNOWN}
        for change in changes:
            assert statuses(label, change.facts) <= GREEN, (label, change)
            contradictory = any("is really" in change.words for change in changes)
            less = one_less(change, made)
            if less is not None and not contradictory:
                assert not statuses(label, less) <= GREEN, (label, change)


@given(situations())
@settings(max_examples=100, deadline=None)
def test_what_a_change_also_turns_is_green_then(made):
    for label, changes in page(made).changes.items():
        for change in changes:
            assert label not in change.turns
            for other in change.turns:
                assert statuses(other, change.facts) <= GREEN
                assert not statuses(other, made) <= GREEN


@given(situations())
@settings(max_examples=100, deadline=None)
def test_all_of_it_together_turns_everything_green(made):
    plan = page(made)
    if plan.together:
        assert all(line.green for line in judge(PLANNED, plan.together[-1].facts))


@given(situations())
@settings(max_examples=100, deadline=None)
def test_a_load_beyond_a_published_limit_always_has_a_way_out(made):
    """Whatever fails for want of a tier that exists is told that tier, or a limit to ask for."""
    plan = page(made)
    for line in plan.lines:
        if line.check == "monthly-cap" and line.verdict.status is Status.FAIL:
            assert {change.setting for change in plan.changes[line.label]} & {"tier", "monthly_cap"}
