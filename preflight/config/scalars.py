"""Text to numbers and dates. Each function raises ValueError with a message that a person can act on."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from preflight.config.model import LARGEST, LONGEST, Setting

# What YAML 1.1 reads as something else (`010` as 8, `1:30` as 90, `1e3` as text) is an error, never a guess.
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]*(_[0-9]+)*)")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_NUMBER: Final = 30
_INVISIBLE: Final = "\xa0\u200d"  # no-break space, and what joins emoji: harmless, and people type them


def integer(text: str) -> int:
    """`600`, `1_000`, `-1`."""
    if len(text) > _LONGEST_NUMBER or not _INTEGER.fullmatch(text):
        raise ValueError("expected a whole number in digits, such as 600")
    value = int(text)
    if abs(value) > LARGEST:
        raise ValueError(f"too large: at most {LARGEST:,}")
    return value


def decimal(text: str) -> Decimal:
    """`7.5`, `60`, `1_000`."""
    if len(text) > _LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        raise ValueError("expected a number in digits, such as 7.5")
    value = Decimal(text.replace("_", ""))
    if abs(value) > LARGEST:
        raise ValueError(f"too large: at most {LARGEST:,}")
    return value


def within(value: int | Decimal, setting: Setting) -> None:
    """Nothing, where a setting may have this value."""
    if setting.choices and str(value) not in setting.choices:
        raise ValueError(f"{value} is not {' or '.join(setting.choices)}")
    if setting.minimum is not None and value < setting.minimum:
        raise ValueError(f"{value}: at least {setting.minimum} is expected")
    if setting.above is not None and value <= setting.above:
        raise ValueError(f"{value}: more than {setting.above} is expected")


def line(text: str) -> str:
    """One line of text that can be printed as it is."""
    if not text.strip():
        raise ValueError("a value is expected here")
    if len(text) > LONGEST:
        raise ValueError(f"{len(text):,} characters long; at most {LONGEST:,} are allowed")
    if not all(char.isprintable() or char in _INVISIBLE for char in text):
        raise ValueError("a line break or a control character inside the value; write it on one line")
    return text


def day(text: str) -> date:
    """`2027-01-15`."""
    if not _DATE.fullmatch(text):
        raise ValueError("expected a date as YYYY-MM-DD, such as 2027-01-15")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day") from None
