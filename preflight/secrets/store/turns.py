"""Work that processes take turns at: whoever is free takes the next part, so that none waits long for another."""

import os
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

_MOST: Final = 1024
"""Turns: their numbers fit into the smallest buffer that a pipe has."""


@contextmanager
def turns(count: int, *, jobs: int) -> Iterator[Iterable[int]]:
    """The numbers below `count`, ascending. Of so many processes that iterate, each gets some, and no two the same."""
    if jobs == 1:
        yield range(count)
        return
    step = -(-count // _MOST) or 1
    firsts = array("I", range(0, count, step))
    reading, writing = os.pipe()
    try:
        os.write(writing, firsts.tobytes())
        os.close(writing)
        yield _taken(reading, firsts.itemsize, step, count)
    finally:
        os.close(reading)


def _taken(pipe: int, width: int, step: int, count: int) -> Iterator[int]:
    while record := os.read(pipe, width):  # what one process reads, no other gets
        first = int.from_bytes(record, sys.byteorder)
        yield from range(first, min(first + step, count))
