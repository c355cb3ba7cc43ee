"""A sign of life on stderr for runs that take over a second: only on a terminal, gone when the report is printed."""

import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from preflight.terminal import is_terminal

_PATIENCE = 1.0  # seconds before anything is shown
_STEP = 0.2


@contextmanager
def progress(*, enabled: bool) -> Iterator[None]:
    """Shows what is still being read while the block runs. Silent in CI and where nobody watches."""
    if not enabled or not is_terminal(sys.stderr) or os.environ.get("CI"):
        yield
        return
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(done,), daemon=True)
    painter.start()
    try:
        yield
    finally:
        done.set()
        painter.join()


def _paint(done: threading.Event) -> None:
    began = time.monotonic()
    if done.wait(_PATIENCE):
        return
    for mark in itertools.cycle("|/-\\"):
        reading = sorted(
            thread.name.removeprefix("fact:") for thread in threading.enumerate() if thread.name.startswith("fact:")
        )
        line = f"{mark} {time.monotonic() - began:.0f} s, reading {', '.join(reading) or '...'}"
        sys.stderr.write(f"\r\x1b[K{line[:78]}")
        sys.stderr.flush()
        if done.wait(_STEP):
            break
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
