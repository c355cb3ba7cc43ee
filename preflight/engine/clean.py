"""The last thing that happens to a report: no string in it holds a key, or moves a cursor.

Providers and scanners clean what they quote themselves; this makes sure of it, whatever a check puts in a verdict.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

from preflight.redact import scrub
from preflight.text import printable

T = TypeVar("T")


def clean(value: T) -> T:
    """`value` (a string, mapping, sequence or dataclass of them) with every string scrubbed and printable."""
    cleaned: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        cleaned = printable(scrub(value))
    elif isinstance(value, Mapping):
        cleaned = {clean(key): clean(item) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        cleaned = type(value)(clean(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        cleaned = replace(value, **{name: clean(part) for name, part in parts.items()})
    return cast("T", cleaned)
