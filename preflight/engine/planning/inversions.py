"""Which single changes might turn a line green: the model of `preflight.capacity`, solved for one number at a time.

These are candidates. Whether the check agrees is found out by asking it.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from preflight import capacity
from preflight.account import Account
from preflight.capacity import Allowance, Kind
from preflight.engine.planning import billing
from preflight.engine.planning.changes import (
    Change,
    buy,
    expect_less,
    leave_window,
    raise_cap,
    raise_limit,
    reach_tier,
    set_load,
    with_load,
)
from preflight.engine.planning.facts import Facts, Line
from preflight.parts import Known
from preflight.usage import Usage
from preflight.vendor_data import Tier, VendorData
from preflight.words import amount, number, price
from preflight.workload import Workload


def candidates(line: Line, facts: Facts) -> Iterator[Change]:
    """Changes worth trying for a line that is not green, the likeliest to be wanted first.

    Of several for one and the same setting the smaller comes first: the first one that works is told.
    """
    model = line.verdict.subject or ""
    match line.check:
        case "daily-volume" if model in facts[Workload].models:
            yield from _daily(model, facts)
        case "concurrency" if model in facts[Workload].models:
            yield from _concurrent(model, facts)
        case "monthly-cap":
            yield from _monthly(facts)
        case "credits":
            yield from _credits(facts)
        case "autobilling":
            yield from billing.candidates(facts)
        case _:
            return


def _daily(model: str, facts: Facts) -> Iterator[Change]:
    account, data = facts[Account], facts[VendorData]
    load = facts[Workload].models[model]
    allowed = capacity.allowance(account, model, load, data, Kind.DAILY)
    needed = capacity.Day.of(load).count
    if needed is None or not isinstance(allowed, Allowance) or allowed.value is None:
        return
    used = account.used_24h(model)
    left = allowed.value - (used.value if isinstance(used, Known) else 0)
    if needed > allowed.value:
        if (tier := data.tier_for_daily(model, needed)) and _higher(account, tier):
            yield reach_tier(facts, tier, f"{number(data.daily_limit(tier, model))} a day")
        elif tier is None:
            yield raise_limit(facts, model, Kind.DAILY, needed, f"ask the vendor for {number(needed)} a day of {model}")
    elif left < needed:
        stays = allowed.value - needed
        yield leave_window(facts, model, stays, f"wait until the past 24 hours hold at most {number(stays)} of {model}")
    if 0 < (most := min(allowed.value, left)) < needed:
        yield expect_less(facts, model, most)
    yield from _shape(model, facts)


def _shape(model: str, facts: Facts) -> Iterator[Change]:
    """A day and an hour that contradict each other: either of them could be the slip."""
    day = capacity.Day.of(facts[Workload].models[model])
    count, hour = day.told_per_day, day.told_per_hour
    if not day.contradiction or count is None or hour is None:
        return
    whole, busiest = (hour, count) if hour > count else (capacity.HOURS * hour, -(-count // capacity.HOURS))
    yield set_load(facts, model, "per_day", Decimal(whole), lambda n: f"per_day of {model} is really {number(n)}")
    yield set_load(
        facts, model, "peak_per_hour", Decimal(busiest), lambda n: f"peak_per_hour of {model} is really {number(n)}"
    )


def _concurrent(model: str, facts: Facts) -> Iterator[Change]:
    account, data = facts[Account], facts[VendorData]
    load = facts[Workload].models[model]
    allowed = capacity.allowance(account, model, load, data, Kind.CONCURRENT)
    queue = capacity.queue_of(load, 0)
    if queue is None or not isinstance(allowed, Allowance) or allowed.value is None:
        return
    queue = replace(queue, servers=allowed.value)
    bearable = capacity.Bearable(data.client_wait_seconds)
    needed = bearable.servers_needed(queue)
    tier = data.tier_for_concurrent(model, needed)
    if tier and _higher(account, tier):
        yield reach_tier(facts, tier, f"{number(data.concurrent_limit(tier, model))} at one time")
    elif tier is None:
        words = f"ask the vendor for {number(needed)} of {model} at one time"
        yield raise_limit(facts, model, Kind.CONCURRENT, needed, words)
    if fewer := bearable.most_per_hour(queue):
        yield _fewer_an_hour(facts, model, fewer)
    if faster := bearable.longest_seconds(queue):
        instead = f"instead of {number(queue.seconds)} s"
        yield set_load(
            facts,
            model,
            "generation_seconds",
            faster,
            lambda n: f"a model, or settings, that finish in {number(n)} s {instead}",
        )


def _fewer_an_hour(facts: Facts, model: str, fewer: int) -> Change:
    """The day's load spread over more of its hours; where that does not do, less of it."""
    day = capacity.Day.of(facts[Workload].models[model])
    if (day.count or 0) <= fewer * capacity.HOURS:
        return set_load(
            facts,
            model,
            "peak_per_hour",
            Decimal(fewer),
            lambda n: f"spread the load: at most {number(n)} of {model} in the busiest hour",
        )
    return expect_less(facts, model, int(Fraction((day.count or 0) * fewer, day.peak or 1)), fewer)


def _monthly(facts: Facts) -> Iterator[Change]:
    account, data = facts[Account], facts[VendorData]
    burn = capacity.daily_burn(facts[Workload], data)
    if not isinstance(account.monthly_cap, Known) or burn.credits <= 0:
        return
    month = burn.credits * capacity.MONTH
    if month <= account.monthly_cap.value:
        return
    tier = data.tier_for_cap(month)
    if tier and _higher(account, tier):
        yield reach_tier(facts, tier, f"{amount(tier.monthly_cap, account.unit)} a month")
    elif tier is None:
        whole = int(capacity.whole(Fraction(month)))
        yield raise_cap(facts, whole, f"ask the vendor to let {amount(whole, account.unit)} a month be bought")
    yield from _cheaper(facts, Fraction(account.monthly_cap.value, capacity.MONTH))


def _credits(facts: Facts) -> Iterator[Change]:
    account, data = facts[Account], facts[VendorData]
    if not isinstance(account.balance, Known):
        return
    balance, least = account.balance.value, data.autobilling.smallest_recharge if data.autobilling else 1
    terms = billing.terms_of(facts)
    threshold = int(terms.threshold.to_integral_value(ROUND_CEILING)) if terms else 1
    lasting = capacity.needed_for(capacity.ENOUGH_DAYS, _fastest(facts))
    targets = ((1, ""), (threshold, ", up to the threshold"), (lasting, f", to last {capacity.ENOUGH_DAYS} days"))
    for target, why in sorted(targets):
        more = max(target - balance, least)
        if not isinstance(account.monthly_cap, Known) or more <= account.monthly_cap.value:
            yield buy(facts, more, why)
    if balance > 0:
        yield from billing.set_up(facts)
        yield from _cheaper(facts, Fraction(balance, capacity.ENOUGH_DAYS))


def _fastest(facts: Facts) -> Fraction:
    """The burn that `credits` judges by: the workload's or the past's, whichever is more."""
    forecast = Fraction(capacity.daily_burn(facts[Workload], facts[VendorData]).credits)
    past = capacity.past(facts[Usage])
    return max(forecast, past.value.per_day) if isinstance(past, Known) else forecast


def _cheaper(facts: Facts, per_day: Fraction) -> Iterator[Change]:
    """For each model: how few of it a day, or how cheap each, bring the whole burn down to `per_day`."""
    data = facts[VendorData]
    whole = Fraction(capacity.daily_burn(facts[Workload], data).credits)
    for model, load in facts[Workload].models.items():
        count, each = capacity.Day.of(load).count, capacity.price(model, load, data)
        if not count or not each:
            continue
        room = per_day - (whole - count * Fraction(each))
        if (fewer := int(room / Fraction(each))) > 0:
            yield expect_less(facts, model, fewer)
        if (cheaper := _hundredths(room / count)) > 0:
            yield _cost_at_most(facts, model, cheaper, each)


def _cost_at_most(facts: Facts, model: str, cheaper: Decimal, each: Decimal) -> Change:
    unit = facts[Account].unit

    def words(value: Decimal) -> str:
        return f"a model, or settings, that cost {price(value, unit)} each instead of {price(each, unit)} ({model})"

    priced = with_load(facts, model, "credits_each", each)  # the table's price, made the workload's own
    return set_load(priced, model, "credits_each", cheaper, words)


def _hundredths(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_FLOOR)


def _higher(account: Account, tier: Tier) -> bool:
    """Whether `tier` would be a step up; where the cap is not known, it might be."""
    return not isinstance(account.monthly_cap, Known) or tier.monthly_cap > account.monthly_cap.value
