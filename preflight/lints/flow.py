"""What a loop that waits for a task does at each status: go on, or end. Asked of the code, not run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain

from preflight.lints.code import Asked, Call, Module, Ref, Seq, Str, Value

NO_STATUS = "?"
"""Stands for a status that no line of the code speaks of."""


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
    breakable: bool = False
    """A `break` in it leaves it, not the loop."""


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


def outcomes(loop: Loop, status: str, module: Module) -> frozenset[Step]:
    """How one turn ends when the task has `status`: `AGAIN`, or `END`, or either."""
    judge = _judge(module, status)
    steps = _run(loop.body, judge)
    ended = {Step.END for step in steps if step in (Step.LEAVE, Step.END)}
    if steps & {Step.NEXT, Step.AGAIN}:
        truth = judge(loop.condition)
        ended |= {Step.AGAIN, Step.END} if truth is None else {Step.AGAIN if truth else Step.END}
    return frozenset(ended)


def statuses_in(values: Iterable[Value], module: Module) -> frozenset[str]:
    """The texts, in capitals, that some values are, names and lists taken for what they stand for."""
    found: set[str] = set()
    for value in values:
        resolved = module.resolve(value)
        match resolved:
            case Str(text):
                found.add(text.upper())
            case Seq(items):
                found |= statuses_in(items, module)
            case Ref():
                found.add(resolved.last.upper())  # a member of an enumeration: TaskStatus.FAILED
            case _:
                pass
    return frozenset(found)


_Judge = Callable[[Condition], bool | None]


def _judge(module: Module, status: str) -> _Judge:
    """Decides conditions about a status; None for those about anything else."""

    def about_status(values: tuple[Value, ...]) -> bool | None:
        words = statuses_in(values, module)
        return status in words if words & _WORDS else None

    def judge(condition: Condition) -> bool | None:
        match condition:
            case Among(values):
                return about_status(values)
            case Holds(value):
                resolved = module.resolve(value)
                return judge(resolved.condition) if isinstance(resolved, Asked) else None
            case Not(inner):
                truth = judge(inner)
                return None if truth is None else not truth
            case All(parts):
                truths = [judge(part) for part in parts]
                return False if False in truths else None if None in truths else True
            case Either(parts):
                truths = [judge(part) for part in parts]
                return True if True in truths else None if None in truths else False
            case Always(truth):
                return truth
            case _:
                return None

    return judge


_WORDS = frozenset({"PENDING", "THROTTLED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "CANCELED"})
"""Comparisons with none of these are about something else."""


def _run(block: tuple[Statement, ...], judge: _Judge) -> frozenset[Step]:
    steps: set[Step] = {Step.NEXT}
    for statement in block:
        if Step.NEXT not in steps:
            break
        steps = (steps - {Step.NEXT}) | _one(statement, judge)
    return frozenset(steps)


def _one(statement: Statement, judge: _Judge) -> frozenset[Step]:
    match statement:
        case Jump(step):
            return frozenset({step})
        case Choice(condition, then, otherwise):
            truth = judge(condition)
            taken = [block for block, when in ((then, True), (otherwise, False)) if truth is None or truth is when]
            return frozenset(chain.from_iterable(_run(block, judge) for block in taken))
        case Cases(cases, breakable):
            steps = _cases(cases, judge)
            return (steps - {Step.LEAVE}) | {Step.NEXT} if breakable and Step.LEAVE in steps else steps
        case Guarded(body, handlers, after):
            steps = _run(body, judge).union(*(_run(handler, judge) for handler in handlers))
            last = _run(after, judge)
            return steps if Step.NEXT in last else last
        case Inner(body):
            inside = _run(body, judge)
            return frozenset({Step.NEXT} | (inside & {Step.END}))
        case Within(body):
            return _run(body, judge)


def _cases(cases: tuple[tuple[Condition, tuple[Statement, ...]], ...], judge: _Judge) -> frozenset[Step]:
    steps: set[Step] = set()
    for condition, block in cases:
        truth = judge(condition)
        if truth is not False:
            steps |= _run(block, judge)
        if truth:
            return frozenset(steps)
    return frozenset(steps | {Step.NEXT})
