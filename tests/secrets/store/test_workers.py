"""Forked workers: results in order, bugs raised, deaths told, and no child left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from preflight.secrets.store.workers import can_fork, fan_out

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def silent(units: int) -> None:
    pass


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_order(jobs):
    assert fan_out(lambda number, tick: number * 10, jobs=jobs, tick=silent) == [number * 10 for number in range(jobs)]


def test_a_large_result_arrives_whole():
    assert fan_out(lambda number, tick: bytes(5_000_000), jobs=2, tick=silent) == [bytes(5_000_000)] * 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_ticks_arrive(jobs):
    ticks = []

    def work(number, tick):
        for _ in range(3):
            tick(7)

    fan_out(work, jobs=jobs, tick=ticks.append)

    assert ticks == [7] * (3 * jobs)


def test_work_is_done_in_other_processes():
    pids = fan_out(lambda number, tick: os.getpid(), jobs=2, tick=silent)

    assert len({os.getpid(), *pids}) == 3


def test_a_bug_in_a_worker_is_raised_here():
    def work(number, tick):
        raise KeyError("oops")

    with pytest.raises(KeyError, match="oops"):
        fan_out(work, jobs=2, tick=silent)


def test_a_bug_that_cannot_travel_is_raised_by_name():
    class Local(Exception):
        pass

    def work(number, tick):
        raise Local

    with pytest.raises(RuntimeError, match="Local"):
        fan_out(work, jobs=2, tick=silent)


def test_a_killed_worker_has_no_result():
    def work(number, tick):
        if number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return "alive"

    assert fan_out(work, jobs=2, tick=silent) == [None, "alive"]


def test_no_child_is_left_when_the_parent_stops():
    def work(number, tick):
        tick(1)
        time.sleep(60)

    def stop(units):
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        fan_out(work, jobs=2, tick=stop)

    assert time.monotonic() - began < 5
    with pytest.raises(ChildProcessError):
        os.wait()


SLEEPERS = """
import os, time
from preflight.secrets.store.workers import fan_out
def work(number, tick):
    os.write(1, b"%d\\n" % os.getpid())
    while True:
        tick(1)
        time.sleep(0.02)
fan_out(work, jobs=2, tick=lambda units: None)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_children_end_with_the_parent(number):
    parent = subprocess.Popen(
        [sys.executable, "-c", SLEEPERS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )
    assert parent.stdout
    with parent.stdout:
        children = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(number)
        parent.wait(timeout=5)
    for _ in range(100):
        if not any(runs(child) for child in children):
            return
        time.sleep(0.02)
    pytest.fail("a worker lives on")


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_threads_forbid_to_fork():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not can_fork()
    finally:
        done.set()
        thread.join()
