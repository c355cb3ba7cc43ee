"""`autobilling`: will the account refill itself in time? Attested by a person, cross-examined with live data."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from preflight import (
    Account,
    Attestation,
    Attestations,
    Attested,
    Clock,
    Known,
    Question,
    Section,
    VendorData,
    Verdict,
    Workload,
    attested,
    check,
    daily_burn,
    failed,
    passed,
    peak_hour_burn,
    unknown,
    warned,
)
from preflight.words import number

SMALLEST_RECHARGE = 1_000
"""Credits; the vendor's portal takes no smaller amount."""


@check("autobilling", section=Section.USAGE, required=True)
def autobilling(
    account: Account, attestations: Attestations, workload: Workload, data: VendorData, clock: Clock
) -> Iterator[Verdict]:
    """The account refills itself, early enough and by enough.

    Why
        Runway looks at the balance once an hour: a threshold below what the peak hour burns lets the balance run dry
        between two looks. A recharge is cut to what is left of the tier's 30-day purchase cap. A failed charge is
        tried three times, a day apart, and then autobilling stops until a person starts it again. No API tells any of
        this, so a person has to look and say so; the live balance can contradict them.

    How to fix
        Set up autobilling in the portal's billing tab: a payment method, "recharge below" (threshold) and "recharge
        amount". Then record what you saw:
        `preflight attest autobilling --provider runway --by YOU --evidence LINK --set threshold=N --set amount=N`

    Values
        threshold: the balance below which a recharge starts, in credits
        amount: credits bought by one recharge, at least 1,000

    References
        - https://docs.dev.runwayml.com/usage/autobilling
        - https://docs.dev.runwayml.com/guides/go-live
    """
    question = Question(
        check="autobilling",
        provider=account.provider,
        what="whether autobilling is set up",
        look="look in the portal's billing tab",
        values="--set threshold=CREDITS --set amount=CREDITS",
    )
    answer = attested(attestations, clock.today, question)
    if answer.statement is None:
        yield answer.verdict
        return
    values = answer.statement.values
    threshold, amount = values.get("threshold"), values.get("amount")
    if threshold is None or amount is None:
        yield unknown("the attestation lacks threshold or amount", remedy=question.record)
        return
    yield from _examine(_Terms(answer, answer.statement, threshold, amount), account, workload, data)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What was attested."""

    answer: Attested
    statement: Attestation
    threshold: Decimal
    amount: Decimal

    def __str__(self) -> str:
        return (
            f"attested by {self.statement.by} until {self.statement.expires}: below {number(self.threshold)} "
            f"buys {number(self.amount)} credits"
        )


def _examine(terms: _Terms, account: Account, workload: Workload, data: VendorData) -> Iterator[Verdict]:
    numbers = {"threshold": float(terms.threshold), "amount": float(terms.amount)}
    problems = list(_contradictions(terms, account))
    peak = peak_hour_burn(workload, data)
    if peak.credits >= terms.threshold:
        problems.append(
            (
                f"the peak hour burns {number(peak.credits)} credits, the threshold is {number(terms.threshold)}, "
                "and the vendor looks once an hour",
                f"raise the threshold above {number(peak.credits)}, then attest the new values",
            )
        )
    if problems:
        messages, remedies = zip(*problems, strict=True)
        yield failed(f"{terms}; {'; '.join(messages)}", remedy="; ".join(remedies), data=numbers)
        return
    if not workload.told:
        yield unknown(
            f"{terms}; whether the threshold is high enough is not known: the config tells no workload",
            remedy="`preflight init` writes a .preflight.yml with a workload",
            data=numbers,
        )
    elif not peak.complete:
        yield _without_peak(terms, workload, data, numbers)
    elif isinstance(account.balance, Known):
        yield from _holds(terms, peak.credits, account.balance.value)
    else:
        yield unknown(
            f"{terms}; not cross-examined: balance not readable: {account.balance.reason}",
            remedy="see `key-valid`",
            data=numbers,
        )


def _contradictions(terms: _Terms, account: Account) -> Iterator[tuple[str, str]]:
    """What the account, and the vendor's own rules, say against the attested terms: message and remedy."""
    if terms.amount < SMALLEST_RECHARGE:
        yield (
            f"the vendor takes no recharge under {number(SMALLEST_RECHARGE)} credits",
            "look again in the portal and attest the real amount",
        )
    match account.monthly_cap:
        case Known(cap) if terms.amount > cap:
            yield (
                f"one recharge is more than the {number(cap)} credits that the tier lets be bought in 30 days",
                f"lower the amount to at most {number(cap)}, or unlock a higher tier",
            )
        case _:
            pass
    match account.balance:
        case Known(balance) if balance < terms.threshold:
            yield (
                f"yet the live balance is {number(balance)}: a working autobilling would have recharged by now, or "
                "will within the hour",
                "look in the portal whether the charge failed; run again in an hour if the balance has just dropped",
            )
        case _:
            pass


def _without_peak(terms: _Terms, workload: Workload, data: VendorData, numbers: dict[str, float]) -> Verdict:
    """No peak hour is told. It is at least the average hour, so that much can still be judged."""
    average = daily_burn(workload, data).credits / 24
    remedy = "add peak_per_hour and a price (credits_each or output_seconds) for each model under `workload:`"
    if average >= terms.threshold:
        return failed(
            f"{terms}; even the average hour burns {number(average)} credits",
            remedy=f"raise the threshold well above {number(average)}, then attest the new values",
            data=numbers,
        )
    return warned(f"{terms}; the peak hour's burn is not known", remedy=remedy, data=numbers)


def _holds(terms: _Terms, peak: Decimal, balance: int) -> Iterator[Verdict]:
    numbers = {"threshold": float(terms.threshold), "amount": float(terms.amount), "peak_hour": float(peak)}
    saw = f"{terms}; the peak hour burns {number(peak)}, the live balance is {number(balance)}"
    if terms.answer.caveats:
        yield warned("; ".join((saw, *terms.answer.caveats)), remedy=terms.answer.remedy, data=numbers)
    else:
        yield passed(saw, data=numbers)
