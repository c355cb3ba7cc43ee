"""What would have to be true: changes to the facts, each tried on the checks before it is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from preflight.account import Account
from preflight.capacity import Day, Kind, inferred_tier
from preflight.capacity.queueing import most
from preflight.capacity.tiers import in_tier, way_up
from preflight.config.grammar import grammar
from preflight.config.model import ModelLoad
from preflight.engine.planning.facts import Facts, Line, judge
from preflight.parts import Known
from preflight.registry import Check
from preflight.vendor_data import Tier, VendorData
from preflight.words import amount, count, number
from preflight.workload import Workload


@dataclass(frozen=True, slots=True)
class Toward:
    """How the same change would be with another value, nearer to what holds now."""

    now: Decimal
    step: Decimal
    """As finely as the value is told."""
    at: "Callable[[Decimal], Change]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that could be otherwise, as little otherwise as will do."""

    setting: str
    """What changes: `workload.gen4.5.per_day`, `balance`, `tier`, `autobilling.threshold`."""
    to: Decimal | str
    """Its value then."""
    words: str
    """What a person would have to do or decide."""
    facts: Facts = field(repr=False, compare=False)
    """The facts with it."""
    toward: Toward | None = field(default=None, repr=False, compare=False)
    turns: Sequence[str] = ()
    """Other lines that it turns green as well."""


def that_work(line: Line, candidates: Iterator[Change], checks: Sequence[Check]) -> list[Change]:
    """The candidates with which the line's own check, asked again, has nothing left to say about it.

    Where less of a change does as well, which happens when a check can be satisfied in more than one way, less is told.
    """
    own = [check for check in checks if check.slug == line.check]

    def works(change: Change) -> bool:
        return _green(line, judge(own, change.facts))

    return [_least(change, works) for change in candidates if works(change)]


def _least(change: Change, works: Callable[[Change], bool]) -> Change:
    """`change` as near to what holds now as works; every value between one that works and `change` does too."""
    toward = change.toward
    if toward is None or not isinstance(change.to, Decimal):
        return change
    start, step = change.to, toward.step if toward.now > change.to else -toward.step
    steps = int((toward.now - start) / step)
    if steps <= 1 or not works(toward.at(start + step)):
        return change
    nearest = most(steps - 1, lambda count: works(toward.at(start + count * step)))
    return toward.at(start + (nearest or 0) * step)


def with_turns(change: Change, lines: Sequence[Line], line: Line, checks: Sequence[Check]) -> Change:
    """`change`, with the other lines that are not green now and would be then."""
    then = {one.label: one for one in judge(checks, change.facts)}
    others = [one.label for one in lines if one.label != line.label and not one.green]
    return replace(change, turns=tuple(label for label in others if label in then and then[label].green))


def _green(line: Line, then: Sequence[Line]) -> bool:
    same = [one for one in then if one.label == line.label]
    return bool(same) and all(one.green for one in same)


def set_load(facts: Facts, model: str, setting: str, value: Decimal, words: Callable[[Decimal], str]) -> Change:
    """Another number in the workload of `model`."""
    now = getattr(facts[Workload].models[model], setting)
    return Change(
        setting=f"workload.{model}.{setting}",
        to=value,
        words=words(value),
        facts=with_load(facts, model, setting, value),
        toward=None
        if now is None
        else Toward(
            Decimal(now), _STEPS.get(setting, Decimal(1)), lambda other: set_load(facts, model, setting, other, words)
        ),
    )


_STEPS: Final = {"generation_seconds": Decimal("0.1"), "credits_each": Decimal("0.01")}


def expect_less(facts: Facts, model: str, count: int, busiest: int | None = None) -> Change:
    """Fewer of a model, its busiest hour in proportion: the day keeps its shape."""
    day = Day.of(facts[Workload].models[model])
    whole, peak = day.count, day.peak
    changed = with_load(facts, model, "per_day", count)
    words = f"expect at most {number(count)} a day of {model}"
    if whole and peak and day.told_per_hour is not None:
        peak = busiest if busiest is not None else -(-peak * count // whole)
        changed = with_load(changed, model, "peak_per_hour", peak)
        words += f", {number(peak)} in the busiest hour"
    return Change(
        setting=f"workload.{model}.per_day",
        to=Decimal(count),
        words=words,
        facts=changed,
        toward=None
        if whole is None or busiest is not None
        else Toward(Decimal(whole), Decimal(1), lambda other: expect_less(facts, model, int(other))),
    )


def with_load(facts: Facts, model: str, setting: str, value: Decimal | int) -> Facts:
    """The facts with another number in the workload of `model`."""
    return facts.changed(with_setting(facts[Workload], model, setting, value))


def with_setting(workload: Workload, model: str, setting: str, value: Decimal | int) -> Workload:
    """A workload with another number for `model`, which is added where it is new."""
    kind = grammar(ModelLoad)[setting].shape.type
    values: dict[str, Any] = {setting: kind(value)}
    return Workload({**workload.models, model: replace(workload.models.get(model, ModelLoad()), **values)})


def buy(facts: Facts, more: int, why: str) -> Change:
    """More on the account."""
    account = facts[Account]
    balance = account.balance.value if isinstance(account.balance, Known) else 0
    return Change(
        setting="balance",
        to=Decimal(balance + more),
        words=f"buy {amount(more, account.unit)}{why}",
        facts=facts.changed(replace(account, balance=Known(balance + more))),
    )


def reach_tier(facts: Facts, tier: Tier, gives: str) -> Change:
    """A higher published tier, with all that it allows."""
    account, data = facts[Account], facts[VendorData]
    return Change(
        setting="tier",
        to=tier.name,
        words=f"tier {tier.name} ({gives}): {purchase(data, inferred_tier(account, data), tier)}",
        facts=facts.changed(in_tier(account, tier, facts[Workload], data)),
    )


def purchase(data: VendorData, current: Tier | None, goal: Tier) -> str:
    """What has to be bought, with both published rules, the newer one first."""
    way = way_up(data, current, goal)
    bought = current.bought_dollars if current else 0
    already = f", of which ${bought:,} must have been bought already" if bought else ""
    waits = f"after {count(way.wait_days, 'day')} of waiting in all by the older go-live page"
    return f"buy ${way.dollars:,} in all{already}; at once by the newer tiers page, {waits}"


def raise_limit(facts: Facts, model: str, kind: Kind, value: int, words: str) -> Change:
    """A limit that the vendor would have to grant: the live one, or the declared one where no API tells."""
    account = facts[Account]
    name = "max_daily" if kind is Kind.DAILY else "max_concurrent"
    if isinstance(account.limits, Known) and model in account.limits.value:
        part: dict[str, Any] = {name: Known(value)}
        limits = {**account.limits.value, model: replace(account.limits.value[model], **part)}
        changed = facts.changed(replace(account, limits=Known(limits)))
    else:
        changed = with_load(facts, model, name, value)
    return Change(setting=f"limits.{model}.{name}", to=Decimal(value), words=words, facts=changed)


def raise_cap(facts: Facts, value: int, words: str) -> Change:
    """A cap on purchases that the vendor would have to grant."""
    account = facts[Account]
    changed = facts.changed(replace(account, monthly_cap=Known(value)))
    return Change(setting="monthly_cap", to=Decimal(value), words=words, facts=changed)


def leave_window(facts: Facts, model: str, used: int, words: str) -> Change:
    """Time goes by, and generations leave the window of 24 hours."""
    account = facts[Account]
    counts = account.used.value if isinstance(account.used, Known) else {}
    changed = facts.changed(replace(account, used=Known({**counts, model: Known(used)})))
    return Change(setting=f"used_24h.{model}", to=Decimal(used), words=words, facts=changed)
