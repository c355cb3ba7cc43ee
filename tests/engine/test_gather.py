"""Facts are gathered once, concurrently, each after the facts it needs."""

import threading
from collections import Counter
from types import SimpleNamespace

import pytest

from preflight.engine.gather import Gatherer
from preflight.errors import PreflightError
from preflight.providers.base import Provider
from preflight.registry import fact


class Base:
    pass


class Left:
    pass


class Right:
    pass


class Own:
    def __init__(self, name: str) -> None:
        self.name = name


class Derived:
    def __init__(self, name: str) -> None:
        self.name = name


def vendor(name):
    return SimpleNamespace(vendor=SimpleNamespace(name=name))


@pytest.fixture
def read():
    return Counter()


@pytest.fixture
def gatherer(read):
    both = threading.Barrier(2, timeout=5)

    @fact
    def base() -> Base:
        read["base"] += 1
        return Base()

    @fact
    def left(base: Base) -> Left:
        read["left"] += 1
        both.wait()
        return Left()

    @fact
    def right(base: Base) -> Right:
        read["right"] += 1
        both.wait()
        return Right()

    @fact
    def own(provider: Provider) -> Own:
        read[f"own {provider.vendor.name}"] += 1
        return Own(provider.vendor.name)

    @fact
    def derived(own: Own, base: Base) -> Derived:
        return Derived(own.name)

    return Gatherer([base, left, right, own, derived], {})


def values(futures):
    return {name: future.result(timeout=5).value for name, future in futures.items()}


def test_two_facts_are_read_at_the_same_time_and_what_both_need_once(gatherer, read):
    def check(left: Left, right: Right) -> None: ...

    values(gatherer.start(check, None))  # the barrier breaks unless both run at once
    assert read == {"base": 1, "left": 1, "right": 1}


def test_nothing_is_read_that_nobody_needs(gatherer, read):
    def check(base: Base) -> None: ...

    values(gatherer.start(check, None))
    assert read == {"base": 1}


def test_a_fact_of_a_provider_is_read_once_for_each(gatherer, read):
    def check(derived: Derived, own: Own) -> None: ...

    assert gatherer.per_provider(check)
    for name in ("one", "two", "one"):
        assert values(gatherer.start(check, vendor(name)))["derived"].name == name
    assert read == {"own one": 1, "own two": 1, "base": 1}


def test_a_given_fact_is_not_read(read):
    @fact
    def base() -> Base:
        raise AssertionError("must not be read")

    given = Base()

    def check(base: Base) -> None: ...

    assert values(Gatherer([base], {(Base, None): given}).start(check, None)) == {"base": given}


def test_a_fact_that_fails_fails_whoever_needs_it():
    @fact
    def base() -> Base:
        raise OSError("no disk")

    @fact
    def left(base: Base) -> Left:
        return Left()

    def check(left: Left) -> None: ...

    future = Gatherer([base, left], {}).start(check, None)["left"]
    with pytest.raises(OSError, match="no disk"):
        future.result(timeout=5)


def test_a_type_that_is_no_fact_is_named():
    def check(base: Base) -> None: ...

    with pytest.raises(LookupError, match="Base"):
        Gatherer([], {}).start(check, None)


def test_a_closed_gatherer_reads_nothing_and_says_why():
    @fact
    def base() -> Base:
        raise AssertionError("this reads from the world")

    closed = Gatherer([base], {(Left, None): Left()}, closed="not in the bundle")
    assert isinstance(closed.ask(Left).result().value, Left)
    with pytest.raises(PreflightError, match="the fact `Base` is not in the bundle"):
        closed.ask(Base).result()
    with pytest.raises(PreflightError, match="the fact `Right` is not in the bundle"):
        closed.ask(Right).result()


def test_what_was_gathered_can_be_given_to_another():
    read = Counter()

    @fact
    def base() -> Base:
        read["base"] += 1
        return Base()

    first = Gatherer([base], {})
    value = first.ask(Base).result().value
    assert Gatherer([base], first.asked).ask(Base).result().value is value
    assert read["base"] == 1
