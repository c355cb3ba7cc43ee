"""`monthly-cap`: a month's burn against what may be bought."""

from decimal import Decimal

import pytest

from preflight.account import Unit
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import NONE
from preflight.verdict import Status
from preflight_checks.monthly_cap import monthly_cap
from tests.facts_builders import RUNWAY_DATA, account, workload


def judge(load, **parts):
    (verdict,) = monthly_cap(account(**parts), load, RUNWAY_DATA)
    return verdict


@pytest.mark.parametrize(
    ("load", "status", "says"),
    [
        (workload(per_day=100, credits_each=60), Status.PASS, "burns 180,000 credits ($1,800) in 30 days"),
        (workload(per_day=112, credits_each=60), Status.FAIL, "only 200,000 ($2,000) may be bought"),
        (workload({}), Status.SKIP, "does not say what a month costs"),
        (workload(per_day=100), Status.SKIP, "does not say what a month costs"),
        (
            workload({"kling_4": ModelLoad(per_day=1, output_seconds=Decimal(5))}),
            Status.UNKNOWN,
            "part of it is unknown",
        ),
    ],
)
def test_burn_against_cap(load, status, says):
    verdict = judge(load)
    assert verdict.status is status
    assert says in verdict.message


def test_the_remedy_names_the_tier_that_would_do():
    assert "tier 4 would do (2,000,000 credits in 30 days)" in judge(workload(per_day=500, credits_each=60)).remedy


def test_an_unreadable_cap_is_unknown():
    assert judge(workload(per_day=1, credits_each=1), monthly_cap=NotReadable("offline")).status is Status.UNKNOWN


def test_a_known_part_over_the_cap_fails_whatever_else_is_unpriced():
    load = workload(
        {
            "gen4.5": ModelLoad(per_day=500, credits_each=Decimal(60)),
            "kling_4": ModelLoad(per_day=1, output_seconds=Decimal(5)),
        }
    )
    assert judge(load).status is Status.FAIL


def test_a_model_that_is_not_told_leaves_the_question_open_rather_than_passed():
    load = workload(
        {"gen4.5": ModelLoad(per_day=1, credits_each=Decimal(60)), "veo3.1": ModelLoad(per_day=5_000)},
    )
    verdict = judge(load)
    assert verdict.status is Status.SKIP
    assert "burns 1,800 credits ($18) in 30 days without veo3.1" in verdict.message
    assert verdict.remedy == "add workload.veo3.1: output_seconds or credits_each"


@pytest.mark.parametrize(
    ("balance", "says"),
    [
        (Known(40_000), "; with what is left that lasts 8 days"),
        (Known(-5), "; with what is left that lasts 6.6 days"),
        (NotReadable("odd"), "may be bought"),
    ],
)
def test_how_far_balance_and_cap_go_together(balance, says):
    assert judge(workload(per_day=500, credits_each=60), balance=balance).message.endswith(says)


def test_a_vendor_without_a_published_cap_has_none_to_judge():
    (verdict,) = monthly_cap(
        account(monthly_cap=NotReadable("no such field"), unit=Unit.CENTS), workload(per_day=1, credits_each=60), NONE
    )
    assert verdict.status is Status.SKIP
    assert verdict.message == "this vendor publishes no cap on purchases; the workload burns $18 in 30 days"
