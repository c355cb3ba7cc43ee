"""Everything that has to be done, in order: the tier, then the credits, then autobilling; tried on the checks."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING
from fractions import Fraction

from preflight import capacity
from preflight.account import Account
from preflight.engine.planning import billing
from preflight.engine.planning.changes import Change, buy, leave_window, reach_tier
from preflight.engine.planning.facts import Facts, Line, judge
from preflight.parts import Known
from preflight.registry import Check
from preflight.usage import Usage
from preflight.vendor_data import VendorData
from preflight.verdict import Status
from preflight.words import amount, number
from preflight.workload import Workload


def all_of_it(facts: Facts, lines: Sequence[Line], checks: Sequence[Check]) -> list[Change]:
    """The fewest steps of this kind after which every line is green; none where they do not suffice."""
    if all(line.green for line in lines):
        return []
    steps: list[Change] = []
    for step in (_tier, _window, _credits, _autobilling):
        for change in step(facts, checks):
            steps.append(change)
            facts = change.facts
    return steps if all(line.green for line in judge(checks, facts)) else []


def _tier(facts: Facts, checks: Sequence[Check]) -> Iterator[Change]:
    account, workload, data = facts[Account], facts[Workload], facts[VendorData]
    goal, cap = capacity.smallest_tier(workload, data), account.monthly_cap
    if goal and isinstance(cap, Known) and goal.monthly_cap > cap.value:
        yield reach_tier(facts, goal, f"{amount(goal.monthly_cap, account.unit)} a month")


def _window(facts: Facts, checks: Sequence[Check]) -> Iterator[Change]:
    """The 24 hours that run now may be too full for launch day, whatever the tier."""
    for model, load in facts[Workload].models.items():
        account = facts[Account]
        used, needed = account.used_24h(model), capacity.Day.of(load).count
        allowed = capacity.allowance(account, model, load, facts[VendorData], capacity.Kind.DAILY)
        limit = allowed.value if isinstance(allowed, capacity.Allowance) else None
        if needed is None or limit is None or not isinstance(used, Known) or used.value <= limit - needed:
            continue
        stays = limit - needed
        words = f"wait until the past 24 hours hold at most {number(stays)} of {model}"
        change = leave_window(facts, model, stays, words)
        yield change
        facts = change.facts


def _credits(facts: Facts, checks: Sequence[Check]) -> Iterator[Change]:
    """As much as lasts seven days, and as autobilling's threshold wants."""
    account, data = facts[Account], facts[VendorData]
    if not isinstance(account.balance, Known):
        return
    terms = billing.terms_of(facts) if _is_green("autobilling", facts, checks) else billing.suggestion(facts)
    threshold = int(terms.threshold.to_integral_value(ROUND_CEILING)) if terms else 1
    past = capacity.past(facts[Usage])
    fastest = Fraction(capacity.daily_burn(facts[Workload], data).credits)
    if isinstance(past, Known):
        fastest = max(fastest, past.value.per_day)
    more = max(threshold, capacity.needed_for(capacity.ENOUGH_DAYS, fastest)) - account.balance.value
    cap = account.monthly_cap
    if more > 0 and (not isinstance(cap, Known) or more <= cap.value):
        least = data.autobilling.smallest_recharge if data.autobilling else 1
        yield buy(facts, max(more, least), "")


def _autobilling(facts: Facts, checks: Sequence[Check]) -> Iterator[Change]:
    if not _is_green("autobilling", facts, checks):
        yield from billing.set_up(facts)


def _is_green(slug: str, facts: Facts, checks: Sequence[Check]) -> bool:
    lines = judge([check for check in checks if check.slug == slug], facts)
    return all(line.verdict.status is Status.PASS for line in lines)
