"""What an account consumed, day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from preflight.account import Unit
from preflight.parts import Part

Amounts = Mapping[str, Decimal]
"""Amount by series: a model id, a component, a resource. Negative where refunds exceed charges."""


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
    notes: tuple[str, ...] = field(default=())
    """What a reader of the numbers has to know: a shorter range than was asked for, rows without a date."""
