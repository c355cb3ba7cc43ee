"""`credits`: balance and burn."""

from decimal import Decimal

import pytest

from preflight.attestations.model import Proof
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.verdict import Status
from preflight_checks.credits import credits
from tests.attestation_builders import stated
from tests.facts_builders import CLOCK, NONE_ATTESTED, RUNWAY_DATA, account, attestations, workload

BUSY = workload(per_day=100, credits_each=60)  # 6,000 credits a day
UNPRICED = workload({"kling_4": ModelLoad(per_day=1, output_seconds=Decimal(5))})


def judge(balance, load, attested=NONE_ATTESTED):
    (verdict,) = credits(account(balance=balance), load, RUNWAY_DATA, attested, CLOCK)
    return verdict


@pytest.mark.parametrize(
    ("balance", "load", "status", "says"),
    [
        (Known(0), workload({}), Status.FAIL, "the balance is 0 credits"),
        (Known(-40), BUSY, Status.FAIL, "the balance is -40 credits"),
        (Known(5), workload({}), Status.PASS, "5 credits ($0.05)"),
        (Known(42_000), BUSY, Status.PASS, "last 7 days at 6,000 a day"),
        (Known(41_999), BUSY, Status.WARN, "last 6.9 days at 6,000 a day"),
        (Known(12_000), BUSY, Status.WARN, "12,000 credits ($120) last 2 days at 6,000 a day"),
        (Known(50), UNPRICED, Status.UNKNOWN, "the burn is unknown"),
        (Known(50), workload(per_day=3), Status.PASS, "for how many days is not known"),
        (NotReadable("offline"), BUSY, Status.UNKNOWN, "balance not readable: offline"),
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


def test_priced_from_the_dated_table_and_dearest_variant():
    load = workload({"veo3.1": ModelLoad(per_day=10, output_seconds=Decimal(8))})  # 40 a second with audio
    assert "at 3,200 a day" in judge(Known(100_000), load).message


def test_an_unpriced_model_is_unknown_even_when_the_rest_lasts():
    load = workload({"gen4.5": ModelLoad(per_day=1, credits_each=Decimal(1)), **UNPRICED.models})
    verdict = judge(Known(1000), load)
    assert verdict.status is Status.UNKNOWN
    assert verdict.remedy == "add workload.kling_4: credits_each (no published price)"
