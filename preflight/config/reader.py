"""Turns a tree of strings into dataclasses, as their grammar says, and notes everything that does not fit."""

import re
from collections.abc import Callable, Collection
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar

from preflight.config import scalars
from preflight.config.grammar import Entry, Kind, Shape, grammar, shape_of
from preflight.config.model import SLUG, Located, Setting
from preflight.config.nodes import Mapping, Node, Refused, Scalar, Sequence
from preflight.config.problems import Place, Problems, nearest, quoted
from preflight.printable import might_be_key

_EXPECTED: Final = {Kind.LIST: "a list", Kind.NAMED: "a mapping of names", Kind.RECORD: "a mapping"}
_FOUND: Final = {Scalar: "a single value", Sequence: "a list", Mapping: "a mapping"}
_NUMBERS: Final[AnyMapping[type, Callable[[str], int | Decimal]]] = {
    int: scalars.integer,
    Decimal: scalars.decimal,
}


T = TypeVar("T")


class Nothing(Enum):
    """What is left of a value that was reported."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one file. Problems are noted and reading goes on; what could not be read becomes NOTHING."""

    problems: Problems
    known_checks: Collection[str] | None = None
    """None: any well-formed slug will do, as some that exist could not be loaded."""
    known_providers: Collection[str] | None = None
    never: AnyMapping[str, str] = field(default_factory=dict)
    """Names that people expect and that are refused on purpose, with the reason."""

    def read(self, node: Node, record: type[T]) -> T:
        """A whole file. Raises ConfigError if anything is wrong with it."""
        value = self.record(node, record)
        self.problems.raise_any()
        assert isinstance(value, record)  # a value is lost only to a problem
        return value

    def record(self, node: Node, record: type) -> Any:
        """A dataclass of settings, or NOTHING."""
        entries = grammar(record)
        given = self._entries(node, f"{_EXPECTED[Kind.RECORD]} with {_names(entries)}")
        if given is NOTHING:
            return NOTHING
        for name, (key, _) in given.items():
            if name not in entries:
                self._unknown(key, entries)
        present = {name: value for name, (_, value) in given.items() if name in entries and not _is_null(value)}
        values = {name: self._entry(value, entries[name]) for name, value in present.items()}
        missing = [name for name, entry in entries.items() if entry.required and name not in present]
        for name in missing:
            self.problems.add(node.place, f'"{name}" is required', _how(name, entries[name].setting))
        if given.keys() <= entries.keys():  # a misspelt name is reported already
            self._between(node.place, record, present)
        values = {name: value for name, value in values.items() if value is not NOTHING}
        if missing or any(entry.required and name not in values for name, entry in entries.items()):
            return NOTHING
        if "position" in (own.name for own in fields(record)):
            values["position"] = self.problems.position(node.place)
        return record(**values)

    def _between(self, place: Place, record: type, present: AnyMapping[str, Node]) -> None:
        """Rules about several settings at once."""
        one_of: tuple[str, ...] = getattr(record, "ONE_OF", ())
        if one_of and sum(name in present for name in one_of) != 1:
            self.problems.add(place, f"exactly one of {' and '.join(one_of)} is expected")
        at_most_one: tuple[str, ...] = getattr(record, "AT_MOST_ONE", ())
        if sum(name in present for name in at_most_one) > 1:
            self.problems.add(place, f"{' and '.join(at_most_one)} exclude each other")
        self._disjoint({name: present[name] for name in getattr(record, "DISJOINT", ()) if name in present})
        if getattr(record, "SOME", False) and not present:
            self.problems.add(place, f"nothing is said here; expected {_names(grammar(record))}")

    def _disjoint(self, lists: AnyMapping[str, Node]) -> None:
        """Lists of which only one may have a value: two would say the opposite of each other."""
        seen: dict[str, str] = {}
        for name, node in lists.items():
            for item in node.items if isinstance(node, Sequence) else ():
                if isinstance(item, Scalar) and (first := seen.setdefault(item.text, name)) != name:
                    self.problems.add(item.place, f"{quoted(item.text)} is in {quoted(first)} too: only one can hold")

    def _entry(self, node: Node, entry: Entry) -> Any:
        return self._value(node, entry.shape, entry.setting)

    def _value(self, node: Node, shape: Shape, setting: Setting) -> Any:
        match shape.kind:
            case Kind.LIST:
                return self._list(node, shape_of(shape.type), setting)
            case Kind.NAMED:
                return self._named(node, shape_of(shape.type), setting)
            case Kind.RECORD:
                return self.record(node, shape.type)
            case Kind.SCALAR:
                return self._scalar(node, shape.type, setting)

    def _list(self, node: Node, item: Shape, setting: Setting) -> Any:
        if not isinstance(node, Sequence):
            return self._mismatch(node, _EXPECTED[Kind.LIST])
        values = [self._value(item_node, item, setting) for item_node in node.items]
        return tuple(value for value in values if value is not NOTHING)

    def _named(self, node: Node, item: Shape, setting: Setting) -> Any:
        given = self._entries(node, _EXPECTED[Kind.NAMED])
        if given is NOTHING:
            return NOTHING
        values = {}
        for name, (key, value) in given.items():
            if setting.providers and self.known_providers is not None and name not in self.known_providers:
                self.problems.add(key.place, f"unknown provider {quoted(name)}", _choose(name, self.known_providers))
            elif self._text(key, Setting("")) is not NOTHING:
                if setting.providers:
                    self._misplaced(name, value, grammar(item.type))
                values[name] = self._value(value, item, setting)
        return {name: value for name, value in values.items() if value is not NOTHING}

    def _misplaced(self, provider: str, node: Node, entries: AnyMapping[str, Entry]) -> None:
        """Settings of one provider that only another one has."""
        for name, (key, value) in node.entries.items() if isinstance(node, Mapping) else ():
            only = entries[name].setting.only if name in entries else ()
            if only and provider not in only and not _is_null(value):
                self.problems.add(key.place, f"{provider} has no {quoted(name)}: only {' and '.join(only)} has")

    def _entries(self, node: Node, expected: str) -> Any:
        """A mapping's entries; nothing written counts as an empty mapping."""
        if isinstance(node, Mapping):
            return node.entries
        return {} if _is_null(node) else self._mismatch(node, expected)

    def _scalar(self, node: Node, kind: type, setting: Setting) -> Any:
        if setting.forgiving:
            return _usable(node)
        if not isinstance(node, Scalar):
            return self._mismatch(node, "a number" if kind in _NUMBERS else "a single value")
        if kind in _NUMBERS:
            return self._number(node, _NUMBERS[kind], setting)
        if kind is date:
            return self._day(node)
        text = self._text(node, setting)
        if kind is Located and text is not NOTHING:
            return Located(text, self.problems.position(node.place))
        return text

    def _number(self, node: Scalar, read: Callable[[str], int | Decimal], setting: Setting) -> Any:
        if not node.plain:
            return self._bad(node, "a number stands without quotes")
        try:
            value = read(node.text)
        except ValueError as error:
            return self._bad(node, f"{quoted(node.text)}: {error}")
        try:
            scalars.within(value, setting)
        except ValueError as error:
            return self._bad(node, str(error))
        return value

    def _day(self, node: Scalar) -> Any:
        try:
            return scalars.day(node.text)
        except ValueError as error:
            return self._bad(node, f"{quoted(node.text)}: {error}")

    def _text(self, node: Scalar, setting: Setting) -> Any:
        text = node.text if node.plain else node.text.removesuffix("\n")  # block scalars end in one
        try:
            scalars.line("" if node.null else text)
        except ValueError as error:
            return self._bad(node, str(error))
        if setting.names_only and might_be_key(text):
            return self._bad(node, "this looks like a key: names, never values")
        if setting.choices and text not in setting.choices:
            return self._bad(node, f"unknown value {quoted(text)}", _choose(text, setting.choices))
        if setting.pattern and not re.fullmatch(setting.pattern, text):
            return self._bad(node, f"{quoted(text)}: expected {setting.pattern_words}")
        if setting.checks:
            return self._slug(node, text)
        if setting.key_pattern:
            return self._key_pattern(node, text)
        return text

    def _key_pattern(self, node: Scalar, text: str) -> Any:
        from preflight.pattern import PatternError, parse

        try:
            parse(text)
        except PatternError as error:
            return self._bad(node, f"{quoted(text)}: {error}")
        return text

    def _slug(self, node: Scalar, text: str) -> Any:
        if self.known_checks is not None and text not in self.known_checks:
            return self._bad(node, f"unknown check {quoted(text)}", nearest(text, self.known_checks))
        if not re.fullmatch(SLUG, text):
            return self._bad(node, f"{quoted(text)}: expected the name of a check, such as daily-volume")
        return text

    def _unknown(self, key: Scalar, names: AnyMapping[str, Entry]) -> None:
        message = f"unknown name {quoted(key.text)}"
        if reason := self.never.get(key.text.lower().replace("-", "_")):
            self.problems.add(key.place, f"{message}: {reason}")
        else:
            self.problems.add(key.place, message, _choose(key.text, names))

    def _mismatch(self, node: Node, expected: str) -> Nothing:
        if isinstance(node, Refused):
            return NOTHING
        if isinstance(node, Scalar) and might_be_key(node.text):
            return self._bad(node, f"expected {expected}; this looks like a key: names, never values")
        return self._bad(node, f"expected {expected}, found {_FOUND[type(node)]}")

    def _bad(self, node: Node, message: str, hint: str | None = None) -> Nothing:
        self.problems.add(node.place, message, hint)
        return NOTHING


def _usable(node: Node) -> str | Nothing:
    try:
        return scalars.line(node.text) if isinstance(node, Scalar) else NOTHING
    except ValueError:
        return NOTHING


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.null


def _how(name: str, setting: Setting) -> str:
    if setting.choices:
        return f"add `{name}: {setting.choices[0]}`"
    return f"{name}: {setting.about[0].lower()}{setting.about[1:]}"


def _choose(name: str, names: Collection[str]) -> str:
    return nearest(name, names) or f"known here: {', '.join(names)}"


def _names(entries: AnyMapping[str, Entry]) -> str:
    return ", ".join(entries)
