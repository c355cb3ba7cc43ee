"""Gathers facts: each at most once, all at the same time, each after the facts it needs itself."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from preflight.errors import PreflightError
from preflight.providers.base import Provider
from preflight.registry import Fact, needs

Subject = Provider | None
Key = tuple[type, str | None]
"""Type of fact, and the provider's name where it is asked per provider."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A fact and how long reading it took, without the facts it waited for."""

    value: Any
    seconds: float


class Gatherer:
    """Starts one daemon thread per fact, so that nothing that hangs can keep the process from ending."""

    def __init__(self, facts: Sequence[Fact[Any]], given: Mapping[Key, object], *, closed: str | None = None) -> None:
        """`given` are facts, or futures of what was gathered before.

        `closed`: nothing is read from the world, and whoever asks for a fact that is not given is told these words.
        """
        self._facts = {fact.type: fact for fact in facts}
        self._closed = closed
        self._futures = {key: _future(value) for key, value in given.items()}

    @property
    def asked(self) -> Mapping[Key, "Future[Gathered]"]:
        """All that was given, or asked for so far."""
        return dict(self._futures)

    def per_provider(self, function: Callable[..., object]) -> bool:
        """Whether the answer depends on a provider: directly, or through a fact that does."""
        return any(
            kind is Provider or (kind in self._facts and self.per_provider(self._facts[kind].gather))
            for kind in needs(function).values()
        )

    def ask(self, kind: type) -> "Future[Gathered]":
        """Starts reading one fact of the run."""
        return self._ask(kind, None)

    def started(self, kind: type) -> "Future[Gathered] | None":
        """The fact of the run, if anyone has asked for it."""
        return self._futures.get((kind, None))

    def start(self, function: Callable[..., object], provider: Subject) -> Mapping[str, Future[Gathered]]:
        """Starts reading what `function` needs; parameter name → future."""
        return {name: self._ask(kind, provider) for name, kind in needs(function).items()}

    def _ask(self, kind: type, provider: Subject) -> Future[Gathered]:
        if kind is Provider:
            return _future(provider)
        fact = self._facts.get(kind)
        name = provider.vendor.name if provider and (fact is None or self.per_provider(fact.gather)) else None
        key = (kind, name) if (kind, name) in self._futures or fact else (kind, None)
        if key in self._futures:
            return self._futures[key]
        if self._closed is not None:
            return _failed(PreflightError(f"the fact `{kind.__name__}` is {self._closed}"))
        if fact is None:
            raise LookupError(f"no fact of type {kind.__name__} can be gathered")
        future: Future[Gathered] = Future()
        self._futures[key] = future
        waiting = self.start(fact.gather, provider)
        threading.Thread(target=_read, args=(fact, waiting, future), name=f"fact:{kind.__name__}", daemon=True).start()
        return future


def _future(value: object) -> "Future[Gathered]":
    """A future that is done."""
    if isinstance(value, Future):
        return value
    done: Future[Gathered] = Future()
    done.set_result(value if isinstance(value, Gathered) else Gathered(value, 0.0))
    return done


def _failed(error: Exception) -> "Future[Gathered]":
    failed: Future[Gathered] = Future()
    failed.set_exception(error)
    return failed


def _read(fact: Fact[Any], waiting: Mapping[str, Future[Gathered]], future: Future[Gathered]) -> None:
    try:
        arguments = {name: needed.result().value for name, needed in waiting.items()}
        began = time.monotonic()
        value = fact.gather(**arguments)
        future.set_result(Gathered(value, time.monotonic() - began))
    except BaseException as error:  # handed to whoever waits for the fact
        future.set_exception(error)
