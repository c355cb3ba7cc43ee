"""What a type hint says: origin and arguments, the fields of a dataclass, the items of a tuple."""

import dataclasses
import types
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

TAG: Final = "$"
"""Where a union leaves the choice: the name of the dataclass."""
LISTS: Final = (tuple, Sequence, frozenset, Collection, Iterable)


def parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """`Known[int]` → Known and (int,); every kind of union → Union and its members."""
    origin = get_origin(kind)
    return (Union if origin is types.UnionType else origin or kind), get_args(kind)


def is_record(kind: Any) -> bool:
    """Whether it is a dataclass, generic or not."""
    return dataclasses.is_dataclass(parts(kind)[0])


def is_mapping(kind: Any) -> bool:
    """Whether it is a mapping."""
    return parts(kind)[0] in (Mapping, dict)


def is_text(kind: Any) -> bool:
    """Whether its values are written as strings."""
    return isinstance(kind, type) and issubclass(kind, str | Enum | date | Decimal)


def name_of(kind: Any) -> str:
    """The name of a class."""
    return getattr(parts(kind)[0], "__name__", "")


def without_none(members: Sequence[Any]) -> list[Any]:
    """The members of a union but None."""
    return [member for member in members if member is not types.NoneType]


def item_kinds(arguments: Sequence[Any], count: int) -> Sequence[Any] | None:
    """The type of each of `count` items; None where a tuple has another length."""
    if len(arguments) == 1 or arguments[1] is Ellipsis:
        return [arguments[0]] * count
    return arguments if len(arguments) == count else None


def fields(record: Any) -> list[dataclasses.Field[Any]]:
    """Those that a dataclass is made from."""
    return [field for field in dataclasses.fields(parts(record)[0]) if field.init]


@cache
def hints(record: Any) -> Mapping[str, Any]:
    """Field → its type, with the type variables of a generic dataclass filled in."""
    origin, arguments = parts(record)
    filled = dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=False))
    return {name: _filled(hint, filled) for name, hint in get_type_hints(origin).items()}


def _filled(hint: Any, filled: Mapping[Any, Any]) -> Any:
    if isinstance(hint, TypeVar):
        return filled[hint]
    return hint[tuple(filled[one] for one in hint.__parameters__)] if getattr(hint, "__parameters__", ()) else hint
