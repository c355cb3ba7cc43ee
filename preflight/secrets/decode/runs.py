"""Long runs of the characters of an encoding, found at the speed of `bytes.find`."""

import re
from collections.abc import Iterator
from typing import Final

_IN: Final = b"a"
_OUT: Final = b" "


class Alphabet:
    """The characters of an encoding, as two letters for `bytes.translate` and as a pattern."""

    def __init__(self, characters: bytes) -> None:
        self._letters = bytes(ord(_IN) if byte in characters else ord(_OUT) for byte in range(256))
        charset = b"[" + re.escape(characters) + b"]"
        self._before = re.compile(charset + rb"*\Z")
        self._after = re.compile(charset + b"*+")

    def shape(self, text: bytes) -> bytes:
        """`text` in two letters."""
        return text.translate(self._letters)

    def around(self, text: bytes, at: int, *, before: int, after: int) -> tuple[int, int]:
        """Start and end of the run that `at` is in, as far as `before` and `after` bytes from it."""
        start = self._before.search(text, max(0, at - before), at)
        end = self._after.match(text, at, at + after)
        return start.start() if start else at, end.end() if end else at


def has_run(shape: bytes, least: int) -> bool:
    """Does a text of that shape hold a run of at least `least` bytes?"""
    return _IN * least in shape


def runs(shape: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Start and end of each run of at least `least` bytes in a text of that shape."""
    needle = _IN * least
    start = shape.find(needle)
    while start >= 0:
        end = shape.find(_OUT, start + least)
        end = end if end >= 0 else len(shape)
        yield start, end
        start = shape.find(needle, end)


def places(text: bytes, piece: bytes) -> Iterator[int]:
    """Every place of `piece` in `text`."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)
