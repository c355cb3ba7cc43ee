"""What a dataclass of settings accepts: fields with types and meaning, for the reader and the JSON Schema."""

import collections.abc
import types
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum, auto
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from preflight.config.model import Located, Setting


class Kind(Enum):
    """How a value is written."""

    SCALAR = auto()
    LIST = auto()
    NAMED = auto()
    """A mapping with names of the user's choice."""
    RECORD = auto()
    """A mapping with the names of a dataclass."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A type, taken apart."""

    kind: Kind
    type: Any
    """The scalar type or the dataclass; of lists and mappings the type of their values."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting of a dataclass."""

    shape: Shape
    setting: Setting
    required: bool


def shape_of(kind: Any) -> Shape:
    """`X | None` counts as X: a setting that is absent has its default."""
    if get_origin(kind) is types.UnionType:
        (kind,) = (option for option in get_args(kind) if option is not type(None))
    origin = get_origin(kind)
    if origin is tuple:
        return Shape(Kind.LIST, get_args(kind)[0])
    if origin is collections.abc.Mapping:
        return Shape(Kind.NAMED, get_args(kind)[1])
    if is_dataclass(kind) and kind is not Located:
        return Shape(Kind.RECORD, kind)
    return Shape(Kind.SCALAR, kind)


@cache
def grammar(record: type) -> dict[str, Entry]:
    """Name → entry for every field of a dataclass that is a setting."""
    hints = get_type_hints(record)
    return {
        field.name: Entry(
            shape_of(hints[field.name]),
            field.metadata["setting"],
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(record)
        if "setting" in field.metadata
    }
