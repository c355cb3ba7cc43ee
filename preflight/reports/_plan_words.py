"""What the formats of the plan say alike."""

from collections.abc import Iterator, Sequence

from preflight.capacity import Exhaustion, Taken, whole
from preflight.capacity.limits import Kind
from preflight.engine.planning.model import Load, Money, Tiers
from preflight.parts import Known, NotReadable
from preflight.words import amount, count, figure, money, number, price, quantity

_MANY = 100
"""Growth beyond which the number says nothing any more."""


HEADS = ("", "a day", "peak hour", "at once", "each", "a day in all")
"""Of the columns of `row`."""


def row(load: Load, unit: str) -> tuple[str, ...]:
    """Model, per day, peak hour, at once, price, cost per day."""
    cost = None if load.per_day is None or load.price is None else load.per_day * load.price
    return (
        load.model,
        "?" if load.per_day is None else number(load.per_day),
        "?" if load.peak_per_hour is None else number(load.peak_per_hour),
        "?" if load.at_once is None else quantity(float(load.at_once)),
        "?" if load.price is None else price(load.price, unit),
        "?" if cost is None else amount(cost, unit),
    )


def name_of(taken: Taken) -> str:
    """A limit as a sentence names it."""
    match taken.kind:
        case Kind.DAILY:
            return f"the daily limit of {taken.model}"
        case Kind.CONCURRENT:
            return f"the limit on {taken.model} at one time"
        case Kind.MONTHLY:
            return "the cap on purchases in 30 days"


def binding(taken: Sequence[Taken]) -> str:
    """Which limit binds first, and how far off it is."""
    fullest = taken[0]
    if fullest.share is None:
        return f"{name_of(fullest)} is 0: no access"
    if not fullest.share:
        return "the workload expects nothing: no limit binds"
    room = float(1 / fullest.share)
    if room < 1:
        part = f"{room * 100:.0f}" if room >= 0.01 else "under 1"
        return f"{name_of(fullest)} binds first: it carries {part} % of this load"
    grow = f"{room:.1f} times" if room < _MANY else f"more than {_MANY} times"
    return f"{name_of(fullest)} binds first: the load may grow to {grow} this"


def tier_words(tiers: Tiers) -> str:
    """The smallest tier that carries the workload, and what has to be bought for it."""
    if not tiers.published:
        return "this vendor publishes no tiers"
    if not tiers.told:
        return "the config tells no workload, which any tier carries"
    if tiers.needed is None:
        return "no published tier carries this workload: ask the vendor for a custom tier, or expect less"
    name = tiers.needed.name
    says = (
        f"it takes tier {name} at least; the workload says too little to be sure"
        if tiers.at_least
        else f"tier {name} is the smallest that carries this workload"
    )
    if tiers.custom:
        return f"{says}; yours is a custom tier"
    if tiers.way is None:
        return f"{says}: nothing has to be bought for it"
    steps = [f"${step.bought_dollars:,} in all for tier {step.name}" for step in tiers.way.steps]
    waits = count(tiers.way.wait_days, "day")
    start = "To get there" if tiers.current else "From tier 1"
    return (
        f"{says}. {start} buy {', then '.join(steps)}: at once by the newer tiers page; the older go-live page "
        f"names {waits} of waiting on the way"
    )


def _lasts(gone: Exhaustion) -> str:
    """`8.6 days, until 2026-12-03 (…)`."""
    return f"{gone.days_words}, {gone.words}"


def _lately(found: Money) -> str:
    """What the past burned, and how long the balance lasts at that rate."""
    match found.past:
        case NotReadable(reason):
            return f"the past burn is not readable: {reason}"
        case Known(past) if not past.days or not found.at_past_rate:
            return "nothing was burned in the past 90 days"
        case Known(past):
            span = f"{figure(whole(past.low), found.unit)} to {figure(whole(past.high), found.unit)}"
            rate = f"{amount(whole(past.per_day), found.unit)} a day ({span}), {past.trend_words}"
            return f"the {past.lately} burned {rate}: at that rate they last {_lasts(found.at_past_rate)}"


def money_lines(found: Money) -> Iterator[str]:
    """Cost, balance, how long it lasts, what to buy, what to set."""
    at_least = "" if found.day.complete else " at least"
    if found.day.credits:
        yield f"a month costs {money(found.month, found.unit)}{at_least}"
    match found.balance:
        case Known(balance):
            yield f"{money(balance, found.unit)} left"
            if found.forecast:
                yield f"at the workload's rate they last {_lasts(found.forecast)}{' at most' if at_least else ''}"
            yield _lately(found)
            if found.buy:
                yield f"to last 7 days, buy {money(found.buy, found.unit)}"
        case NotReadable(reason):
            yield f"the balance is not readable: {reason}"
    if found.autobilling:
        below, buys = found.autobilling.threshold, found.autobilling.amount
        yield f"autobilling to choose: below {amount(below, found.unit)} buy {amount(buys, found.unit)}"
    else:
        yield f"no autobilling to suggest: {found.why_no_autobilling}"
