"""What an account consumed, day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from preflight.account import Unit
from preflight.parts import Known, NotReadable, Part

Amounts = Mapping[str, Decimal]
"""Amount by series: a model id, a component, a resource. Negative where refunds exceed charges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a workflow, or one conversation with an agent."""

    id: str
    kind: str
    """`run` or `conversation`."""
    at: datetime | None
    """When it began, aware, UTC; None where the vendor has deleted the record."""
    total: Decimal
    """What it cost."""
    parts: Amounts
    """The same by component; the vendor's rounding may part it from the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One line of an account's ledger."""

    at: datetime
    """Aware, UTC."""
    kind: str
    """The vendor's own word, such as `topup`."""
    resource: str
    change: Decimal
    """Of the balance: negative for what was spent."""
    after: Decimal
    """The balance then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Figures that a vendor adds up itself, over a period of its own."""

    about: str
    """Which period, and whose usage."""
    figures: Mapping[str, Decimal]
    """By the vendor's own names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """A fact: consumption over whole UTC days."""

    provider: str
    unit: Unit
    start: date
    """The first day."""
    before: date
    """The day after the last one."""
    days: Part[Mapping[date, Amounts]]
    """By day; a day of the range that is absent had none. Not readable as a whole where any part of the range is
    not: a sum over half a list would be a guess."""
    undated: Amounts = field(default_factory=dict)
    """Consumption of the range that the vendor no longer dates: in the total, in no day."""
    notes: tuple[str, ...] = field(default=())
    """What a reader of the numbers has to know: a shorter range than was asked for, rows without a date."""
    runs: Part[tuple[Run, ...]] | None = None
    """Singly; None where the vendor does not list them."""
    ledger: Part[tuple[Booking, ...]] | None = None
    """Oldest first; None where the vendor keeps none."""
    summary: Part[Summary] | None = None
    """None where the vendor tells none."""

    @property
    def totals(self) -> Part[Amounts]:
        """Consumption of the whole range by series, what is undated included."""
        if isinstance(self.days, NotReadable):
            return self.days
        sums: dict[str, Decimal] = {}
        for amounts in (*self.days.value.values(), self.undated):
            for series, amount in amounts.items():
                sums[series] = sums.get(series, Decimal(0)) + amount
        return Known(sums)


def busiest_day(usage: Usage) -> tuple[date, Decimal] | None:
    """The day that consumed most, and how much; None where none consumed anything, or it cannot be read."""
    if isinstance(usage.days, NotReadable):
        return None
    sums = {day: sum(amounts.values(), Decimal(0)) for day, amounts in usage.days.value.items()}
    day = max(sums, key=lambda day: sums[day], default=None)
    return (day, sums[day]) if day and sums[day] > 0 else None


def total_of(parts: Mapping[str, Usage]) -> Usage:
    """The usage of several keys, by name, as one: the days that all of them cover, a series per key and series.

    Not readable where that of any key is not.
    """
    usages = list(parts.values())
    start, before = max(one.start for one in usages), min(one.before for one in usages)
    gone = [f"{name}: {one.days.reason}" for name, one in parts.items() if isinstance(one.days, NotReadable)]
    days: dict[date, dict[str, Decimal]] = {}
    undated: dict[str, Decimal] = {}
    for name, one in parts.items():
        names = _names(name, one)
        undated |= {names[series]: amount for series, amount in one.undated.items()}
        for day, amounts in one.days.value.items() if isinstance(one.days, Known) else ():
            if start <= day < before:
                days.setdefault(day, {}).update({names[series]: amount for series, amount in amounts.items()})
    return Usage(
        provider=usages[0].provider,
        unit=usages[0].unit,
        start=start,
        before=before,
        days=NotReadable("; ".join(gone)) if gone else Known({day: days[day] for day in sorted(days)}),
        undated=undated,
        notes=tuple(f"{name}: {note}" for name, one in parts.items() for note in one.notes),
    )


def _names(key: str, usage: Usage) -> Mapping[str, str]:
    """What the series of one key are called among others: its only one like the key, several ones `key: series`."""
    series = list(usage.totals.value) if isinstance(usage.totals, Known) else []
    return {one: key if len(series) == 1 else f"{key}: {one}" for one in series}
