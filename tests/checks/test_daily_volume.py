"""`daily-volume`: the day's need against the limit and the running window."""

import pytest

from preflight.account import Access, Account
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE
from preflight.verdict import Status, failed
from preflight_checks.daily_volume import daily_volume
from tests.facts_builders import RUNWAY_DATA, account, limits, workload


def judge(load, **parts):
    (verdict,) = daily_volume(account(**parts), load, RUNWAY_DATA)
    return verdict


def used(count):
    return Known({"gen4.5": Known(count)})


@pytest.mark.parametrize(
    ("per_day", "daily", "used_24h", "status", "says"),
    [
        (
            600,
            1000,
            12,
            Status.PASS,
            "needs 600 a day, tier 3 (inferred from the monthly cap) allows 1,000, 988 left",
        ),
        (1000, 1000, 0, Status.PASS, "1,000 left"),
        (1001, 1000, 0, Status.FAIL, "needs 1,001 a day"),
        (600, 1000, 500, Status.WARN, "500 left in this window"),
        (600, 1000, 1000, Status.FAIL, "answered with 429 now"),
        (600, 1000, 1200, Status.FAIL, "0 left in this window"),
        (600, None, 0, Status.PASS, "no daily limit"),
        (600, 0, 0, Status.FAIL, "allows 0"),
        (0, 1000, 0, Status.WARN, "expects none a day"),
        (0, 0, 0, Status.FAIL, "allows 0"),
    ],
)
def test_need_limit_and_window(per_day, daily, used_24h, status, says):
    verdict = judge(workload(per_day=per_day), limits=Known({"gen4.5": limits(daily)}), used=used(used_24h))
    assert verdict.status is status
    assert says in verdict.message
    assert verdict.subject == "gen4.5"


def test_names_the_tier_that_would_do_what_to_buy_and_both_published_rules():
    verdict = judge(
        workload(per_day=600), limits=Known({"gen4.5": limits(50)}), monthly_cap=Known(10_000), used=Known({})
    )
    assert verdict == failed(
        "needs 600 a day, tier 1 (inferred from the monthly cap) allows 50",
        subject="gen4.5",
        remedy="tier 3 would do (1,000 a day): it unlocks once $100 in all has been bought: at once by the newer "
        "tiers page, after 7 days more by the older go-live page; or lower per_day",
        data={"expected_per_day": 600, "max_daily": 50, "used_24h": 0, "left": 50},
    )


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"limits": NotReadable("offline")}, "limits not readable: offline"),
        ({"used": NotReadable("usage is missing")}, "not readable: usage is missing"),
        ({"limits": Known({"veo3.1": limits()})}, "lists no limit for this model"),
    ],
)
def test_what_cannot_be_read_is_unknown(parts, says):
    verdict = judge(workload(per_day=600), **parts)
    assert verdict.status is Status.UNKNOWN
    assert says in verdict.message


def test_a_limit_that_is_exceeded_fails_even_when_usage_is_not_readable():
    assert judge(workload(per_day=5000), used=NotReadable("gone")).status is Status.FAIL


def test_no_workload_is_unknown_and_the_remedy_is_init():
    verdict = judge(workload({}))
    assert verdict.status is Status.UNKNOWN
    assert "`preflight init`" in verdict.remedy


def test_a_model_without_per_day_is_unknown():
    assert judge(workload(credits_each=3)).status is Status.UNKNOWN


def test_each_model_is_a_subject_of_its_own():
    load = workload({"gen4.5": ModelLoad(per_day=1), "veo3.1": ModelLoad(per_day=9_999)})
    verdicts = list(daily_volume(account(), load, RUNWAY_DATA))
    assert [(v.subject, v.status) for v in verdicts] == [("gen4.5", Status.PASS), ("veo3.1", Status.FAIL)]


def test_beyond_every_published_tier():
    assert "no published tier" in judge(workload(per_day=10**6)).remedy


@pytest.mark.parametrize(
    ("load", "daily", "status", "says"),
    [
        (
            workload(per_day=600, peak_per_hour=90),
            50,
            Status.FAIL,
            "; at 90 an hour that is used up after 33.3 min",
        ),
        (
            workload(per_day=600, peak_per_hour=90),
            1000,
            Status.PASS,
            "; should its busy hours shift from one day to the next, 24 hours may hold 1,200",
        ),
        (workload(per_day=600, peak_per_hour=25), 600, Status.PASS, "600 left in this window"),
        (
            workload(per_day=600, peak_per_hour=24),
            1000,
            Status.WARN,
            "but per_day 600 does not fit into 24 hours of at most 24",
        ),
        (
            workload(per_day=600, peak_per_hour=700),
            1000,
            Status.WARN,
            "needs 700 a day, tier 3 (inferred from the monthly cap) allows 1,000, 1,000 left in this window, "
            "but peak_per_hour 700 is more than per_day 600",
        ),
        (workload(per_day=600, peak_per_hour=1_001), 1000, Status.FAIL, "needs 1,001 a day"),
    ],
)
def test_the_days_shape(load, daily, status, says):
    verdict = judge(load, limits=Known({"gen4.5": limits(daily)}))
    assert verdict.status is status
    assert says in verdict.message
    assert ("may hold" in verdict.message) is ("may hold" in says)


NOT_TOLD = NotReadable("this vendor's API does not tell")


@pytest.mark.parametrize(
    ("parts", "load", "status", "says"),
    [
        (
            {"limits": NOT_TOLD, "used": NOT_TOLD},
            {"per_day": 600, "max_daily": 1000},
            Status.PASS,
            "needs 600 a day, the declared limit allows 1,000",
        ),
        (
            {"limits": NOT_TOLD, "used": NOT_TOLD},
            {"per_day": 600, "max_daily": 599},
            Status.FAIL,
            "needs 600 a day, the declared limit allows 599",
        ),
        ({"limits": NOT_TOLD}, {"per_day": 600, "max_daily": 1000}, Status.PASS, "1,000 left in this window"),
        (
            {},
            {"per_day": 600, "max_daily": 500},
            Status.PASS,
            "tier 3 (inferred from the monthly cap) allows 1,000 (the config declares 500; the live limit counts)",
        ),
        (
            {"limits": Known({"gen4.5": limits(900)})},
            {"per_day": 600},
            Status.PASS,
            "allows 900 (the table of 2026-11-20 has 1,000 for that tier; the live limit counts)",
        ),
    ],
)
def test_a_declared_limit_is_called_that_and_the_live_one_wins(parts, load, status, says):
    verdict = judge(workload(**load), **parts)
    assert verdict.status is status
    assert says in verdict.message
    assert verdict.data.get("declared", False) is ("the declared limit" in says or "1,000 left" in says)


def test_without_a_declared_limit_the_remedy_is_to_declare_it():
    (verdict,) = daily_volume(account(limits=NOT_TOLD), workload(per_day=600), NONE)
    assert verdict.status is Status.UNKNOWN
    assert verdict.remedy == "look the limit up in the vendor's dashboard and declare it: max_daily of each model"


def test_models_without_a_declared_limit_stay_unknown_beside_those_with_one():
    load = workload({"a": ModelLoad(per_day=1, max_daily=9), "b": ModelLoad(per_day=1)})
    verdicts = list(daily_volume(account(limits=NOT_TOLD, used=NOT_TOLD), load, NONE))
    assert [(v.subject, v.status) for v in verdicts] == [("a", Status.PASS), ("b", Status.UNKNOWN)]
    assert verdicts[1].remedy.endswith("max_daily of workload.b")


def test_declaring_does_not_help_where_nobody_was_asked():
    (verdict,) = daily_volume(Account.unread("runway", Access.NOT_ASKED, "offline"), workload(per_day=1), RUNWAY_DATA)
    assert verdict.remedy == "see `key-valid`"


def test_a_vendor_without_published_tiers_is_asked_for_more():
    (verdict,) = daily_volume(account(limits=NOT_TOLD), workload(per_day=600, max_daily=5), NONE)
    assert verdict.remedy == "ask the vendor for a higher limit, or expect less"
