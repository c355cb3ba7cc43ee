"""Turns: all of them are taken, each once, by however many processes."""

import os

import pytest

from preflight.secrets.store.turns import turns
from preflight.secrets.store.workers import fan_out


@pytest.mark.parametrize("count", [0, 1, 5, 1024, 1025, 5000])
@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_every_turn_is_taken_once_and_each_process_takes_its_own_in_order(count, jobs):
    with turns(count, jobs=jobs) as numbers:
        taken = fan_out(lambda worker, tick: list(numbers), jobs=jobs, tick=lambda _: None)

    assert all(some == sorted(some) for some in taken)
    assert sorted(turn for some in taken for turn in some) == list(range(count))


def test_a_slow_process_leaves_turns_to_the_others():
    with turns(10, jobs=2) as numbers:
        slow = iter(numbers)
        assert next(slow) == 0
        assert list(numbers) == list(range(1, 10))
        assert list(slow) == []


def test_nothing_stays_open():
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else pytest.skip("no /proc here")
    with pytest.raises(KeyError), turns(10, jobs=2):
        raise KeyError
    assert len(os.listdir("/proc/self/fd")) == before
