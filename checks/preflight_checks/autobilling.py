"""`autobilling`: will the account refill itself in time? Measured where the vendor tells, else attested by a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from preflight import (
    NOT_TOLD,
    Account,
    Attestations,
    AutoBilling,
    Clock,
    Known,
    NotReadable,
    Question,
    Section,
    Status,
    Usage,
    VendorData,
    Verdict,
    Workload,
    attested,
    busiest_day,
    capacity,
    check,
    daily_burn,
    failed,
    passed,
    peak_hour_burn,
    unknown,
    warned,
)
from preflight.words import amount
from preflight_checks._recharge import Problem, Terms, contradictions, doubts, joined, too_small


@check("autobilling", section=Section.USAGE, required=True)
def autobilling(
    account: Account, attestations: Attestations, workload: Workload, usage: Usage, data: VendorData, clock: Clock
) -> Iterator[Verdict]:
    """The account refills itself, early enough and by enough.

    Why
        Runway looks at the balance once an hour: a threshold below what the peak hour burns lets the balance run dry
        between two looks (this fails). A failed charge is tried three times, a day apart, and then autobilling stops
        until a person starts it again: a threshold below what those three days burn leaves too little time to notice
        (this warns). So does a recharge that buys less than a day burns. A recharge is cut to what is left of the
        tier's 30-day purchase cap. RunTools' API tells how auto-top-up is set; on without a saved payment method, it
        never charges anything. Runway's and GPTBots' tell nothing of it, so a person has to look and say so; the live
        balance, or what was consumed, can contradict them.

    How to fix
        RunTools: `preflight fix autobilling --provider runtools --threshold N --amount N`, in cents. Others: set up
        autobilling in the portal's billing tab: a payment method, "recharge below" (threshold) and "recharge amount".
        Then record what you saw:
        `preflight attest autobilling --provider runway --by YOU --evidence LINK --set threshold=N --set amount=N`

    Values
        threshold: the balance below which a recharge starts, in the vendor's unit (credits; RunTools: cents)
        amount: what one recharge buys, in the vendor's unit; Runway takes 1,000 credits or more

    References
        - https://docs.dev.runwayml.com/usage/autobilling
        - https://docs.dev.runwayml.com/guides/go-live
        - https://docs.runtools.ai/api-reference/billing
    """
    case = _Case(account, workload, data, usage)
    match account.autobilling:
        case Known(told):
            yield from _measured(told, case)
        case NotReadable() as gone:
            yield from _attested(attestations, case, clock, unread="" if gone == NOT_TOLD else gone.reason)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the terms are judged by."""

    account: Account
    workload: Workload
    data: VendorData
    usage: Usage


def _measured(told: AutoBilling, case: _Case) -> Iterator[Verdict]:
    """What the vendor's API tells."""
    fix = f"`preflight fix autobilling --provider {case.account.provider} --threshold N --amount N`"
    unpaid = (
        "no payment method is saved, so that nothing can be charged",
        "save a payment method on the vendor's billing page",
    )
    problems = [unpaid] if told.payment_method == Known(False) else []
    match told.enabled, told.threshold, told.amount:
        case Known(False), _, _:
            yield failed("auto-top-up is off: nothing refills the account", remedy=f"{fix}, or the billing page")
        case Known(True), Known(threshold), Known(recharge):
            source = f"read from the vendor{_last_charge(told)}"
            unit = case.account.unit
            terms = Terms(source, Decimal(threshold), Decimal(recharge), unit, then=f", with {fix}")
            yield from (_if_paid(verdict, told) for verdict in _examine(terms, case, problems=problems))
        case _ if problems:
            yield failed(unpaid[0], remedy=unpaid[1])
        case parts:
            gone = next(part for part in parts if isinstance(part, NotReadable))
            yield unknown(f"not readable: {gone.reason}", remedy="run again; `-v` shows each request")


def _last_charge(told: AutoBilling) -> str:
    match told.last_charge:
        case Known(None):
            return ", never charged yet"
        case Known(at):
            return f", last charged on {at:%Y-%m-%d}"
        case _:
            return ""


def _if_paid(verdict: Verdict, told: AutoBilling) -> Verdict:
    """No terms are good while it is not known whether anything can be charged."""
    if isinstance(told.payment_method, Known) or verdict.status is Status.FAIL:
        return verdict
    return unknown(
        f"{verdict.message}; whether a payment method is saved is not readable: {told.payment_method.reason}",
        remedy="look on the vendor's billing page",
        data=verdict.data,
    )


def _attested(attestations: Attestations, case: _Case, clock: Clock, *, unread: str) -> Iterator[Verdict]:
    """What a person has stated."""
    unit = case.account.unit
    question = Question(
        check="autobilling",
        provider=case.account.provider,
        what="whether autobilling is set up",
        unread=unread,
        look="look in the portal's billing tab",
        values=f"--set threshold={unit.upper()} --set amount={unit.upper()}",
    )
    answer = attested(attestations, clock.today, question)
    if (statement := answer.statement) is None:
        yield answer.verdict
        return
    threshold, recharge = statement.values.get("threshold"), statement.values.get("amount")
    if threshold is None or recharge is None:
        yield unknown("the attestation lacks threshold or amount", remedy=question.record)
        return
    source = f"attested by {statement.by} until {statement.expires}"
    terms = Terms(source, threshold, recharge, unit, then=", then attest the new values")
    yield from _examine(terms, case, own_doubts=[(caveat, answer.remedy) for caveat in answer.caveats])


def _examine(
    terms: Terms, case: _Case, *, problems: Sequence[Problem] = (), own_doubts: Sequence[Problem] = ()
) -> Iterator[Verdict]:
    """The arithmetic: what fails (`problems` among it), else what warns (`own_doubts` among it), else a pass."""
    peak, day = peak_hour_burn(case.workload, case.data), daily_burn(case.workload, case.data)
    rules = case.data.autobilling or capacity.ASSUMED
    demand = capacity.Demand(peak_hour=peak.credits, day=day.credits, rules=rules)
    numbers = {"threshold": float(terms.threshold), "amount": float(terms.amount), "peak_hour": float(peak.credits)}
    against = [*problems, *contradictions(terms, case.account, demand), *too_small(terms, demand, case.usage)]
    if against:
        message, remedy = joined(terms, against)
        yield failed(message, remedy=remedy, data=numbers)
    elif not case.workload.told:
        yield unknown(
            f"{terms}; whether the threshold is high enough is not known: the config tells no workload",
            remedy=case.workload.remedy,
            data=numbers,
        )
    elif not peak.complete:
        yield _without_peak(terms, day.credits, numbers)
    elif (witness := _witness(terms, case)) is None:
        yield unknown(f"{terms}; not cross-examined: {_no_witness(case)}", remedy="see `key-valid`", data=numbers)
    else:
        saw = f"{terms}; the peak hour burns {terms.figure(peak.credits)}, {witness}"
        if all_doubts := [*doubts(terms, case.account, demand, day), *own_doubts]:
            message, remedy = joined(saw, all_doubts)
            yield warned(message, remedy=remedy, data=numbers)
        else:
            yield passed(saw, data=numbers)


def _witness(terms: Terms, case: _Case) -> str | None:
    """What could have spoken against the terms and does not; None where nothing can be read that could."""
    match case.account.balance, case.usage.days:
        case Known(balance), _:
            return f"the live balance is {terms.figure(balance)}"
        case _, Known():
            day, most = busiest_day(case.usage) or ("none of them", Decimal(0))
            return f"most of the days since {case.usage.start} was consumed on {day}: {terms.figure(most)}"
        case _:
            return None


def _no_witness(case: _Case) -> str:
    parts = {"balance": case.account.balance, "consumption": case.usage.days}
    return "; ".join(f"{n} not readable: {part.reason}" for n, part in parts.items() if isinstance(part, NotReadable))


def _without_peak(terms: Terms, day: Decimal, numbers: dict[str, float]) -> Verdict:
    """No peak hour is told. It is at least the average hour, so that much can still be judged."""
    average = day / 24
    remedy = "add peak_per_hour and a price (credits_each or output_seconds) for each model under `workload:`"
    if average >= terms.threshold:
        return failed(
            f"{terms}; even the average hour burns {amount(average, terms.unit)}",
            remedy=f"raise the threshold well above {terms.figure(average)}{terms.then}",
            data=numbers,
        )
    return warned(f"{terms}; the peak hour's burn is not known", remedy=remedy, data=numbers)
