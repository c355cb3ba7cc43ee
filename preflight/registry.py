"""Checks and facts are functions; the types of their parameters name the facts that they need.

That one rule is the whole wiring: the engine gathers just those facts, at the same time, once per run, and a unit
test calls the function with values.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_type_hints

from preflight.verdict import Section, Verdict

_LINK = re.compile(r"https://[^\s>)]+")

T = TypeVar("T")
Judge = Callable[..., Iterator[Verdict]]


@dataclass(frozen=True, slots=True)
class Check:
    """One question with a stable slug. Calling it calls the function, so `daily_volume(account, …)` still works."""

    slug: str
    section: Section
    required: bool
    judge: Judge

    def __call__(self, *facts: Any, **named: Any) -> Iterator[Verdict]:
        """Judges these facts."""
        return self.judge(*facts, **named)

    @property
    def documentation(self) -> str:
        """The function's docstring: what `explain` and every report's help are made from."""
        return inspect.getdoc(self.judge) or ""

    @property
    def link(self) -> str | None:
        """The first link of the documentation."""
        found = _LINK.search(self.documentation)
        return found.group() if found else None


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """How one type of fact is read from the world."""

    type: type[T]
    gather: Callable[..., T]


def check(slug: str, *, section: Section, required: bool) -> Callable[[Judge], Check]:
    """Makes a check of a function from facts to verdicts; its docstring is the check's documentation."""

    def decorate(judge: Judge) -> Check:
        return Check(slug, section, required, judge)

    return decorate


def fact(gather: Callable[..., T]) -> Fact[T]:
    """Makes a fact of a function; its return type is the fact's type, its parameters are the facts it needs."""
    return Fact(get_type_hints(gather)["return"], gather)


def needs(function: Callable[..., object]) -> Mapping[str, type]:
    """Parameter name → fact type."""
    hints = get_type_hints(function)
    hints.pop("return", None)
    return hints
