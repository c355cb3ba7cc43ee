"""A sign of life on stderr for runs that take over a second: only on a terminal, gone when the report is printed."""

import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from preflight.terminal import is_terminal

_PATIENCE = 1.0  # seconds before anything is shown
_STEP = 0.2


Tell = Callable[[str], None]
"""Takes a word on how far a read has come."""


@contextmanager
def progress(*, enabled: bool) -> Iterator[Tell]:
    """Shows what is still being read while the block runs. Silent in CI and where nobody watches."""
    said: list[str] = []
    if not _watched(enabled=enabled):
        yield said.append
        return
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(done, said), daemon=True)
    painter.start()
    try:
        yield said.append
    finally:
        done.set()
        painter.join()


def _paint(done: threading.Event, said: Sequence[str]) -> None:
    began = time.monotonic()
    if done.wait(_PATIENCE):
        return
    for mark in itertools.cycle("|/-\\"):
        reading = sorted(
            thread.name.removeprefix("fact:") for thread in threading.enumerate() if thread.name.startswith("fact:")
        )
        last = f" ({said[-1]})" if said else ""
        line = f"{mark} {time.monotonic() - began:.0f} s, reading {', '.join(reading) or '...'}{last}"
        sys.stderr.write(f"\r\x1b[K{line[:78]}")
        sys.stderr.flush()
        if done.wait(_STEP):
            break
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()


class Meter:
    """How far a scan has come and how long it will take; painted by the scan itself, as a thread would forbid forks."""

    def __init__(self) -> None:
        self._began = self._painted = time.monotonic()
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Told of the bytes read and of those there are."""
        now = time.monotonic()
        took = now - self._began
        if took < _PATIENCE or now - self._painted < _STEP or not done:
            return
        self._painted, self._shown = now, True
        left = took / done * max(0, total - done)
        sys.stderr.write(f"\r\x1b[K{min(1.0, done / max(1, total)):.0%} of the history read, {left:.0f} s left")
        sys.stderr.flush()

    def close(self) -> None:
        """Wipes the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def meter(*, enabled: bool) -> Iterator[Meter | None]:
    """A meter for the block, where somebody watches."""
    if not _watched(enabled=enabled):
        yield None
        return
    painted = Meter()
    try:
        yield painted
    finally:
        painted.close()


def _watched(*, enabled: bool) -> bool:
    return enabled and is_terminal(sys.stderr) and not os.environ.get("CI")
