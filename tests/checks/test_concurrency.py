"""`concurrency`: the busiest hour against the places that the limit gives."""

from decimal import Decimal

import pytest

from preflight.account import Access, Account, ModelLimits
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE
from preflight.verdict import Status, failed, skipped
from preflight_checks.concurrency import concurrency
from tests.facts_builders import RUNWAY_DATA, account, limits, workload

BUSY = workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75))
NOT_TOLD = NotReadable("this vendor's API does not tell")


def judge(load, data=RUNWAY_DATA, **parts):
    (verdict,) = concurrency(account(**parts), load, data)
    return verdict


def at_once(count):
    return {"limits": Known({"gen4.5": limits(concurrent=count)})}


@pytest.mark.parametrize(
    ("places", "status", "says"),
    [
        (10, Status.PASS, "tier 3 (inferred from the monthly cap) allows 10 at one time"),
        (10, Status.PASS, "under 1 % have to wait"),
        (5, Status.PASS, "5 % have to wait"),
        (4, Status.PASS, "14 % have to wait (THROTTLED), 5 s on average over all, 1 in 20 for 37 s or longer"),
        (3, Status.WARN, "39 % have to wait (THROTTLED), 26 s on average over all, 1 in 20 for 2.3 min or longer"),
        (3, Status.WARN, "; that is longer than a generation takes (75 s)"),
        (2, Status.WARN, "; the official clients give up after 10 min"),
        (1, Status.FAIL, "after that hour 42 are still waiting (THROTTLED), the last one for 52.5 min"),
        (0, Status.FAIL, "allows 0 at one time"),
        (None, Status.PASS, "and the account has no limit on that"),
    ],
)
def test_the_busiest_hour_against_the_limit(places, status, says):
    verdict = judge(BUSY, **at_once(places))
    assert verdict.status is status
    assert says in verdict.message
    assert verdict.subject == "gen4.5"
    assert verdict.message.startswith("90 in the busiest hour, 75 s each, keep 1.9 running")


def test_the_remedy_names_the_tier_both_rules_and_the_hour_that_would_fit():
    verdict = judge(BUSY, **at_once(1), monthly_cap=Known(10_000))
    assert verdict == failed(
        "90 in the busiest hour, 75 s each, keep 1.9 running; tier 1 (inferred from the monthly cap) allows 1 at "
        "one time: after that hour 42 are still waiting (THROTTLED), the last one for 52.5 min",
        subject="gen4.5",
        remedy="tier 3 would do (5 at one time): it unlocks once $100 in all has been bought: at once by the newer "
        "tiers page, after 7 days more by the older go-live page; or expect less",
        data={"offered_load": 1.875, "max_concurrent": 1, "needed_concurrent": 4},
    )


@pytest.mark.parametrize(
    ("load", "wants"),
    [
        ({"per_day": 600}, "peak_per_hour and generation_seconds"),
        ({"peak_per_hour": 90}, "generation_seconds"),
        ({"generation_seconds": Decimal(75)}, "peak_per_hour"),
    ],
)
def test_a_workload_that_says_too_little_is_skipped_with_what_to_add(load, wants):
    assert judge(workload(**load)) == skipped(
        "the workload does not say what the busiest hour asks for",
        subject="gen4.5",
        remedy=f"add {wants} to workload.gen4.5",
    )


def test_no_workload_is_skipped_and_the_remedy_is_init():
    verdict = judge(workload({}))
    assert verdict.status is Status.SKIP
    assert "`preflight init`" in verdict.remedy


def test_an_hour_that_exactly_fills_the_places_is_never_done():
    verdict = judge(workload(peak_per_hour=96, generation_seconds=Decimal(75)), **at_once(2))
    assert verdict.status is Status.FAIL
    assert "they are never all done" in verdict.message


def test_an_idle_model_passes():
    assert judge(workload(peak_per_hour=0, generation_seconds=Decimal(75)), **at_once(1)).status is Status.PASS


def test_a_generation_that_outlasts_the_clients_may_not_wait_at_all():
    """Whoever asks for eleven minutes has no minute left to wait."""
    verdict = judge(workload(peak_per_hour=9, generation_seconds=Decimal(660)), **at_once(3))
    assert verdict.status is Status.WARN
    assert "the official clients give up after 10 min" in verdict.message


@pytest.mark.parametrize(
    ("parts", "load", "status", "says"),
    [
        ({"limits": NOT_TOLD}, {}, Status.UNKNOWN, "limit not readable: this vendor's API does not tell"),
        (
            {"limits": Known({"gen4.5": ModelLimits(max_concurrent=NotReadable("odd"), max_daily=Known(1))})},
            {},
            Status.UNKNOWN,
            "limit not readable: odd",
        ),
        ({"limits": Known({})}, {}, Status.UNKNOWN, "the account lists no limit for this model"),
        ({"limits": NOT_TOLD}, {"max_concurrent": 10}, Status.PASS, "the declared limit allows 10 at one time"),
        ({"limits": NOT_TOLD}, {"max_concurrent": 1}, Status.FAIL, "the declared limit allows 1 at one time"),
        ({}, {"max_concurrent": 1}, Status.PASS, "allows 5 at one time (the config declares 1; the live limit counts)"),
        (at_once(4), {}, Status.PASS, "(the table of 2026-11-20 has 5 for that tier; the live limit counts)"),
    ],
)
def test_live_declared_and_published_limits(parts, load, status, says):
    whole = workload(peak_per_hour=90, generation_seconds=Decimal(75), **load)
    verdict = judge(whole, **parts)
    assert verdict.status is status
    assert says in verdict.message


def test_the_remedy_for_an_unreadable_limit_is_to_declare_it_or_to_mend_the_key():
    assert judge(BUSY, limits=NOT_TOLD).remedy.endswith("declare it: max_concurrent of workload.gen4.5")
    (offline,) = concurrency(Account.unread("runway", Access.NOT_ASKED, "offline"), BUSY, RUNWAY_DATA)
    assert (offline.status, offline.remedy) == (Status.UNKNOWN, "see `key-valid`")


def test_a_vendor_without_published_tiers_is_asked_for_more():
    verdict = judge(workload(peak_per_hour=90, generation_seconds=Decimal(75), max_concurrent=1), NONE, limits=NOT_TOLD)
    assert verdict.remedy == "it takes 4 at one time; ask the vendor for a higher limit, or lower peak_per_hour to 5"
    assert verdict.data["declared"] is True


@pytest.mark.parametrize(("per_day", "says"), [(120, "or lower peak_per_hour to 5"), (121, "or expect less")])
def test_the_hour_is_lowered_only_as_far_as_the_day_still_fits(per_day, says):
    load = workload(per_day=per_day, peak_per_hour=90, generation_seconds=Decimal(75))
    assert judge(load, **at_once(1)).remedy.endswith(says)


def test_beyond_every_published_tier():
    verdict = judge(workload(peak_per_hour=3_000, generation_seconds=Decimal(75)))
    assert "no published tier does: ask the vendor for a higher limit" in verdict.remedy


def test_each_model_is_a_subject_of_its_own():
    load = workload({"gen4.5": BUSY.models["gen4.5"], "veo3.1": ModelLoad(per_day=1)})
    verdicts = concurrency(account(), load, RUNWAY_DATA)
    assert [(v.subject, v.status) for v in verdicts] == [("gen4.5", Status.PASS), ("veo3.1", Status.SKIP)]
