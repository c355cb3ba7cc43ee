"""`90d`, `12w` or a date: how long a person's word holds."""

import re
from datetime import date, timedelta
from typing import Final

from preflight.config import scalars
from preflight.errors import UsageError
from preflight.printable import veiled

DEFAULT: Final = "90d"
_SPAN: Final = re.compile(r"([0-9]+)([dw])", re.ASCII)
_LONGEST: Final = 9999
_DAYS: Final = {"d": 1, "w": 7}


def parse_expiry(text: str, *, today: date) -> date:
    """The last day that `text` covers. Raises UsageError for what is no day, or has passed."""
    shown = veiled(text, limit=40)
    if span := _SPAN.fullmatch(text):
        number = int(span[1][:20])  # int() refuses thousands of digits
        if not 1 <= number <= _LONGEST:
            raise UsageError(
                f"--expires {shown}: from 1{span[2]} to {_LONGEST}{span[2]}", hint="for example 90d or 12w"
            )
        return today + timedelta(days=number * _DAYS[span[2]])
    try:
        day = scalars.day(text)
    except ValueError as error:
        raise UsageError(f"--expires {shown}: {error}", hint="for example 90d, 12w or 2027-01-15") from None
    if day < today:
        raise UsageError(f"--expires {shown} has passed: today is {today} (UTC)", hint="give a day to come")
    return day
