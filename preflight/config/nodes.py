"""YAML as a tree of strings with places: no tags, no anchors, no aliases, bounded in depth and number.

YAML's own guesses about types never happen: `no`, `on` and `1:30` stay the text that was written, and the
reader decides by the field's type. What could expand, recurse or construct is refused before that.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from preflight.config.problems import Place, Problems, quoted
from preflight.printable import holds_key, veiled

Event = Any
"""An event or a mark of PyYAML, whose type stubs lack their attributes."""

DEEPEST: Final = 16
MOST_NODES: Final = 20_000

# YAML 1.1 counts U+0085, U+2028 and U+2029 as line ends, editors do not: lines would be misnumbered.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_KEY_MESSAGE: Final = "this looks like a key: names, never values"
_KEY_HINT: Final = "put the key into the environment or an ignored .env file, and revoke it if this was ever committed"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was written, unquoted."""

    place: Place
    text: str
    plain: bool
    """Written without quotes."""
    end: int = 0
    """Index of the first character after it."""

    @property
    def null(self) -> bool:
        """Nothing, `~` or `null`: as if the name were not there."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: "tuple[Node, ...]"
    flow: bool
    end: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not read, because it was already reported."""

    place: Place
    end: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names with values, in the file's order; a name that is given twice keeps its first value."""

    place: Place
    entries: "dict[str, tuple[Scalar, Node]]" = field(default_factory=dict)
    flow: bool = False
    end: int = 0


Node = Scalar | Sequence | Mapping | Refused


def parse(text: str, problems: Problems) -> Node:
    """The tree of a text without byte order mark. Raises ConfigError where reading on makes no sense."""
    import yaml

    if bad := _FORBIDDEN.search(text):
        problems.stop(_place_of(text, bad.start()), f"the character U+{ord(bad.group()):04X} cannot stand in this file")
    try:
        return _Composer(text, problems).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.stop(_place(mark) if mark else Place(1, 1), *_syntax(error, text))
    except (ValueError, OverflowError, yaml.YAMLError):  # an escape or a %YAML directive beyond all numbers
        problems.stop(Place(1, 1), "not valid YAML: a number in an escape or a directive is out of range")


class _Composer:
    """Builds the tree from the parser's events, which do not recurse whatever the text does."""

    def __init__(self, text: str, problems: Problems) -> None:
        import yaml

        self._yaml = yaml
        self._events = yaml.parse(text, Loader=yaml.SafeLoader)
        self._problems = problems
        self._nodes = 0

    def document(self) -> Node:
        start = self._next()  # the stream
        start = self._next()
        if isinstance(start, self._yaml.StreamEndEvent):
            return Scalar(Place(1, 1), "", plain=True)
        if start.version or start.tags:
            self._problems.stop(_place(start.start_mark), "directives (`%…`) are not read here")
        root = self._node(self._next(), depth=1)
        self._next()  # the document's end
        after = self._next()
        if not isinstance(after, self._yaml.StreamEndEvent):
            self._problems.stop(_place(after.start_mark), "a second document starts here; one is expected")
        return root

    def _next(self) -> Event:
        return next(self._events)

    def _at_end(self, event: Event) -> bool:
        return isinstance(event, self._yaml.CollectionEndEvent)

    def _node(self, event: Event, depth: int) -> Node:
        yaml, place = self._yaml, _place(event.start_mark)
        self._nodes += 1
        if depth > DEEPEST:
            self._problems.stop(place, f"nested more than {DEEPEST} levels deep")
        if self._nodes > MOST_NODES:
            self._problems.stop(place, f"more than {MOST_NODES:,} values")
        if isinstance(event, yaml.AliasEvent):
            self._problems.add(place, "aliases (`*name`) are not read here", "write the value out")
            return Refused(place, event.end_mark.index)
        if event.anchor is not None:
            self._problems.add(place, "anchors (`&name`) are not read here", "write the value out where it is needed")
        if event.tag is not None:
            self._problems.add(place, "tags (`!name`) are not read here", "write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, place, depth)
        return self._mapping(event, place, depth)

    def _scalar(self, event: Event, place: Place) -> Scalar | Refused:
        if holds_key(event.value):
            self._problems.add(place, _KEY_MESSAGE, _KEY_HINT)
            return Refused(place, event.end_mark.index)
        return Scalar(place, event.value, event.style is None, event.end_mark.index)

    def _sequence(self, start: Event, place: Place, depth: int) -> Sequence:
        items = []
        while not self._at_end(event := self._next()):
            items.append(self._node(event, depth + 1))
        flow = bool(start.flow_style)
        return Sequence(place, tuple(items), flow, event.end_mark.index if flow else items[-1].end)

    def _mapping(self, start: Event, place: Place, depth: int) -> Mapping:
        mapping: dict[str, tuple[Scalar, Node]] = {}
        end = start.end_mark.index
        while not self._at_end(event := self._next()):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            end = max(key.end, value.end)
            if isinstance(key, Refused):
                continue
            if not isinstance(key, Scalar) or not key.text:
                self._problems.add(key.place, "a name is expected here")
            elif key.text in mapping:
                first = self._problems.position(mapping[key.text][0].place)
                self._problems.add(key.place, f"{quoted(key.text)} is given twice; first at {first}")
            else:
                mapping[key.text] = (key, value)
        flow = bool(start.flow_style)
        return Mapping(place, mapping, flow, event.end_mark.index if flow else end)


def _place(mark: Event) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _place_of(text: str, index: int) -> Place:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax(error: Event, text: str) -> tuple[str, str | None]:
    """Message and hint for what the YAML scanner or parser could not read."""
    mark = error.problem_mark
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return "not valid YAML: a tab cannot indent", "use spaces"
    hint = 'put the value into quotes: "…"' if error.problem == "mapping values are not allowed here" else None
    context = f" ({error.context})" if error.context else ""
    return veiled(f"not valid YAML: {error.problem}{context}", limit=200), hint
