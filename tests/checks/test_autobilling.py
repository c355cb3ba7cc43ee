"""`autobilling`: what was attested, the arithmetic, and the cross-examination."""

from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.verdict import Status
from preflight_checks.autobilling import autobilling
from tests.attestation_builders import STANDINGS, stated
from tests.facts_builders import CLOCK, NONE_ATTESTED, RUNWAY_DATA, TODAY, account, attestations, workload

BUSY = workload(per_day=100, peak_per_hour=50, credits_each=60)  # 3,000 credits in the peak hour
GOOD = attestations(threshold=10_000, amount=20_000)


def judge(attested, load=BUSY, **parts):
    return list(autobilling(account(**parts), attested, load, RUNWAY_DATA, CLOCK))


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
            attestations(threshold=10_000, amount=300_000),
            BUSY,
            {},
            Status.FAIL,
            "more than the 200,000 credits",
        ),
        (GOOD, BUSY, {"balance": Known(9_999)}, Status.FAIL, "yet the live balance is 9,999"),
        (GOOD, BUSY, {"balance": Known(10_000)}, Status.PASS, "the live balance is 10,000"),
        (GOOD, BUSY, {"balance": NotReadable("offline")}, Status.UNKNOWN, "not cross-examined"),
        (GOOD, workload({}), {}, Status.UNKNOWN, "the config tells no workload"),
        (GOOD, workload(per_day=100, credits_each=60), {}, Status.WARN, "the peak hour's burn is not known"),
        (
            GOOD,
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
    attested = attestations(expires=TODAY + timedelta(days=days), threshold=10_000, amount=20_000)
    (verdict,) = judge(attested)
    assert verdict.status is status


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
def test_the_arithmetic_is_done_with_a_statement_that_counts_alone(parts, status, says):
    values = {"values": {"threshold": Decimal(10_000), "amount": Decimal(20_000)}}
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
