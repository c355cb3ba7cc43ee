"""`daily-volume`: the day's need against the limit and the running window."""

import pytest

from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
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
        data={"expected_per_day": 600, "max_daily": 50},
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
