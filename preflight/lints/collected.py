"""What a front end gathers while it walks through a file, and the module that it makes of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from preflight.lints.code import (
    Calc,
    Call,
    EnvRead,
    Language,
    Module,
    Num,
    Other,
    Pair,
    Place,
    Rec,
    Ref,
    Seq,
    Str,
    Value,
    is_env_read,
)

if TYPE_CHECKING:
    from preflight.lints.flow import Loop
    from preflight.tree.model import File

_ENV: Final = (("environ", "get"), ("getenv",), ("Deno", "env", "get"))
_COLLECTIONS: Final = frozenset({"set", "frozenset", "tuple", "list", "Set"})


class Collected:
    """Grows while a file is read."""

    def __init__(self, file: "File", language: Language) -> None:
        self.file = file
        self.language = language
        self.strings: list[Str] = []
        self.calls: list[Call] = []
        self.pairs: list[Pair] = []
        self.loops: list[Loop] = []
        self.env: list[EnvRead] = []
        self.imports: set[str] = set()
        self.functions: dict[str, tuple[Call, ...]] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        self.mutated: set[str] = set()
        self.listed: set[int] = set()
        self.bindings: dict[tuple[int, str], list[Value]] = {}
        self.parents: list[int] = [0]
        self.names: list[str] = [""]
        self.scope = 0

    def enter(self, name: str) -> int:
        """Begins a function; the scope that was left for it."""
        outer = self.scope
        self.parents.append(outer)
        self.names.append(name or self.names[outer])
        self.scope = len(self.parents) - 1
        return outer

    def leave(self, name: str, outer: int, calls: int, span: tuple[int, int]) -> None:
        """Ends a function, whose calls come after the first so many; `span`: where it begins and ends."""
        if name:
            self.spans.setdefault(name, []).append(span)
            self.functions[name] = (*self.functions.get(name, ()), *self.calls[calls:])
        self.scope = outer

    def bind(self, name: str, value: Value, place: Place) -> None:
        """A name that is given a value; attributes of objects count for the whole file."""
        if _may_be_text(value):
            self.pairs.append(Pair(place, name.rpartition(".")[2], value))
        self.bindings.setdefault((0 if "." in name else self.scope, name), []).append(value)

    def call(self, call: Call) -> Call:
        """A call, the entries of its arguments, and the variable that it may read."""
        self.calls.append(call)
        self.pairs += [
            Pair(Place.ARGUMENT, name, value, call.named)
            for name, value in call.named.entries.items()
            if _may_be_text(value)
        ]
        if call.positional and isinstance(call.positional[0], Str):
            first = call.positional[0]
            if any(call.path[-len(path) :] == path for path in _ENV):
                self.env.append(EnvRead(first.text, first.at))
        return call

    def sequence(self, items: tuple[Value, ...], at: int) -> Seq:
        """A list that is written out."""
        self.listed |= {item.at for item in items if isinstance(item, Str)}
        return Seq(items, at)

    def record(self, record: Rec, *, listed: bool = False) -> Rec:
        """A mapping that is written out."""
        self.pairs += [
            Pair(Place.ENTRY, name, value, record, listed=listed)
            for name, value in record.entries.items()
            if _may_be_text(value)
        ]
        return record

    def module(self) -> Module:
        """All of it."""
        return Module(
            file=self.file,
            language=self.language,
            parsed=True,
            strings=tuple(self.strings),
            calls=tuple(self.calls),
            pairs=tuple(self.pairs),
            loops=tuple(self.loops),
            env=tuple(self.env),
            imports=frozenset(self.imports),
            functions=self.functions,
            spans=self.spans,
            mutated=frozenset(self.mutated),
            listed=frozenset(self.listed),
            bindings=self.bindings,
            parents=tuple(self.parents),
            names=tuple(self.names),
        )


def _may_be_text(value: Value) -> bool:
    """Whether a name that has the value is worth remembering: lints look for texts under names."""
    return isinstance(value, Str | Ref) or is_env_read(value)


def joined(pieces: Iterable[Value], at: int) -> Value:
    """Texts and other values, one after the other, as one text; something else where none of them is a text."""
    pieces = tuple(pieces)
    if not any(isinstance(piece, Str) for piece in pieces):
        return Other(at)
    text = ""
    holes: list[Value] = []
    for piece in pieces:
        if isinstance(piece, Str):
            text += piece.text
            holes += piece.holes
        else:
            text += "{}"
            holes.append(piece)
    return Str(text, at, tuple(holes))


def calculated(operator: str, left: Value, right: Value, at: int) -> Value:
    """A number made of two; something else where one of them surely is none."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return Calc(operator, left, right, at)
    return Other(at)


_NUMBERS: Final = (Num, Ref, Call, Calc)


def listed_items(value: Value) -> Seq | None:
    """The items of a list, or of what a list is made into: `set([…])`, `new Set([…])`."""
    match value:
        case Seq():
            return value
        case Call(path=path, positional=(Seq() as items,)) if path and path[-1] in _COLLECTIONS:
            return items
    return None
