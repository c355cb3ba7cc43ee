"""Any value of a type, by its hints alone: what the round trip of every fact is tried with."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Union

from hypothesis import strategies as st

from preflight.redact import Forgotten, Secret
from preflight.serial.kinds import LISTS, fields, hints, is_mapping, is_record, parts

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: TEXTS,
    Decimal: st.decimals(-(10**12), 10**12, allow_nan=False, places=6),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    timedelta: st.timedeltas(),
    Path: st.from_regex(r"[a-z.]{1,8}", fullmatch=True).map(Path),
    Secret: st.from_regex(r"(key_|rt_live_|)…[0-9a-f]{8}", fullmatch=True).map(Forgotten),
    bytes: st.just(b""),
    type(None): st.none(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    origin, arguments = parts(kind)
    if origin is Union:
        return st.one_of([values(one) for one in arguments])
    if is_record(kind):
        made = {field.name: values(hints(kind)[field.name]) for field in fields(kind)}
        return st.builds(parts(kind)[0], **made)
    if is_mapping(kind):
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=2)
    if origin in LISTS:
        if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
            return st.tuples(*map(values, arguments))
        items = st.lists(values(arguments[0]), max_size=2)
        return items.map(frozenset if origin is frozenset else tuple)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return _SCALARS[kind]


def nodes(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a JSON document."""
    children = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(one for key, child in children for one in nodes(child, (*path, key)))]


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """`document` with another value at `path`."""
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


def without_secrets(value: Any) -> Any:
    """`value` with its secrets as they are after a round trip."""
    if isinstance(value, Secret):
        return Forgotten(str(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: without_secrets(getattr(value, field.name)) for field in fields(type(value))}
        return dataclasses.replace(value, **changed)
    return value
