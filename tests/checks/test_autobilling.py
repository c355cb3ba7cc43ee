"""`autobilling`: what was attested, the arithmetic, and the cross-examination."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from preflight.account import AutoBilling, Unit
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE
from preflight.verdict import Status
from preflight_checks.autobilling import autobilling
from tests.attestation_builders import STANDINGS, stated
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

BUSY = workload(per_day=100, peak_per_hour=50, credits_each=60)  # 3,000 credits in the peak hour, 6,000 a day
GOOD = attestations(threshold=20_000, amount=20_000)


GONE = NotReadable("offline")
NOTHING_READ = usage(days=GONE)


def judge(attested, load=BUSY, *, consumed=NOTHING_READ, data=RUNWAY_DATA, **parts):
    return list(autobilling(account(**parts), attested, load, consumed, data, CLOCK))


@pytest.mark.parametrize(
    ("attested", "load", "parts", "status", "says"),
    [
        (GOOD, BUSY, {}, Status.PASS, "the peak hour burns 3,000, the live balance is 40,000"),
        (NONE_ATTESTED, BUSY, {}, Status.UNKNOWN, "nobody has attested it"),
        (
            attestations(threshold=3_000, amount=20_000),
            BUSY,
            {},
            Status.FAIL,
            "the vendor looks once an hour",
        ),
        (attestations(threshold=10_000, amount=999), BUSY, {}, Status.FAIL, "no recharge under 1,000"),
        (
            attestations(threshold=20_000, amount=300_000),
            BUSY,
            {},
            Status.FAIL,
            "more than the 200,000 credits",
        ),
        (GOOD, BUSY, {"balance": Known(19_999)}, Status.FAIL, "yet the live balance is 19,999"),
        (GOOD, BUSY, {"balance": Known(20_000)}, Status.PASS, "the live balance is 20,000"),
        (attestations(threshold=18_000, amount=20_000), BUSY, {}, Status.PASS, "below 18,000 buys 20,000 credits"),
        (
            attestations(threshold=17_999, amount=20_000),
            BUSY,
            {},
            Status.WARN,
            "72 hours until autobilling gives up, which burn 18,000 credits: more than the threshold",
        ),
        (attestations(threshold=20_000, amount=6_000), BUSY, {}, Status.PASS, "buys 6,000 credits"),
        (
            attestations(threshold=20_000, amount=5_999),
            BUSY,
            {},
            Status.WARN,
            "one recharge buys less than a day burns (6,000 credits)",
        ),
        (
            attestations(threshold=60_000, amount=1_200),
            workload(per_day=500, peak_per_hour=50, credits_each=60),
            {"balance": Known(70_000)},
            Status.FAIL,
            "the day burns 30,000 credits, and even a recharge once an hour does not keep up",
        ),
        (
            GOOD,
            BUSY,
            {"monthly_cap": Known(39_999)},
            Status.WARN,
            "threshold and amount together are more than the 39,999 credits",
        ),
        (GOOD, BUSY, {"monthly_cap": Known(40_000)}, Status.PASS, "buys 20,000 credits"),
        (GOOD, BUSY, {"monthly_cap": NotReadable("offline")}, Status.PASS, "buys 20,000 credits"),
        (
            GOOD,
            workload(peak_per_hour=50, credits_each=60),
            {},
            Status.WARN,
            "what a day burns is not known",
        ),
        (GOOD, BUSY, {"balance": NotReadable("offline")}, Status.UNKNOWN, "not cross-examined"),
        (GOOD, workload({}), {}, Status.UNKNOWN, "the config tells no workload"),
        (GOOD, workload(per_day=100, credits_each=60), {}, Status.WARN, "the peak hour's burn is not known"),
        (
            attestations(threshold=10_000, amount=20_000),
            workload({"gen4.5": ModelLoad(per_day=5_000, credits_each=Decimal(60))}),
            {},
            Status.FAIL,
            "even the average hour burns 12,500",
        ),
        (attestations(), BUSY, {}, Status.UNKNOWN, "lacks threshold or amount"),
    ],
)
def test_attested_terms_are_examined(attested, load, parts, status, says):
    (verdict,) = judge(attested, load, **parts)
    assert verdict.status is status
    assert says in verdict.message


@pytest.mark.parametrize(
    ("days", "status"), [(-1, Status.UNKNOWN), (0, Status.WARN), (14, Status.WARN), (15, Status.PASS)]
)
def test_the_day_of_expiry_still_counts(days, status):
    attested = attestations(expires=TODAY + timedelta(days=days), threshold=20_000, amount=20_000)
    (verdict,) = judge(attested)
    assert verdict.status is status


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
def test_the_arithmetic_is_done_with_a_statement_that_counts_alone(parts, status, says):
    values = {"values": {"threshold": Decimal(20_000), "amount": Decimal(20_000)}}
    (verdict,) = judge(stated("autobilling", parts if parts is None else {**values, **parts}))
    assert verdict.status is status
    counts = status in {Status.PASS, Status.WARN}
    assert ("the peak hour burns 3,000" in verdict.message) is counts
    assert counts or says in verdict.message


def test_every_contradiction_is_said():
    attested = attestations(threshold=50_000, amount=500)
    (verdict,) = judge(attested, balance=Known(100))
    assert "no recharge under 1,000" in verdict.message
    assert "yet the live balance is 100" in verdict.message


def test_every_doubt_is_said_with_what_would_do():
    attested = attestations(threshold=5_000, amount=2_000, expires=TODAY + timedelta(days=3))
    (verdict,) = judge(attested)
    assert verdict.status is Status.WARN
    assert verdict.remedy.startswith("raise the threshold to 18,000, then attest the new values; raise the amount to")
    assert "the attestation lapses in 3 days" in verdict.message


def test_an_account_in_cents_reads_in_dollars():
    (verdict,) = judge(GOOD, unit=Unit.CENTS)
    assert "below $200 buys $200; the peak hour burns $30, the live balance is $400" in verdict.message
    assert "credits" not in verdict.message


def test_a_vendor_that_publishes_no_rules_is_taken_to_be_like_the_other():
    attested = attestations(threshold=20_000, amount=999)
    (verdict,) = judge(attested, workload(per_day=1, peak_per_hour=1, credits_each=60), data=NONE)
    assert verdict.status is Status.PASS, "no smallest recharge is published"


def measured(**parts):
    """A RunTools account: on, below $200 buys $200, paid by a saved method."""
    whole = {
        "enabled": Known(True),
        "threshold": Known(20_000),
        "amount": Known(20_000),
        "payment_method": Known(True),
        "last_charge": Known(datetime(2026, 11, 1, 12, tzinfo=UTC)),
    }
    told = AutoBilling(**{**whole, **parts})
    gone = NotReadable("not told")
    return {"provider": "runtools", "unit": Unit.CENTS, "autobilling": Known(told), "monthly_cap": gone}


@pytest.mark.parametrize(
    ("told", "parts", "status", "says"),
    [
        ({}, {}, Status.PASS, "last charged on 2026-11-01: below $200 buys $200; the peak hour burns $30"),
        ({"last_charge": Known(None)}, {}, Status.PASS, "never charged yet: below $200 buys $200"),
        ({"last_charge": GONE}, {}, Status.PASS, "below $200 buys $200; the peak hour"),
        ({"enabled": Known(False)}, {}, Status.FAIL, "auto-top-up is off"),
        ({"enabled": Known(False), "threshold": GONE}, {}, Status.FAIL, "auto-top-up is off"),
        ({"payment_method": Known(False)}, {}, Status.FAIL, "no payment method is saved"),
        ({"payment_method": Known(False), "threshold": GONE}, {}, Status.FAIL, "no payment method is saved"),
        ({"payment_method": GONE}, {}, Status.UNKNOWN, "whether a payment method is saved is not readable: offline"),
        ({"enabled": GONE}, {}, Status.UNKNOWN, "not readable: offline"),
        ({"threshold": GONE}, {}, Status.UNKNOWN, "not readable: offline"),
        ({"amount": GONE}, {}, Status.UNKNOWN, "not readable: offline"),
        (
            {"threshold": Known(3_000)},
            {},
            Status.FAIL,
            "the threshold is $30, and the vendor looks once an hour",
        ),
        ({"amount": Known(1)}, {}, Status.FAIL, "even a recharge once an hour does not keep up"),
        ({}, {"balance": Known(19_999)}, Status.FAIL, "yet the live balance is $199.99"),
    ],
)
def test_measured_terms_are_examined_in_the_vendors_unit(told, parts, status, says):
    (verdict,) = judge(NONE_ATTESTED, **{**measured(**told), **parts})
    assert verdict.status is status
    assert says in verdict.message
    assert "credits" not in verdict.message


def test_what_is_measured_wins_over_what_was_attested():
    attested = attestations(provider="runtools", threshold=20_000, amount=20_000)
    (verdict,) = judge(attested, **measured(enabled=Known(False)))
    assert verdict.status is Status.FAIL
    assert "`preflight fix autobilling --provider runtools --threshold N --amount N`" in verdict.remedy


def test_every_problem_of_measured_terms_is_said():
    (verdict,) = judge(NONE_ATTESTED, **measured(payment_method=Known(False), threshold=Known(2_000)))
    assert "no payment method is saved" in verdict.message
    assert "the peak hour burns $30" in verdict.message


def test_a_key_that_may_not_read_it_leaves_the_word_of_a_person():
    hidden = {**measured(), "autobilling": NotReadable("not readable with this key (HTTP 403)")}
    (verdict,) = judge(NONE_ATTESTED, **hidden)
    assert verdict.status is Status.UNKNOWN
    assert "not readable with this key (HTTP 403); and nobody has attested it" in verdict.message
    assert "--provider runtools" in verdict.remedy
    assert "--set threshold=CENTS" in verdict.remedy
    (verdict,) = judge(attestations(provider="runtools", threshold=20_000, amount=20_000), **hidden)
    assert verdict.status is Status.PASS
    assert "below $200 buys $200" in verdict.message


def gptbots(**parts):
    return {"provider": "gptbots", "balance": NotReadable("no endpoint"), "monthly_cap": NotReadable("none"), **parts}


SAID = attestations(provider="gptbots", threshold=20_000, amount=20_000)


@pytest.mark.parametrize(
    ("consumed", "status", "says"),
    [
        (usage(100, 7_000, 5_000), Status.PASS, f"on {TODAY - timedelta(days=2)}: 7,000"),
        (usage(), Status.PASS, "on none of them: 0"),
        (usage(-50), Status.PASS, "on none of them"),
        (usage(479_999), Status.PASS, "479,999"),
        (usage(480_000), Status.FAIL, "every hour burned 20,000 credits on average"),
        (NOTHING_READ, Status.UNKNOWN, "balance not readable: no endpoint; consumption not readable: offline"),
    ],
)
def test_without_a_balance_the_attested_terms_are_cross_examined_with_what_was_consumed(consumed, status, says):
    (verdict,) = judge(SAID, consumed=consumed, **gptbots())
    assert verdict.status is status
    assert says in verdict.message


def test_consumption_speaks_against_measured_terms_too():
    (verdict,) = judge(NONE_ATTESTED, consumed=usage(480_000), **measured())
    assert verdict.status is Status.FAIL
    assert "every hour burned $200 on average" in verdict.message
