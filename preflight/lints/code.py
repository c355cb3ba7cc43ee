"""A module of code as lints see it, whatever its language: values, calls, names, loops. Front ends make it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from preflight.tree.model import File

if TYPE_CHECKING:
    from preflight.lints.flow import Condition, Loop

_DEEPEST: Final = 8
"""Names that stand for names, at most."""
_MOST_HOLES: Final = 100


class Language(StrEnum):
    """What decides how a module is read, and which SDK it uses."""

    PYTHON = "python"
    NODE = "node"
    OTHER = "other"
    """Settings and other languages: read as text."""


@dataclass(frozen=True, slots=True)
class Str:
    """A text; `{}` stands for each value that is put into it."""

    text: str
    at: int
    """Offset in the file's text."""
    holes: "tuple[Value, ...]" = ()


@dataclass(frozen=True, slots=True)
class Num:
    """A number."""

    number: float
    at: int


@dataclass(frozen=True, slots=True)
class Ref:
    """A name: `MODEL`, `self.base_url`, `TaskStatus.FAILED`."""

    name: str
    at: int
    scope: int

    @property
    def last(self) -> str:
        """`FAILED` of `TaskStatus.FAILED`."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Rec:
    """A mapping that is written out, or the named arguments of a call."""

    entries: "Mapping[str, Value]"
    at: int
    open: bool = False
    """It may have more entries than are written here: another mapping is put in, or a name is computed."""


@dataclass(frozen=True, slots=True)
class Seq:
    """A list, tuple or set that is written out."""

    items: "tuple[Value, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call, or the making of an object."""

    path: tuple[str, ...]
    """Names, outermost first: `client.image_to_video.create`. What is called on the answer of another call begins
    anew: `wait_for_task_output`, with that call as `receiver`."""
    positional: "tuple[Value, ...]"
    named: Rec
    at: int
    scope: int
    end: int
    receiver: "Call | None" = None
    awaited: bool = False

    @property
    def last(self) -> str:
        """The function's own name."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison that is used as a value."""

    condition: "Condition"
    at: int


@dataclass(frozen=True, slots=True)
class Calc:
    """A number that is calculated: `2 + random() * 3`."""

    operator: str
    """One of `+ - * /`."""
    left: "Value"
    right: "Value"
    at: int


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else."""

    at: int


Value = Str | Num | Ref | Rec | Seq | Call | Asked | Calc | Other


class Place(StrEnum):
    """How a name comes to a value."""

    ENTRY = "entry"
    ARGUMENT = "argument"
    DEFAULT = "default"
    """Of a parameter."""
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and the value that it is given: a text, or what may turn out to be one."""

    place: Place
    name: str
    value: Value
    record: Rec | None = None
    """What it is an entry of."""
    listed: bool = False
    """Its record is an item of a list, or an entry of another mapping, that is no argument of a call."""


@dataclass(frozen=True, slots=True)
class EnvRead:
    """A variable of the environment that is read."""

    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of code."""

    file: File
    language: Language
    parsed: bool
    """False where it was read as text, so that nothing is known of calls, records and loops."""
    strings: tuple[Str, ...] = ()
    """All but those that only document."""
    calls: tuple[Call, ...] = ()
    pairs: tuple[Pair, ...] = ()
    loops: "tuple[Loop, ...]" = ()
    env: tuple[EnvRead, ...] = ()
    imports: frozenset[str] = frozenset()
    """Names of packages and modules."""
    functions: "Mapping[str, tuple[Call, ...]]" = field(default_factory=dict)
    """Name → the calls in the bodies of all functions of that name."""
    spans: "Mapping[str, Sequence[tuple[int, int]]]" = field(default_factory=dict)
    """Name → where each function of that name begins and ends."""
    mutated: frozenset[str] = frozenset()
    """Names of mappings that get entries after they are made."""
    listed: frozenset[int] = frozenset()
    """Where the texts stand that are items of lists."""
    bindings: "Mapping[tuple[int, str], Sequence[Value]]" = field(default_factory=dict, repr=False)
    """Scope and name → all values that it is given."""
    parents: tuple[int, ...] = (0,)
    """Scope → the scope around it."""
    names: tuple[str, ...] = ("",)
    """Scope → the name of its function."""

    def resolve(self, value: Value) -> Value:
        """What a name stands for, where it is given one value only; of a variable of the environment, its default."""
        for _ in range(_DEEPEST):
            match value:
                case Ref():
                    bound = self._bound(value)
                    if bound is None or bound == value:
                        return value
                    value = bound
                case Call(positional=(_, default)) if is_env_read(value):
                    value = default
                case _:
                    return value
        return value

    def text(self, value: Value) -> Str | None:
        """The text that a value is, with names in it replaced by what they stand for."""
        value = self.resolve(value)
        if not isinstance(value, Str):
            return None
        return Str(self._filled(value, _DEEPEST, [_MOST_HOLES]), value.at)

    def record(self, value: Value) -> Rec | None:
        """The mapping that a value is. One that gets entries later on is open."""
        found = self.resolve(value)
        if isinstance(found, Rec) and isinstance(value, Ref) and value.last in self.mutated:
            return Rec(found.entries, found.at, open=True)
        return found if isinstance(found, Rec) else None

    def mentions(self, *words: str) -> bool:
        """Whether one of `words` stands in the file, in capitals or not."""
        return self.file.mentions(*(word.encode() for word in words))

    def _filled(self, text: Str, depth: int, left: list[int]) -> str:
        """`left`: how many holes may be filled yet, so that texts of texts of texts come to an end."""
        pieces = text.text.split("{}")
        left[0] -= len(text.holes)
        if len(pieces) != len(text.holes) + 1 or not depth or left[0] < 0:
            return text.text
        filled = pieces[0]
        for hole, piece in zip(text.holes, pieces[1:], strict=True):
            inner = self.resolve(hole)
            filled += (self._filled(inner, depth - 1, left) if isinstance(inner, Str) else "{}") + piece
        return filled

    def _bound(self, name: Ref) -> Value | None:
        scope = name.scope
        while True:
            values = self.bindings.get((scope, name.name))
            if values is not None:
                return values[0] if len(values) == 1 else None
            if scope == 0:
                return None
            scope = self.parents[scope]


def is_env_read(value: Value) -> bool:
    """`os.environ.get(…)`, `os.getenv(…)`."""
    return isinstance(value, Call) and (value.path[-2:] == ("environ", "get") or value.last == "getenv")


def entries(record: Rec) -> Iterator[tuple[str, Value]]:
    """Names and values of a mapping."""
    yield from record.entries.items()
