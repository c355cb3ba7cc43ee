"""When a balance runs out: days left, the date with a range, and what is left until then."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Final

from preflight.words import count, number

FORECAST_ERROR: Final = Fraction(1, 4)
"""A workload is a forecast: the range is what a quarter more and a quarter less of it would do. Our own convention."""
FARTHEST: Final = 3650
"""Days beyond which no date is told."""
ENOUGH_DAYS: Final = 7
"""A balance that lasts fewer days leaves no time for a weekend and a failed card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhaustion:
    """When a balance is gone at a steady burn."""

    days: Fraction | None
    """None where nothing burns."""
    shortest: Fraction | None
    longest: Fraction | None
    today: date

    @property
    def on(self) -> date | None:
        """The UTC day on which the balance is gone; None where that is more than ten years off."""
        return _day(self.today, self.days)

    @property
    def earliest(self) -> date | None:
        """That day at the high end of the burn."""
        return _day(self.today, self.shortest)

    @property
    def latest(self) -> date | None:
        """And at its low end; None where that is more than ten years off, or never."""
        return _day(self.today, self.longest)

    @property
    def words(self) -> str:
        """`until 2026-12-03 (2026-12-01 to 2026-12-06)`."""
        if self.on is None:
            return "for more than ten years"
        if self.earliest == self.latest:
            return f"until {self.on}"
        return f"until {self.on} ({self.earliest} to {self.latest or 'more than ten years'})"

    @property
    def days_words(self) -> str:
        """`8.6 days`, rounded down; `23 hours` below a day."""
        return "for ever" if self.days is None else days_words(self.days)


def exhaustion(balance: int, per_day: Fraction, today: date, *, low: Fraction, high: Fraction) -> Exhaustion:
    """When `balance` is gone at `per_day`, and at the ends `low` and `high` of the burn's range."""
    return Exhaustion(
        days=lasts(balance, per_day), shortest=lasts(balance, high), longest=lasts(balance, low), today=today
    )


def forecast(balance: int, per_day: Fraction, today: date) -> Exhaustion:
    """When `balance` is gone at a burn that was forecast."""
    off = per_day * FORECAST_ERROR
    return exhaustion(balance, per_day, today, low=per_day - off, high=per_day + off)


def lasts(balance: int, per_day: Fraction) -> Fraction | None:
    """Days that a balance lasts; None where nothing burns, 0 where nothing is left."""
    return None if per_day <= 0 else max(Fraction(0), balance / per_day)


def needed_for(days: int, per_day: Fraction) -> int:
    """The smallest balance that lasts so many days."""
    return -(-days * per_day // 1) if per_day > 0 else 0


def days_words(days: Fraction) -> str:
    """`8.6 days`, rounded down; `23 hours` below a day."""
    if days < 1:
        return count(int(days * 24), "hour")
    shown = tenths(days)
    return f"{number(shown)} {'day' if shown == 1 else 'days'}"


def tenths(value: Fraction) -> Decimal:
    """Rounded down to one decimal: days left are never overstated."""
    return Decimal(value * 10 // 1) / 10


def whole(value: Fraction) -> Decimal:
    """Rounded up to a whole unit."""
    return (Decimal(value.numerator) / value.denominator).to_integral_value(ROUND_CEILING)


def left(balance: int, per_day: Fraction, days: Fraction) -> Fraction:
    """What a balance has become after so many days, or parts of one; it stops at nothing."""
    return max(Fraction(0), balance - per_day * days)


def _day(today: date, days: Fraction | None) -> date | None:
    return None if days is None or days > FARTHEST else today + timedelta(days=int(days))
