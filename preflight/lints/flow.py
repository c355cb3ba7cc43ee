"""Where a program goes on: conditions, choices and loops, as far as they decide how a wait for a task ends."""

from dataclasses import dataclass
from enum import Enum, auto

from preflight.lints.code import Call, Value


@dataclass(frozen=True, slots=True)
class Among:
    """Whether something is one of some values."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """A value that is taken for a truth."""

    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Each of some conditions."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of some conditions."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Always:
    """True or false, whatever happens."""

    truth: bool


@dataclass(frozen=True, slots=True)
class Unclear:
    """What cannot be told from the code."""


Condition = Among | Holds | Not | All | Either | Always | Unclear


class Step(Enum):
    """How a statement is left."""

    NEXT = auto()
    """To the one after it."""
    AGAIN = auto()
    """To the next turn of the loop."""
    LEAVE = auto()
    """Out of the loop, or of the `switch`, that is around it."""
    END = auto()
    """Out of the function."""


@dataclass(frozen=True, slots=True)
class Jump:
    """`return`, `raise`, `break`, `continue`."""

    step: Step


@dataclass(frozen=True, slots=True)
class Choice:
    """`if`."""

    condition: Condition
    then: "tuple[Statement, ...]"
    otherwise: "tuple[Statement, ...]" = ()


@dataclass(frozen=True, slots=True)
class Cases:
    """`match`, `switch`: the first case that fits."""

    cases: "tuple[tuple[Condition, tuple[Statement, ...]], ...]"
    runs_on: bool = False
    """As `switch` does: a `break` in it leaves it, not the loop, and a case without one goes on with the next."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """`try`: `handlers` run after anything in `body`."""

    body: "tuple[Statement, ...]"
    handlers: "tuple[tuple[Statement, ...], ...]"
    after: "tuple[Statement, ...]" = ()


@dataclass(frozen=True, slots=True)
class Inner:
    """A loop in a loop: its body may run, or not."""

    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Within:
    """Statements in a block of their own: `with`, a labelled block."""

    body: "tuple[Statement, ...]"


Statement = Jump | Choice | Cases | Guarded | Inner | Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A loop that is not over the items of something."""

    at: int
    end: int
    scope: int
    condition: Condition
    """Of another turn."""
    tested_first: bool
    """False of `do … while`."""
    counted: bool
    """It ends after so many turns by itself."""
    body: tuple[Statement, ...]
    calls: tuple[Call, ...]
    """All in it, the condition included."""
