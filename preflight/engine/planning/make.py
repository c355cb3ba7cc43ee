"""Makes a provider's page of the plan from its facts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from preflight import capacity
from preflight.account import Account
from preflight.capacity import picture
from preflight.engine.planning import billing
from preflight.engine.planning.changes import Change, that_work, with_turns
from preflight.engine.planning.facts import Facts, Line, judge
from preflight.engine.planning.inversions import candidates
from preflight.engine.planning.model import Load, Money, ProviderPlan, Tiers
from preflight.engine.planning.together import all_of_it
from preflight.facts.inputs import Clock
from preflight.parts import Known
from preflight.registry import Check
from preflight.usage import Usage
from preflight.vendor_data import VendorData
from preflight.verdict import Status
from preflight.words import amount
from preflight.workload import Workload


def make(facts: Facts, checks: Sequence[Check], *, title: str) -> ProviderPlan:
    """The page; `checks` are the checks of capacity and money, asked again for every change that is told."""
    account, workload, data = facts[Account], facts[Workload], facts[VendorData]
    lines = judge(checks, facts)
    money = _money(facts)
    return ProviderPlan(
        provider=account.provider,
        title=title,
        tables_as_of=data.as_of,
        loads=list(_loads(workload, data)),
        taken=capacity.taken(account, workload, data),
        tiers=_tiers(account, workload, data),
        money=money,
        burn_down=_burn_down(facts, money),
        lines=lines,
        changes={line.label: _changes(line, lines, facts, checks) for line in lines if _wants_change(line)},
        together=all_of_it(facts, lines, checks),
        notes=list(_notes(facts)),
    )


def _wants_change(line: Line) -> bool:
    """Failures and warnings; and autobilling that nobody has set up yet."""
    status = line.verdict.status
    return status in {Status.FAIL, Status.WARN} or (status is Status.UNKNOWN and line.check == "autobilling")


def _changes(line: Line, lines: Sequence[Line], facts: Facts, checks: Sequence[Check]) -> list[Change]:
    first: dict[str, Change] = {}
    for change in that_work(line, candidates(line, facts), checks):
        first.setdefault(change.setting, change)
    return [with_turns(change, lines, line, checks) for change in first.values()]


def _loads(workload: Workload, data: VendorData) -> Iterator[Load]:
    for model, load in workload.models.items():
        day, listed = capacity.Day.of(load), data.prices.get(model)
        yield Load(
            model=model,
            per_day=day.count,
            peak_per_hour=day.peak,
            at_once=capacity.at_once(load),
            price=capacity.price(model, load, data),
            price_note=listed.note if listed and load.credits_each is None else "",
        )


def _tiers(account: Account, workload: Workload, data: VendorData) -> Tiers:
    current, needed = capacity.inferred_tier(account, data), capacity.smallest_tier(workload, data)
    custom = bool(data.tiers) and current is None and isinstance(account.monthly_cap, Known)
    way = capacity.way_up(data, current, needed) if needed and not custom else None
    sure = all(capacity.at_once(load) is not None for load in workload.models.values())
    return Tiers(
        current=current,
        current_name=capacity.tier_name(account, data),
        custom=custom,
        told=workload.told,
        published=bool(data.tiers),
        needed=needed,
        way=way if way and way.steps else None,
        at_least=not sure or not capacity.daily_burn(workload, data).complete,
    )


def _money(facts: Facts) -> Money:
    account, workload, data, today = facts[Account], facts[Workload], facts[VendorData], facts[Clock].today
    day, past = capacity.daily_burn(workload, data), capacity.past(facts[Usage])
    forecast = at_past_rate = buy = None
    if isinstance(account.balance, Known):
        balance = account.balance.value
        if day.credits:
            forecast = capacity.forecast(balance, Fraction(day.credits), today)
        if isinstance(past, Known) and past.value.days:
            rate = past.value
            at_past_rate = capacity.exhaustion(balance, rate.per_day, today, low=rate.low, high=rate.high)
        fastest = max(Fraction(day.credits), past.value.per_day if isinstance(past, Known) else Fraction(0))
        buy = max(0, capacity.needed_for(capacity.ENOUGH_DAYS, fastest) - balance) if fastest else None
    terms = billing.suggestion(facts)
    return Money(
        unit=account.unit,
        balance=account.balance,
        day=day,
        peak_hour=capacity.peak_hour_burn(workload, data),
        month=day.credits * capacity.MONTH,
        forecast=forecast,
        past=past,
        at_past_rate=at_past_rate,
        buy=buy,
        autobilling=terms,
        why_no_autobilling="" if terms else _why_none(facts),
    )


def _why_none(facts: Facts) -> str:
    """Why no settings of autobilling are suggested."""
    if not facts[Workload].told:
        return "the config tells no workload"
    burns = [burn(facts[Workload], facts[VendorData]) for burn in (capacity.peak_hour_burn, capacity.daily_burn)]
    if missing := next((burn.missing for burn in burns if not burn.complete), ""):
        return f"add {missing}"
    return "no recharge within the cap on purchases keeps up with the workload"


def _burn_down(facts: Facts, money: Money) -> picture.BurnDown | None:
    account = facts[Account]
    if not isinstance(account.balance, Known):
        return None
    rates = []
    if money.day.credits:
        rate = Fraction(money.day.credits)
        off = rate * capacity.FORECAST_ERROR
        rates.append(picture.Rate("the workload", rate, rate - off, rate + off))
    if isinstance(money.past, Known):
        past = money.past.value
        rates.append(picture.Rate("the past weeks", past.per_day, past.low, past.high))
    terms = billing.terms_of(facts)
    threshold = int(terms.threshold) if terms else None
    return picture.burn_down(account.balance.value, account.unit, facts[Clock].today, rates, threshold=threshold)


def _notes(facts: Facts) -> Iterator[str]:
    """What a reader of the numbers has to know."""
    workload, data, unit = facts[Workload], facts[VendorData], facts[Account].unit
    if not workload.told:
        yield "the config tells no workload: put models under `workload:`, or try --what-if MODEL.FIELD=VALUE"
    for model, load in workload.models.items():
        if contradiction := capacity.Day.of(load).contradiction:
            yield f"{model}: {contradiction}; the larger reading counts"
        if model in data.retired:
            yield f"{model} is retired: {_retired(model, data)}"
        elif data.tiers and model not in data.modality:
            yield f"{model} is in no published table: a tier is taken to allow what it allows its smallest modality"
        listed = data.prices.get(model)
        if listed and listed.note and load.credits_each is None:
            yield f"{model} is priced as its dearest variant: {listed.note}"
    burn = capacity.daily_burn(workload, data)
    if workload.told and not burn.complete:
        yield f"{amount(burn.credits, unit)} a day is a lower bound: add {burn.missing}"
    if data.stale(facts[Clock].today):
        yield f"the published tables are of {data.as_of}: too old to be trusted; update preflight"
    yield from facts[Usage].notes


def _retired(model: str, data: VendorData) -> str:
    retired = data.retired[model]
    since = f"since {retired.since}" if retired.since else "by now"
    return f"the vendor refuses it {since}" + (f"; use {retired.instead}" if retired.instead else "")
