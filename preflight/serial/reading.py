"""Plain JSON values to values, each checked against its type."""

import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final, Union

from preflight.redact import Forgotten, Secret, scrub
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

_LARGEST: Final = 2**63
_DECIMAL: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REDACTED: Final = re.compile(r"[A-Za-z_]{0,12}…[0-9a-f]{8}")
_NOTHING: Final = re.compile("")
_NAME: Final = re.compile(r"[^/\\\0]*")


class Mismatch(ValueError):
    """A value is not what its type says; the message begins with the place."""


def read(raw: Any, kind: Any, *, at: str = "", lenient: bool = False) -> Any:
    """The value of type `kind` that `raw` (plain JSON values) stands for. Raises Mismatch.

    `lenient`: fields that a dataclass does not have are passed over, as in a document that may grow.
    """
    return _Reader(lenient).read(raw, kind, at)


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    lenient: bool

    def read(self, raw: Any, kind: Any, at: str) -> Any:
        origin, arguments = parts(kind)
        if kind is Any:
            return raw
        if origin is Union:
            return self._choice(raw, without_none(arguments), at, nothing=len(without_none(arguments)) < len(arguments))
        if is_record(kind):
            return self._record(raw, kind, at)
        if is_mapping(kind):
            return self._mapping(raw, arguments, at)
        if origin in LISTS:
            return self._list(raw, origin, arguments, at)
        return _scalar(raw, kind, at)

    def _choice(self, raw: Any, members: Sequence[Any], at: str, *, nothing: bool) -> Any:
        if raw is None and nothing:
            return None
        if len(members) == 1:
            return self.read(raw, members[0], at)
        if isinstance(raw, dict) and TAG in raw:
            untagged = {name: item for name, item in raw.items() if name != TAG}
            for member in members:
                if is_record(member) and name_of(member) == raw[TAG]:
                    return self.read(untagged, member, at)
        for member in members:
            if not is_record(member):
                try:
                    return self.read(raw, member, at)
                except Mismatch:
                    continue
        raise _expected(at, f"one of {', '.join(map(name_of, members))}")

    def _record(self, raw: Any, kind: Any, at: str) -> Any:
        if not isinstance(raw, dict):
            raise _expected(at, "an object")
        own = {field.name: field for field in fields(kind)}
        strange = [] if self.lenient else [name for name in raw if name not in own]
        if strange:
            raise Mismatch(f"{at or 'the document'}: {name_of(kind)} has no field {scrub(ascii(strange[0]))[:60]}")
        values = {}
        for name, field in own.items():
            place = f"{at}.{name}" if at else name
            if name in raw:
                values[name] = self.read(raw[name], hints(kind)[name], place)
            elif field.default is field.default_factory is dataclasses.MISSING:
                raise Mismatch(f"{place}: it is missing")
        return parts(kind)[0](**values)

    def _mapping(self, raw: Any, arguments: Sequence[Any], at: str) -> Any:
        pairs: Iterable[Any] = raw.items() if isinstance(raw, dict) else ()
        if not is_text(arguments[0]):
            pairs = _list(raw, at)
            if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
                raise _expected(at, "a list of pairs")
        elif not isinstance(raw, dict):
            raise _expected(at, "an object")
        key, item = arguments
        return {self.read(one, key, f"{at}{{}}"): self.read(other, item, f"{at}{{}}") for one, other in pairs}

    def _list(self, raw: Any, origin: Any, arguments: Sequence[Any], at: str) -> Any:
        items = _list(raw, at)
        kinds = item_kinds(arguments, len(items))
        if kinds is None:
            raise _expected(at, f"a list of {len(arguments)}")
        values = [self.read(item, kinds[number], f"{at}[{number}]") for number, item in enumerate(items)]
        return frozenset(values) if origin is frozenset else tuple(values)


def _scalar(raw: Any, kind: Any, at: str) -> Any:
    if kind is bool:
        if not isinstance(raw, bool):
            raise _expected(at, "true or false")
        return raw
    if kind in (int, float):
        return _number(raw, kind, at)
    words, convert = _STRINGS.get(kind) or _choices(kind)
    if not isinstance(raw, str):
        raise _expected(at, words)
    try:
        return convert(raw)
    except (ValueError, OverflowError):
        raise _expected(at, words) from None


def _number(raw: Any, kind: Any, at: str) -> Any:
    whole = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < _LARGEST
    if kind is int and not whole:
        raise _expected(at, "a whole number")
    if not whole and not (isinstance(raw, float) and math.isfinite(raw)):
        raise _expected(at, "a number")
    return raw


def _choices(kind: Any) -> tuple[str, Callable[[str], Any]]:
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        raise TypeError(f"{kind} cannot be read")
    return f"one of {', '.join(str(member.value) for member in kind)}", kind


def _matching(pattern: re.Pattern[str], convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError
        return convert(text)

    return read


def _micro(seconds: str) -> int:
    return int(Decimal(seconds).scaleb(6))


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError
    return instant


_STRINGS: Final[Mapping[Any, tuple[str, Callable[[str], Any]]]] = {
    str: ("a string", str),
    Decimal: ("a decimal number", _matching(_DECIMAL, Decimal)),
    date: ("a date", _matching(_DAY, date.fromisoformat)),
    timedelta: ("a decimal number of seconds", _matching(_DECIMAL, lambda text: timedelta(0, 0, _micro(text)))),
    datetime: ("a date and time with its offset", _instant),
    Secret: ("a redacted key", _matching(_REDACTED, Forgotten)),
    Path: ("a name", _matching(_NAME, Path)),
    bytes: ("nothing", _matching(_NOTHING, str.encode)),
}


def _list(raw: Any, at: str) -> list[Any]:
    if not isinstance(raw, list):
        raise _expected(at, "a list")
    return raw


def _expected(at: str, wanted: str) -> Mismatch:
    return Mismatch(f"{at or 'the document'}: {wanted} is expected")
