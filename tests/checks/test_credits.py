"""`credits`: balance and burn."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.account import Access, AutoBilling, Unit
from preflight.attestations.model import Attestations, Proof
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.verdict import Status
from preflight_checks.credits import credits
from tests.attestation_builders import stated
from tests.facts_builders import (
    CLOCK,
    NONE_ATTESTED,
    RUNWAY_DATA,
    TODAY,
    account,
    attestations,
    usage,
    workload,
)

BUSY = workload(per_day=100, credits_each=60)  # 6,000 credits a day
NO_USE = usage()
UNPRICED = workload({"kling_4": ModelLoad(per_day=1, output_seconds=Decimal(5))})


def judge(balance, load, attested=NONE_ATTESTED, used=NO_USE, **parts):
    (verdict,) = credits(account(balance=balance, **parts), load, RUNWAY_DATA, attested, CLOCK, used)
    return verdict


@pytest.mark.parametrize(
    ("balance", "load", "status", "says"),
    [
        (Known(0), workload({}), Status.FAIL, "the balance is 0 credits"),
        (Known(-40), BUSY, Status.FAIL, "the balance is -40 credits"),
        (Known(5), workload({}), Status.PASS, "5 credits ($0.05)"),
        (Known(42_000), BUSY, Status.PASS, "last 7 days at 6,000 a day, until 2026-11-27 (2026-11-25 to 2026-11-29)"),
        (Known(41_999), BUSY, Status.WARN, "last 6.9 days at 6,000 a day"),
        (Known(12_000), BUSY, Status.WARN, "12,000 credits ($120) last 2 days at 6,000 a day"),
        (Known(50), UNPRICED, Status.UNKNOWN, "the burn is unknown"),
        (Known(50), workload(per_day=3), Status.PASS, "for how many days is not known"),
        (
            Known(60_000),
            workload({**BUSY.models, "veo3.1": ModelLoad(per_day=3)}),
            Status.PASS,
            "last at most 10 days at 6,000 a day, until 2026-11-30 (2026-11-28 to 2026-12-03); not counted: veo3.1",
        ),
        (NotReadable("offline"), BUSY, Status.UNKNOWN, "balance not readable: offline; and nobody has attested it"),
    ],
)
def test_balance_and_days(balance, load, status, says):
    verdict = judge(balance, load)
    assert verdict.status is status
    assert says in verdict.message


def test_the_remedy_is_the_purchase_that_makes_seven_days():
    assert "buy 30,000 credits ($300) for 7 days" in judge(Known(12_000), BUSY).remedy


def test_attested_autobilling_covers_a_short_balance():
    verdict = judge(Known(12_000), BUSY, attestations(threshold=9_000, amount=20_000))
    assert verdict.status is Status.PASS
    assert "kept up by attested autobilling" in verdict.message


def test_autobilling_that_the_balance_contradicts_covers_nothing():
    verdict = judge(Known(12_000), BUSY, attestations(threshold=12_001, amount=20_000))
    assert verdict.status is Status.WARN


@pytest.mark.parametrize("parts", [{"failed": True}, {"proven": Proof(void="but …")}, {"expires": None}])
def test_a_statement_that_does_not_count_covers_nothing(parts):
    values = {"threshold": Decimal(9_000), "amount": Decimal(20_000)}
    good = {"values": values}
    assert judge(Known(12_000), BUSY, stated("autobilling", good)).status is Status.PASS
    assert judge(Known(12_000), BUSY, stated("autobilling", {**good, **parts})).status is Status.WARN


@pytest.mark.parametrize(("threshold", "status"), [(3_001, Status.PASS), (3_000, Status.WARN)])
def test_autobilling_that_looks_too_late_covers_nothing(threshold, status):
    """50 in the busiest hour burn 3,000 before anybody looks."""
    load = workload(per_day=100, peak_per_hour=50, credits_each=60)
    assert judge(Known(12_000), load, attestations(threshold=threshold, amount=20_000)).status is status


def test_priced_from_the_dated_table_and_dearest_variant():
    load = workload({"veo3.1": ModelLoad(per_day=10, output_seconds=Decimal(8))})  # 40 a second with audio
    assert "at 3,200 a day" in judge(Known(100_000), load).message


def test_an_unpriced_model_is_unknown_even_when_the_rest_lasts():
    load = workload({"gen4.5": ModelLoad(per_day=1, credits_each=Decimal(1)), **UNPRICED.models})
    verdict = judge(Known(1000), load)
    assert verdict.status is Status.UNKNOWN
    assert verdict.remedy == "add workload.kling_4: credits_each (no published price)"


STEADY = usage(*[3_000] * 90)
FAST = usage(*[9_000] * 90)


@pytest.mark.parametrize(
    ("load", "used", "status", "says"),
    [
        (BUSY, STEADY, Status.PASS, "the past 4 weeks burned 3,000 a day, steady: that lasts until 2026-12-10"),
        (BUSY, NO_USE, Status.PASS, "; nothing was used in the 90 days before today"),
        (BUSY, FAST, Status.WARN, "the past 4 weeks burned 9,000 a day, steady: that lasts until 2026-11-26"),
        (workload({}), STEADY, Status.PASS, "the workload does not tell the burn; the past 4 weeks burned 3,000"),
        (workload({}), FAST, Status.WARN, "60,000 credits ($600) are on the account; the past 4 weeks burned 9,000"),
        (workload({}), NO_USE, Status.PASS, "for how many days is not known: the workload does not tell the burn"),
        (UNPRICED, FAST, Status.UNKNOWN, "the burn is unknown; the past 4 weeks burned 9,000"),
        (BUSY, usage(*[3_000] * 10), Status.PASS, "the past 1 week burned 3,000 a day, too short for a trend"),
        (BUSY, usage(3_000, 3_000), Status.PASS, "the past 2 days burned 3,000 a day, too short for a trend"),
        (BUSY, usage(days=NotReadable("HTTP 500")), Status.PASS, "; past usage not readable: HTTP 500"),
        (BUSY, usage(*[3_000] * 90, notes=("the last 30 days only",)), Status.PASS, "; the last 30 days only"),
    ],
)
def test_the_past_is_told_beside_the_workload_and_the_shorter_counts(load, used, status, says):
    verdict = judge(Known(60_000), load, used=used)
    assert verdict.status is status
    assert says in verdict.message


def test_the_remedy_buys_seven_days_at_the_faster_of_the_two():
    assert judge(Known(60_000), BUSY, used=FAST).remedy.startswith("buy 3,000 credits ($30) for 7 days")


def test_a_rising_burn_is_said_with_its_range():
    rising = usage(*[1_000 + 20 * day for day in range(90)])
    verdict = judge(Known(60_000), BUSY, used=rising)
    assert "burned 2,510 a day, rising 7 % a week: that lasts until 2026-12-13 (2026-12-12 to 2026-12-16)" in (
        verdict.message
    )
    assert verdict.data["past_trend_per_week"] == pytest.approx(140 / 1950)
    assert verdict.data["past_days"] == 23.9


def test_numbers_for_programs():
    assert judge(Known(60_000), BUSY, used=STEADY).data == {
        "balance": 60_000,
        "unit": "credits",
        "burn_per_day": 6_000.0,
        "days": 10.0,
        "exhausted_on": "2026-11-30",
        "exhausted_earliest": "2026-11-28",
        "exhausted_latest": "2026-12-03",
        "past_per_day": 3_000.0,
        "past_low": 3_000.0,
        "past_high": 3_000.0,
        "past_trend_per_week": 0.0,
        "past_days_of_use": 90,
        "past_days": 20.0,
        "past_exhausted_on": "2026-12-10",
        "past_exhausted_earliest": "2026-12-10",
        "past_exhausted_latest": "2026-12-10",
    }


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({}, Status.PASS),
        ({"enabled": Known(False)}, Status.WARN),
        ({"payment_method": Known(False)}, Status.WARN),
        ({"payment_method": NotReadable("odd")}, Status.WARN),
        ({"threshold": NotReadable("odd")}, Status.WARN),
        ({"threshold": Known(12_001)}, Status.WARN),
    ],
)
def test_measured_autobilling_covers_a_short_balance_if_it_can_charge(parts, status):
    whole = {
        "enabled": Known(True),
        "threshold": Known(9_000),
        "amount": Known(20_000),
        "payment_method": Known(True),
        "last_charge": Known(None),
    }
    measured = AutoBilling(**{**whole, **parts})
    assert judge(Known(12_000), BUSY, autobilling=Known(measured)).status is status


def test_an_account_in_cents_reads_in_dollars():
    verdict = judge(Known(60_000), BUSY, used=STEADY, unit=Unit.CENTS)
    assert verdict.message.startswith("$600 last 10 days at $60 a day, until")
    assert "burned $30 a day" in verdict.message
    assert judge(Known(-40), BUSY, unit=Unit.CENTS).message.startswith("the balance is -$0.40:")


def ask(facts, load, used, attested=NONE_ATTESTED):
    (verdict,) = credits(facts, load, RUNWAY_DATA, attested, CLOCK, used)
    return verdict


GPTBOTS = account(provider="gptbots", balance=NotReadable("no endpoint"))


def said(balance=4_000, **more):
    return attestations(check="credits", provider="gptbots", balance=balance, **more)


def test_a_balance_that_no_api_tells_has_to_be_attested():
    verdict = ask(GPTBOTS, workload({}), usage(10))
    assert (verdict.status, verdict.message) == (
        Status.UNKNOWN,
        "balance not readable: no endpoint; and nobody has attested it",
    )
    assert "`preflight attest credits --provider gptbots --by YOU --evidence LINK --set balance=CREDITS`" in (
        verdict.remedy
    )


@pytest.mark.parametrize(
    ("attested", "load", "consumed", "status", "says"),
    [
        (
            said(),
            workload({}),
            usage(90),
            Status.PASS,
            "saw 4,000 credits on 2026-11-19, 0 credits were consumed since",
        ),
        (said(), workload({}), usage(90), Status.PASS, "at most 4,000 credits are left, 4,000 days at 1 credit a day"),
        (said(), workload({}), usage(), Status.PASS, "nothing tells the burn"),
        (said(600), workload(per_day=100, credits_each=1), usage(90), Status.WARN, "6 days at 100 credits a day"),
        (said(700), workload(per_day=100, credits_each=1), usage(90), Status.PASS, "7 days at 100 credits a day"),
        (said(expires=TODAY), workload({}), usage(90), Status.PASS, "at most 4,000"),
        (said(expires=TODAY - timedelta(days=1)), workload({}), usage(90), Status.UNKNOWN, "that has lapsed"),
        (
            said(),
            workload({}),
            usage(days=NotReadable("partial: page 3 of 24: HTTP 503")),
            Status.UNKNOWN,
            "consumption since not readable: partial: page 3 of 24",
        ),
    ],
)
def test_an_attested_balance_lasts_as_long_as_consumption_and_plan_let_it(attested, load, consumed, status, says):
    verdict = ask(GPTBOTS, load, consumed, attested)
    assert verdict.status is status
    assert says in verdict.message


def seen_days_ago(days, balance=4_000):
    (one,) = said(balance).entries
    return Attestations((replace(one, on=TODAY - timedelta(days=days)),))


@pytest.mark.parametrize(
    ("days", "consumed", "status", "says"),
    [
        (3, usage(9_000, 1_500, 1_000), Status.PASS, "2,500 credits were consumed since: at most 1,500 credits are"),
        (3, usage(9_000, 3_000, 1_000), Status.FAIL, "4,000 credits were consumed since: at most 0 credits are left"),
        (3, usage(9_000), Status.FAIL, "at most -5,000 credits are left"),
        (3, usage(1_000, start=TODAY - timedelta(days=2)), Status.WARN, "at most 3,000 credits are left, 6 days"),
        (3, usage(1_000, start=TODAY - timedelta(days=1)), Status.UNKNOWN, "readable from 2026-11-19 on only"),
    ],
)
def test_what_was_consumed_since_contradicts_the_attestation(days, consumed, status, says):
    verdict = ask(GPTBOTS, workload({}), consumed, seen_days_ago(days))
    assert verdict.status is status
    assert says in verdict.message


def test_attested_autobilling_covers_a_short_attested_balance_too():
    refill = attestations(provider="gptbots", threshold=500, amount=2_000)
    both = Attestations((*said(600).entries, *refill.entries))
    assert ask(GPTBOTS, workload(per_day=100, credits_each=1), usage(90), both).status is Status.PASS
    poor = Attestations((*said(400).entries, *refill.entries))
    assert ask(GPTBOTS, workload(per_day=100, credits_each=1), usage(90), poor).status is Status.WARN


def test_a_vendor_that_says_itself_that_credits_are_used_up_is_believed():
    verdict = ask(replace(GPTBOTS, out_of_credits=True), workload({}), usage(), said())
    assert (verdict.status, "not enough credits" in verdict.message) == (Status.FAIL, True)


def test_a_key_that_is_not_accepted_comes_first():
    verdict = ask(replace(GPTBOTS, access=Access.REJECTED), workload({}), usage(), said())
    assert (verdict.status, verdict.remedy) == (Status.UNKNOWN, "see `key-valid`")
