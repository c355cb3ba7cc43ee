r"""Where a closer look pays: the stretches of a text that hold a long unbroken run of letters and digits.

A key, and nearly every way to encode one, is such a run; prose, code and tables have few. One translation to
a two-letter alphabet and one search for a run cost about 1.2 ns a byte.
"""

import re
from collections.abc import Iterator
from typing import Final

from preflight.pattern import WORD
from preflight.secrets.rules import RuleSet
from preflight.secrets.store.prefilter import PADDING
from preflight.secrets.store.shapes import is_digest

RUN: Final = 20
"""Shortest run that counts: a narrow line of encoded text; the least body of a built-in key shape has 24."""

# NUL, so that UTF-16 and UTF-32 are runs; the others, so that \u0061, \u{61}, %61 and &#97; are.
_RUNNING: Final = frozenset(WORD.replace(b"_", b"")) | frozenset(b"\0\\%&#;{}")
_LETTERS: Final = bytes(97 if byte in _RUNNING else 32 for byte in range(256))
_NEEDLE: Final = b"a" * RUN
_END: Final = b" "
_GAP: Final = b"    "
# A run without a digit is a name, a ruler or padding. Only RunTools keys may lack one, once in 250.
_DIGIT: Final = re.compile(rb"[0-9]")
_NAME: Final = re.compile(rb"[A-Za-z]{32}")

_BEFORE: Final = 256  # bytes before a run that belong to it: the name, the first pieces of a split key
_AFTER: Final = 512  # bytes after it: the other pieces
_BLOCK: Final = 1 << 18  # bytes translated at a time: they fit the processor's cache
_OVERLAP: Final = 64
_HOP: Final = 256  # bytes after a run that are not searched for the next: they belong to the same stretch


def stretches(data: bytes, rules: RuleSet) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch worth a closer look, in order, not overlapping."""
    start = end = 0
    for first, last in sorted([*_runs(data), *_pieces(data, rules)]):
        if first - _BEFORE > end:
            if end:
                yield start, end
            start = first - _BEFORE
        end = max(end, min(len(data), last + _AFTER))
    if end:
        yield start, end


def _runs(data: bytes) -> Iterator[tuple[int, int]]:
    for block in range(0, len(data), _BLOCK):
        shape = data[block : block + _BLOCK + _OVERLAP].replace(PADDING, _GAP).translate(_LETTERS)
        start = shape.find(_NEEDLE)
        while start >= 0:
            end = shape.find(_END, start + RUN)
            end = end if end >= 0 else len(shape)
            run = data[block + start : block + end].strip(b"\0")
            if (_DIGIT.search(run) or _NAME.search(run)) and not is_digest(data, block + start, block + end):
                yield block + start, block + end
                end += _HOP
            start = shape.find(_NEEDLE, end)


def _pieces(data: bytes, rules: RuleSet) -> Iterator[tuple[int, int]]:
    """The first piece of each key that may be short, or cut into pieces shorter than a run."""
    for piece in rules.pieces:
        for found in piece.finditer(data):
            yield found.span()
