"""What the plots show, as numbers: a balance that burns down, and loads against their limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from preflight.capacity.burndown import lasts, left, whole
from preflight.capacity.limits import Kind, Taken
from preflight.words import figure, number, quantity

SHORTEST: Final = 7
LONGEST: Final = 90
_ROOM: Final = Fraction(3, 2)  # the plot goes on for half as long again as the first balance lasts


@dataclass(frozen=True, slots=True)
class Rate:
    """A burn per day, with its range."""

    label: str
    per_day: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnDown:
    """One balance, burnt down at each of several rates."""

    today: date
    days: int
    """How far it is shown."""
    balance: int
    unit: str
    rates: Sequence[Rate]
    """The one that matters most first."""
    threshold: int | None = None
    """The balance below which autobilling starts."""

    def left(self, per_day: Fraction, days: Fraction) -> Fraction:
        """What is left after so many days, as a share of the balance."""
        return left(self.balance, per_day, days) / self.balance

    def gone(self, per_day: Fraction) -> Fraction | None:
        """The day, or part of one, on which nothing is left; None where that is not shown."""
        days = lasts(self.balance, per_day)
        return None if days is None or days > self.days else days


@dataclass(frozen=True, slots=True)
class Bar:
    """How full one limit is."""

    label: str
    share: float | None
    """1 is full; None where nothing is allowed."""
    words: str
    """`600 of 5,000 a day`."""


def burn_down(
    balance: int, unit: str, today: date, rates: Sequence[Rate], *, threshold: int | None = None
) -> BurnDown | None:
    """The plot of a balance; None where there is nothing left, or nothing burns."""
    burning = [rate for rate in rates if rate.per_day > 0]
    if balance <= 0 or not burning:
        return None
    ends = [lasts(balance, rate.per_day) or Fraction(0) for rate in burning]
    days = max(SHORTEST, min(LONGEST, ceil(min(ends) * _ROOM)))
    return BurnDown(today=today, days=days, balance=balance, unit=unit, rates=burning, threshold=threshold)


def bars(taken: Sequence[Taken], unit: str) -> list[Bar]:
    """A bar for each limit, in the order given; money in `unit`."""
    return [
        Bar(
            _label(one),
            None if one.share is None else float(one.share),
            _words(one, unit) + " (declared)" * one.declared,
        )
        for one in taken
    ]


def _label(one: Taken) -> str:
    match one.kind:
        case Kind.DAILY:
            return f"{one.model} a day"
        case Kind.CONCURRENT:
            return f"{one.model} at one time"
        case Kind.MONTHLY:
            return "all models, 30 days"


def _words(one: Taken, unit: str) -> str:
    if one.kind is Kind.MONTHLY:
        return f"{figure(whole(one.needed), unit)} of {figure(one.allowed, unit)}"
    return f"{quantity(float(one.needed))} of {number(one.allowed)}"
