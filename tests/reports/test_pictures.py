"""The plots of a report say what its verdicts say."""

from decimal import Decimal

import pytest

from preflight.parts import Known, NotReadable
from preflight.reports._pictures import burn_down_of, burn_downs
from preflight.verdict import passed, unknown
from preflight_checks.credits import credits
from tests.facts_builders import CLOCK, NONE_ATTESTED, RUNWAY_DATA, TODAY, account, usage, workload
from tests.report_builders import report, result

LAUNCH = workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60))


def credit(load=LAUNCH, used=None, **parts):
    (verdict,) = credits(account(**parts), load, RUNWAY_DATA, NONE_ATTESTED, CLOCK, used or usage())
    return result("credits", verdict)


def test_the_burn_down_has_the_workload_and_the_past():
    plot = burn_down_of(credit(used=usage(*[1_000] * 28)), TODAY)
    assert [(rate.label, rate.per_day) for rate in plot.rates] == [
        ("the workload", 36_000),
        ("the past weeks", 1_000),
    ]
    assert (plot.balance, plot.unit, plot.today) == (40_000, "credits", TODAY)


@pytest.mark.parametrize(
    "one",
    [
        credit(balance=Known(0)),
        credit(balance=NotReadable("offline")),
        credit(workload({})),
        result("credits", passed("by another pack", data={"balance": "much", "unit": 3, "burn_per_day": True})),
        result("daily-volume", passed("fine", data={"balance": 5, "unit": "credits", "burn_per_day": 5})),
    ],
)
def test_what_does_not_burn_has_no_plot(one):
    assert burn_down_of(one, TODAY) is None


def test_the_threshold_is_that_of_the_same_account_and_only_what_somebody_tells():
    burning = {"balance": 500, "unit": "cents", "burn_per_day": 10.0}
    terms = {"threshold": 150.0, "amount": 100.0}
    made = report(
        *(result("credits", passed("much", data=burning), provider=name) for name in ("runway", "runtools", "gptbots")),
        result("autobilling", passed("attested", data=terms)),
        result("autobilling", unknown("lapsed", remedy="look", data=terms), provider="runtools"),
    )
    assert [(name, plot.threshold) for name, plot in burn_downs(made)] == [
        ("runway", 150), ("runtools", None), ("gptbots", None),
    ]  # fmt: skip
