"""What a loop that waits for a task does at each status: go on, or end. Asked of the code, not run."""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from preflight.lints.code import Asked, Module, Ref, Seq, Str, Value
from preflight.lints.flow import (
    All,
    Always,
    Among,
    Cases,
    Choice,
    Condition,
    Either,
    Guarded,
    Holds,
    Inner,
    Jump,
    Loop,
    Not,
    Statement,
    Step,
    Within,
)

NO_STATUS: Final = "?"
"""Stands for a status that no line of the code speaks of."""


def outcomes(loop: Loop, status: str, module: Module) -> frozenset[Step]:
    """How one turn ends when the task has `status`: `AGAIN`, or `END`, or either."""
    judge = _Judge(module, status)
    steps = _run(loop.body, judge)
    ended = {Step.END for step in steps if step in (Step.LEAVE, Step.END)}
    if steps & {Step.NEXT, Step.AGAIN}:
        truth = judge(loop.condition)
        ended |= {Step.AGAIN, Step.END} if truth is None else {Step.AGAIN if truth else Step.END}
    return frozenset(ended)


def statuses_in(values: Iterable[Value], module: Module) -> frozenset[str]:
    """The texts, in capitals, that some values are, names and lists taken for what they stand for."""
    found: set[str] = set()
    waiting, seen = list(values), set[int]()
    while waiting:
        resolved = module.resolve(waiting.pop())
        match resolved:
            case Str(text):
                found.add(text.upper())
            case Seq(items) if id(resolved) not in seen:
                seen.add(id(resolved))
                waiting += items
            case Ref():
                found.add(resolved.last.upper())  # a member of an enumeration: TaskStatus.FAILED
            case _:
                pass
    return frozenset(found)


_AllCases = tuple[tuple[Condition, tuple[Statement, ...]], ...]


class _Judge:
    """Decides conditions about a status; None for those about anything else."""

    def __init__(self, module: Module, status: str) -> None:
        self._module = module
        self._status = status
        self._named: dict[int, bool | None] = {}

    def __call__(self, condition: Condition) -> bool | None:
        match condition:
            case Among(values):
                words = statuses_in(values, self._module)
                return self._status in words if words & _WORDS else None
            case Holds(value):
                return self._truth_of(value)
            case Not(inner):
                truth = self(inner)
                return None if truth is None else not truth
            case All(parts):
                truths = {self(part) for part in parts}
                return False if False in truths else None if None in truths else True
            case Either(parts):
                truths = {self(part) for part in parts}
                return True if True in truths else None if None in truths else False
            case Always(truth):
                return truth
        return None

    def _truth_of(self, value: Value) -> bool | None:
        """Of a comparison that has a name; each is looked at once, and one that stands for itself is unclear."""
        resolved = self._module.resolve(value)
        if not isinstance(resolved, Asked):
            return None
        if id(resolved) not in self._named:
            self._named[id(resolved)] = None
            self._named[id(resolved)] = self(resolved.condition)
        return self._named[id(resolved)]


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
        case Cases(cases, runs_on):
            return _switch(cases, judge) if runs_on else _cases(cases, judge)
        case Guarded(body, handlers, after):
            steps = _run(body, judge).union(*(_run(handler, judge) for handler in handlers))
            last = _run(after, judge)
            return steps if Step.NEXT in last else last
        case Inner(body):
            inside = _run(body, judge)
            return frozenset({Step.NEXT} | (inside & {Step.END}))
        case Within(body):
            return _run(body, judge)


def _cases(cases: _AllCases, judge: _Judge) -> frozenset[Step]:
    steps: set[Step] = set()
    for condition, block in cases:
        truth = judge(condition)
        if truth is not False:
            steps |= _run(block, judge)
        if truth:
            return frozenset(steps)
    return frozenset(steps | {Step.NEXT})


def _switch(cases: _AllCases, judge: _Judge) -> frozenset[Step]:
    """`default` may stand anywhere, and is what remains."""
    runs = [_run(block, judge) for _, block in cases]
    for at in reversed(range(len(runs) - 1)):
        if Step.NEXT in runs[at]:
            runs[at] = (runs[at] - {Step.NEXT}) | runs[at + 1]
    steps: set[Step] = set()
    order = sorted(range(len(cases)), key=lambda at: isinstance(cases[at][0], Always))
    for at in order:
        truth = judge(cases[at][0])
        if truth is not False:
            steps |= runs[at]
        if truth:
            break
    else:
        steps.add(Step.NEXT)
    return frozenset(steps - {Step.LEAVE}) | ({Step.NEXT} if Step.LEAVE in steps else frozenset())
