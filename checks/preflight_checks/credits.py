"""`credits`: is there money on the account, and for how long?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from preflight import (
    Access,
    Account,
    Attestations,
    Clock,
    Json,
    Known,
    NotReadable,
    Section,
    Unit,
    Usage,
    VendorData,
    Verdict,
    Workload,
    capacity,
    check,
    daily_burn,
    failed,
    passed,
    peak_hour_burn,
    unknown,
    warned,
)
from preflight.words import amount, dollars, figure, money, number


@check("credits", section=Section.USAGE, required=True)
def credits(
    account: Account, workload: Workload, data: VendorData, attestations: Attestations, clock: Clock, usage: Usage
) -> Iterator[Verdict]:
    """There are credits on the account, and they last.

    Why
        Without credits every generation is refused, by Runway with HTTP 400 rather than 402, which many clients take
        for a bad request. Credits of the web app do not count for the API. How long they last is told twice: by the
        workload, whose range is a quarter more and a quarter less of it, and by what the past 90 days really burned
        (the median of the last four weeks' daily means, the least and the greatest of them, and the trend). The
        shorter of the two counts.

    How to fix
        Buy credits in the portal's billing tab (a credit is a cent, $10 at least), or set up autobilling and attest
        it with `preflight attest autobilling`. Put the expected load under `workload:` in `.preflight.yml`
        to learn how many days the balance lasts. GPTBots' API does not tell the balance: look in its dashboard
        (Organization, Usage) and record what you saw; what is consumed from then on is measured and taken off:
        `preflight attest credits --provider gptbots --by YOU --evidence LINK --set balance=N`

    Values
        balance: what is left on the account, in the vendor's unit (credits; RunTools: cents)

    References
        - https://docs.dev.runwayml.com/guides/pricing
        - https://docs.dev.runwayml.com/guides/go-live
        - https://www.gptbots.ai/docs/getting-started/service-credit-pricing
    """
    demand = capacity.Demand(
        peak_hour=peak_hour_burn(workload, data).credits,
        day=daily_burn(workload, data).credits,
        rules=data.autobilling or capacity.ASSUMED,
    )
    match account.balance:
        case NotReadable(reason):
            yield _without_balance(f"balance not readable: {reason}", account, usage, attestations, clock, demand)
        case Known(balance) if balance <= 0:
            rules = data.autobilling
            least = f" ({dollars(rules.smallest_recharge)} at least)" if rules and rules.smallest_recharge else ""
            yield failed(
                f"the balance is {amount(balance, account.unit)}: every generation will be refused",
                remedy=f"buy credits in the portal's billing tab before launch{least}",
                data={"balance": balance},
            )
        case Known(balance):
            kept = _kept_up(account, balance, demand, attestations, clock)
            yield _lasting(_Has(balance, account.unit, daily_burn(workload, data)), usage, clock, kept=kept)


def _kept_up(
    account: Account, balance: Decimal | int, demand: capacity.Demand, attestations: Attestations, clock: Clock
) -> str:
    """What refills the balance, where that can be believed; empty where nothing does."""
    if isinstance(account.autobilling, Known):
        measured = account.autobilling.value
        charges = measured.enabled == Known(True) and measured.payment_method == Known(True)
        threshold = measured.threshold.value if charges and isinstance(measured.threshold, Known) else None
        return "autobilling" if _believable(threshold, balance, demand) else ""
    attested = attestations.of("autobilling", account.provider)
    stated = attested.values.get("threshold") if attested and attested.valid(clock.today) else None
    return "attested autobilling" if _believable(stated, balance, demand) else ""


def _believable(threshold: Decimal | int | None, balance: Decimal | int, demand: capacity.Demand) -> bool:
    """A balance below the threshold contradicts it; one that burns through it between two looks runs dry."""
    return threshold is not None and demand.between_looks < threshold <= balance


@dataclass(frozen=True, slots=True)
class _Has:
    """A positive balance, and the forecast burn that eats it."""

    balance: int
    unit: Unit
    burn: capacity.Burn

    def __str__(self) -> str:
        return money(self.balance, self.unit)


def _lasting(has: _Has, usage: Usage, clock: Clock, *, kept: str) -> Verdict:
    """How long a positive balance lasts at the workload's burn, and at that of the past."""
    past = capacity.past(usage)
    numbers: dict[str, Json] = {"balance": has.balance, "unit": has.unit, "burn_per_day": float(has.burn.credits)}
    told, lately = _told(has, clock, numbers), _lately(has, usage, past, clock, numbers)
    burn = has.burn
    if not told and burn.unpriced:
        return unknown(f"{has}, but the burn is unknown{lately}", remedy=f"add {burn.missing}", data=numbers)
    at_worst = max(Fraction(burn.credits), past.value.per_day if isinstance(past, Known) else Fraction(0))
    needed = capacity.needed_for(capacity.ENOUGH_DAYS, at_worst)
    if has.balance < needed and not kept:
        missing = needed - has.balance
        return warned(
            f"{has} {told or 'are on the account'}{lately}",
            remedy=f"buy {money(missing, has.unit)} for {capacity.ENOUGH_DAYS} days, "
            "or set up autobilling and attest it with `preflight attest autobilling`",
            data=numbers,
        )
    if burn.unpriced:
        return unknown(f"{has} {told}; part of the burn is unknown{lately}", remedy=f"add {burn.missing}", data=numbers)
    if not told:
        silent = "for how many days is not known: " if not at_worst else ""
        return passed(f"{has}; {silent}the workload does not tell the burn{lately}", data=numbers)
    up = f", kept up by {kept}" if kept and has.balance < needed else ""
    partly = f"; not counted: {', '.join(burn.untold)}" if burn.untold else ""
    return passed(f"{has} {told}{up}{partly}{lately}", data=numbers)


def _told(has: _Has, clock: Clock, numbers: dict[str, Json]) -> str:
    """What the workload says about it: `last 8.6 days at 48,800 a day, until …`; empty where it says nothing."""
    if not has.burn.credits:
        return ""
    gone = capacity.forecast(has.balance, Fraction(has.burn.credits), clock.today)
    numbers |= _dates("", gone)
    most = "" if has.burn.complete else "at most "
    return f"last {most}{gone.days_words} at {figure(has.burn.credits, has.unit)} a day, {gone.words}"


def _lately(
    has: _Has, usage: Usage, read: Known[capacity.History] | NotReadable, clock: Clock, numbers: dict[str, Json]
) -> str:
    """What the past says about it, as the end of a message."""
    if isinstance(read, NotReadable):
        return f"; past usage not readable: {read.reason}"
    past, notes = read.value, "".join(f"; {note}" for note in usage.notes)
    if not past.days:
        return f"; nothing was used in the {(usage.before - usage.start).days} days before today{notes}"
    gone = capacity.exhaustion(has.balance, past.per_day, clock.today, low=past.low, high=past.high)
    numbers |= {
        "past_per_day": float(past.per_day),
        "past_low": float(past.low),
        "past_high": float(past.high),
        "past_trend_per_week": None if past.trend is None else float(past.trend),
        "past_days_of_use": past.days,
        **_dates("past_", gone),
    }
    at = f"{figure(capacity.whole(past.per_day), has.unit)} a day, {past.trend_words}"
    return f"; the {past.lately} burned {at}: that lasts {gone.words}{notes}"


def _dates(prefix: str, gone: capacity.Exhaustion) -> dict[str, Json]:
    days = {"on": gone.on, "earliest": gone.earliest, "latest": gone.latest}
    numbers: dict[str, Json] = {f"{prefix}days": None if gone.days is None else float(capacity.tenths(gone.days))}
    return numbers | {f"{prefix}exhausted_{name}": day.isoformat() if day else None for name, day in days.items()}


def _without_balance(
    gone: str, account: Account, usage: Usage, attestations: Attestations, clock: Clock, demand: capacity.Demand
) -> Verdict:
    """Where no API tells the balance: a person's word for it, less what was consumed since."""
    if account.access is not Access.ACCEPTED:
        return unknown(gone, remedy="see `key-valid`")
    if account.out_of_credits:
        return failed("the vendor says that there are not enough credits", remedy="buy credits in the vendor's portal")
    options = f"--provider {account.provider} --by YOU --evidence LINK --set balance={account.unit.upper()}"
    attested = attestations.of("credits", account.provider)
    balance = attested.values.get("balance") if attested else None
    if attested is None or balance is None:
        look = f"look in the vendor's dashboard, then `preflight attest credits {options}`"
        return unknown(f"{gone}; and nobody has attested it", remedy=look)
    again = f"look again, then `preflight attest renew credits {options}`"
    said = f"{attested.by} saw {amount(balance, account.unit)} on {attested.on}"
    if not attested.valid(clock.today):
        return unknown(f"{said}, and that has lapsed", remedy=again)
    if isinstance(usage.days, NotReadable):
        return unknown(f"{said}; consumption since not readable: {usage.days.reason}", remedy="see `key-valid`")
    if usage.start > attested.on + timedelta(days=1):
        return unknown(f"{said}, but consumption is readable from {usage.start} on only", remedy=again)
    spent = sum((sum(of.values(), Decimal(0)) for on, of in usage.days.value.items() if on > attested.on), Decimal(0))
    left = balance - spent
    saw = f"{said}, {amount(spent, account.unit)} were consumed since: at most {amount(left, account.unit)} are left"
    numbers = {"attested": float(balance), "spent": float(spent), "left": float(left)}
    if left <= 0:
        return failed(saw, remedy=f"buy credits in the vendor's portal; {again}", data=numbers)
    days = Decimal((usage.before - usage.start).days)
    totals = usage.totals.value if isinstance(usage.totals, Known) else {}
    burn = max(demand.day, sum(totals.values(), Decimal(0)) / days)
    if burn <= 0:
        return passed(f"{saw}; nothing tells the burn", data=numbers)
    lasts = (left / burn).quantize(Decimal("0.1"), ROUND_FLOOR)
    numbers |= {"burn_per_day": float(burn), "days": float(lasts)}
    saw += f", {number(lasts)} days at {amount(burn, account.unit)} a day"
    if lasts < capacity.ENOUGH_DAYS and not _kept_up(account, left, demand, attestations, clock):
        return warned(saw, remedy=f"buy credits in the vendor's portal; {again}", data=numbers)
    return passed(saw, data=numbers)
