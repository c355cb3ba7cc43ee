"""The plots of a report say what its verdicts say, and the same as the plan's."""

from decimal import Decimal

import pytest

from preflight.capacity.limits import taken
from preflight.capacity.picture import bars
from preflight.parts import Known, NotReadable
from preflight.reports._pictures import bar_of, burn_down_of
from preflight.verdict import passed
from preflight_checks.concurrency import concurrency
from preflight_checks.credits import credits
from preflight_checks.daily_volume import daily_volume
from preflight_checks.monthly_cap import monthly_cap
from tests.facts_builders import CLOCK, NONE_ATTESTED, RUNWAY_DATA, TODAY, account, limits, usage, workload
from tests.report_builders import result

LAUNCH = workload(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60))
GONE = NotReadable("this vendor's API does not tell")


def results(load=LAUNCH, **parts):
    facts = (account(**parts), load, RUNWAY_DATA)
    for check in (daily_volume, concurrency, monthly_cap):
        yield from (result(check.slug, verdict) for verdict in check(*facts))


def credit(load=LAUNCH, used=None, **parts):
    (verdict,) = credits(account(**parts), load, RUNWAY_DATA, NONE_ATTESTED, CLOCK, used or usage())
    return result("credits", verdict)


def test_the_bars_are_those_of_the_plan():
    drawn = {bar for one in results() if (bar := bar_of(one))}
    assert drawn == set(bars(taken(account(), LAUNCH, RUNWAY_DATA), "credits"))


@pytest.mark.parametrize(
    ("load", "parts", "words"),
    [
        (workload(per_day=5), {"limits": Known({"gen4.5": limits(0)})}, "5 of 0"),
        (workload(per_day=5, max_daily=9), {"limits": GONE, "used": GONE}, "5 of 9 (declared)"),
        (workload(per_day=5), {"limits": Known({"gen4.5": limits(None)})}, None),
        (workload(per_day=5), {"limits": GONE}, None),
    ],
)  # fmt: skip
def test_a_limit_that_is_not_known_has_no_bar(load, parts, words):
    bar = bar_of(next(iter(results(load, **parts))))
    assert (bar and bar.words) == words


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


def test_other_checks_have_no_bar():
    assert bar_of(result("credits", passed("fine", data={"max_daily": 5}))) is None
    assert bar_of(result("monthly-cap", passed("fine", data={"monthly_cap": True, "expected_per_month": "x"}))) is None
