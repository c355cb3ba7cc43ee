"""Reads a vendor's JSON field by field: each is what it should be, or not readable, with its path."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from preflight.parts import Known, NotReadable, Part
from preflight.printable import printable
from preflight.providers.payload import JsonObject, kind_of, quoted

T = TypeVar("T")

_LARGEST: Final = 2**53
"""JSON's numbers are exact up to here, and no count of anything comes near."""
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a JSON document, and what stands there."""

    path: str
    """Empty for the whole document."""
    found: Part[object]

    def child(self, name: str) -> "Field":
        """The field `name` of the object that should stand here."""
        path = f"{self.path}.{name}" if self.path else name
        match self.fields():
            case Known(fields) if name in fields:
                return Field(path, Known(fields[name]))
            case Known():
                return Field(path, NotReadable(f"{path} is missing"))
            case NotReadable() as gone:
                return Field(path, gone)

    def entries(self) -> Part[Mapping[str, "Field"]]:
        """The fields of an object whose names are data, such as model ids, made safe to print."""
        match self.fields():
            case Known(fields):
                names = {name: quoted(name, 100) for name in fields}
                return Known(
                    {safe: Field(f'{self.path}["{safe}"]', Known(fields[name])) for name, safe in names.items()}
                )
            case NotReadable() as gone:
                return gone

    def fields(self) -> Part[JsonObject]:
        """A JSON object."""
        match self.found:
            case Known(value):
                return Known(value) if isinstance(value, Mapping) else self._not("an object", value)
            case NotReadable() as gone:
                return gone

    def items(self) -> "Part[Sequence[Field]]":
        """The items of a JSON array."""
        match self.found:
            case Known(list() as values):
                return Known([Field(f"{self.path}[{at}]", Known(value)) for at, value in enumerate(values)])
            case Known(value):
                return self._not("a list", value)
            case NotReadable() as gone:
                return gone

    def flag(self) -> Part[bool]:
        """True or false."""
        match self.found:
            case Known(bool() as value):
                return Known(value)
            case Known(value):
                return self._not("true or false", value)
            case NotReadable() as gone:
                return gone

    def text(self) -> Part[str]:
        """A string, made safe to print."""
        match self.found:
            case Known(str() as value):
                return Known(quoted(value, 100))
            case Known(value):
                return self._not("a string", value)
            case NotReadable() as gone:
                return gone

    def identifier(self) -> Part[str]:
        """A string that names a record; a long run of letters and digits in it is no key and stays."""
        match self.found:
            case Known(str() as value):
                return Known(printable(value, limit=100))
            case Known(value):
                return self._not("a string", value)
            case NotReadable() as gone:
                return gone

    def amount(self) -> Part[Decimal]:
        """A number, whole or not, that may be negative."""
        match self.found:
            case Known(bool() as value):
                return self._not("a number", value)
            case Known(int() | float() as value) if math.isfinite(value) and abs(value) <= _LARGEST:
                return Known(Decimal(str(value)))
            case Known(int() | float()):
                return NotReadable(f"{self.path} is impossibly large")
            case Known(value):
                return self._not("a number", value)
            case NotReadable() as gone:
                return gone

    def day(self) -> Part[date]:
        """A date of the form YYYY-MM-DD."""
        match self.found:
            case Known(str() as value) if _DATE.fullmatch(value):
                try:
                    return Known(date.fromisoformat(value))
                except ValueError:
                    pass
                return self._not("a date", value)
            case Known(value):
                return self._not("a date", value)
            case NotReadable() as gone:
                return gone

    def instant(self) -> Part[datetime]:
        """An ISO 8601 date and time; in UTC. Without an offset it is taken for UTC."""
        match self.found:
            case Known(str() as value):
                try:
                    read = datetime.fromisoformat(value)
                    return Known(read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC))
                except (ValueError, OverflowError):
                    return self._not("a date and time", value)
            case Known(value):
                return self._not("a date and time", value)
            case NotReadable() as gone:
                return gone

    def whole(self, *, lowest: int = 0) -> Part[int]:
        """A whole number, not below `lowest`."""
        match self.found:
            case NotReadable() as gone:
                return gone
            case Known(bool() as value):
                return self._not("a whole number", value)
            case Known(int(value)) if lowest <= value <= _LARGEST:
                return Known(value)
            case Known(int(value)):
                return NotReadable(f"{self.path} is {'negative' if value < 0 else 'impossibly large'}")
            case Known(value):
                return self._not("a whole number", value)

    def balance(self) -> Part[int]:
        """A whole number that may be negative."""
        return self.whole(lowest=-_LARGEST)

    def limit(self) -> Part[int | None]:
        """A whole number, or null for "no limit"."""
        return self.nullable(Field.whole)

    def nullable(self, read: "Callable[[Field], Part[T]]") -> "Part[T | None]":
        """What `read` reads here, or null."""
        if self.found == Known(None):
            return Known(None)
        match read(self):
            case Known(value):
                return Known(value)
            case NotReadable() as gone:
                return gone

    def epoch(self) -> Part[datetime]:
        """Milliseconds since 1970; in UTC."""
        match self.whole():
            case Known(value):
                try:
                    return Known(datetime.fromtimestamp(value / 1000, UTC))
                except (ValueError, OverflowError, OSError):
                    return NotReadable(f"{self.path} is no time of this era")
            case NotReadable() as gone:
                return gone

    def _not(self, wanted: str, value: object) -> NotReadable:
        shown = f" {quoted(repr(value), 40)}" if isinstance(value, str | float | bool) else ""
        return NotReadable(f"{self.path} should be {wanted} and is a {kind_of(value)}{shown}")
