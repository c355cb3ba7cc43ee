"""Values to plain JSON values."""

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final, Union

from preflight.redact import Secret, scrub
from preflight.serial.kinds import (
    LISTS,
    TAG,
    fields,
    hints,
    is_mapping,
    is_record,
    is_text,
    item_kinds,
    name_of,
    parts,
    without_none,
)


def write(value: Any, kind: Any) -> Any:
    """`value`, which has the type `kind`, as plain JSON values; every string in it is scrubbed.

    Raises TypeError for a type that this module does not know: nothing is written that could not be read.
    """
    origin, arguments = parts(kind)
    if origin is Union:
        return _choice(value, without_none(arguments))
    if is_record(kind):
        return {field.name: write(getattr(value, field.name), hints(kind)[field.name]) for field in fields(kind)}
    if is_mapping(kind):
        pairs = [(write(key, arguments[0]), write(item, arguments[1])) for key, item in value.items()]
        return dict(pairs) if is_text(arguments[0]) else [list(pair) for pair in pairs]
    if origin in LISTS:
        kinds = item_kinds(arguments, len(value)) or ()
        items = [write(item, one) for item, one in zip(value, kinds, strict=True)]
        return sorted(items, key=repr) if origin is frozenset else items
    return _scalar(value, origin)


def _choice(value: Any, members: list[Any]) -> Any:
    """A member of a union."""
    if value is None:
        return None
    fitting = [member for member in members if _fits(value, member)]
    if not fitting:
        raise TypeError(f"{type(value).__name__} is none of the types that are possible")
    written = write(value, fitting[0])
    return {TAG: name_of(fitting[0]), **written} if len(members) > 1 and is_record(fitting[0]) else written


def _fits(value: Any, kind: Any) -> bool:
    origin = parts(kind)[0]
    wide = int | float if origin is float else origin
    return type(value) is origin or (isinstance(origin, type) and isinstance(value, wide) and type(value) is not bool)


def _scalar(value: Any, kind: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
    fits = isinstance(value, int | float) and math.isfinite(value) if kind is float else isinstance(value, kind)
    if kind not in _SCALARS or not fits:
        raise TypeError(f"{type(value).__name__} cannot be written as {kind}")
    return _SCALARS[kind](value)


_SCALARS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    bool: bool,
    int: int,
    float: float,
    str: scrub,
    Decimal: lambda value: format(value, "f"),
    timedelta: lambda value: format(Decimal(value // timedelta(microseconds=1)).scaleb(-6), "f"),
    bytes: lambda value: "",
    Path: lambda value: scrub(value.name),
    Secret: str,
}
