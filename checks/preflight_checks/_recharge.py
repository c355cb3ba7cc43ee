"""What speaks against the terms under which an account refills itself: for the check `autobilling`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from preflight import Account, Known, Unit, Usage, busiest_day, capacity
from preflight.words import amount, figure

Problem = tuple[str, str]
"""Message and remedy."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What autobilling is set to, and who says so."""

    source: str
    threshold: Decimal
    amount: Decimal
    unit: Unit
    then: str = ""
    """What is to be done once the settings are changed, as the end of a remedy."""

    def __str__(self) -> str:
        return f"{self.source}: below {self.figure(self.threshold)} buys {amount(self.amount, self.unit)}"

    def figure(self, value: Decimal | int) -> str:
        """An amount in the account's unit."""
        return figure(value, self.unit)


def joined(saw: object, problems: Iterable[Problem]) -> Problem:
    """One message, which begins with what was seen, and one remedy."""
    messages, remedies = zip(*problems, strict=True)
    return f"{saw}; {'; '.join(messages)}", "; ".join(remedies)


def contradictions(terms: Terms, account: Account, demand: capacity.Demand) -> Iterator[Problem]:
    """What the account, and the vendor's own rules, say against the terms: message and remedy."""
    smallest = demand.rules.smallest_recharge
    if terms.amount < smallest:
        yield (
            f"the vendor takes no recharge under {amount(smallest, terms.unit)}",
            "look again in the portal and attest the real amount",
        )
    match account.monthly_cap:
        case Known(cap) if terms.amount > cap:
            yield (
                f"one recharge is more than the {amount(cap, terms.unit)} that the tier lets be bought in 30 days",
                f"lower the amount to at most {terms.figure(cap)}, or unlock a higher tier",
            )
        case _:
            pass
    match account.balance:
        case Known(balance) if balance < terms.threshold:
            yield (
                f"yet the live balance is {terms.figure(balance)}: a working autobilling would have recharged by now, "
                "or will within the hour",
                "look in the portal whether the charge failed; run again in an hour if the balance has just dropped",
            )
        case _:
            pass


def too_small(terms: Terms, demand: capacity.Demand, usage: Usage) -> Iterator[Problem]:
    """Terms with which the balance runs dry although every charge succeeds: as is expected, or as it has been."""
    hours = demand.rules.look_hours
    looks = "once an hour" if hours == 1 else f"every {hours} hours"
    if demand.between_looks >= terms.threshold:
        yield (
            f"the peak hour burns {amount(demand.peak_hour, terms.unit)}, the threshold is "
            f"{terms.figure(terms.threshold)}, and the vendor looks {looks}",
            f"raise the threshold above {terms.figure(demand.between_looks)}{terms.then}",
        )
    if demand.least_amount > terms.amount:
        yield (
            f"the day burns {amount(demand.day, terms.unit)}, and even a recharge {looks} does not keep up with that",
            f"raise the amount above {terms.figure(demand.least_amount)}, better above {terms.figure(demand.day)}"
            f"{terms.then}",
        )
    day, most = busiest_day(usage) or (None, Decimal(0))
    if (hour := most / 24) >= terms.threshold:
        yield (
            f"on {day} every hour burned {amount(hour, terms.unit)} on average",
            f"raise the threshold well above {terms.figure(hour)}{terms.then}",
        )


def doubts(terms: Terms, account: Account, demand: capacity.Demand, day: capacity.Burn) -> Iterator[Problem]:
    """Terms that work on good days only."""
    if not day.complete:
        yield "what a day burns is not known, nor how long a failed card may last", f"add {day.missing}"
    if terms.threshold < demand.while_reacting:
        yield (
            f"should the card fail, there are {demand.reaction_hours} hours until autobilling gives up, which burn "
            f"{amount(demand.while_reacting, terms.unit)}: more than the threshold",
            f"raise the threshold to {terms.figure(demand.while_reacting)}{terms.then}",
        )
    if terms.amount < demand.day:
        yield (
            f"one recharge buys less than a day burns ({amount(demand.day, terms.unit)}): several charges a day, and "
            "each may fail",
            f"raise the amount to {terms.figure(demand.day)}{terms.then}",
        )
    if isinstance(account.monthly_cap, Known) and terms.threshold + terms.amount > account.monthly_cap.value:
        cap = account.monthly_cap.value
        yield (
            f"threshold and amount together are more than the {amount(cap, terms.unit)} that may be bought in "
            f"{capacity.MONTH} days: once the balance is gone, no month of recharges brings it above the threshold",
            "unlock a higher tier",
        )
