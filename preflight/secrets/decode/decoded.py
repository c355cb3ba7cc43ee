"""What a decoder hands back, and how an offset in it is traced to where it was."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Locate = Callable[[int], int]
"""From an offset in a decoded text to the offset in the text that it was decoded from."""

_STRIDE: Final = 1024  # replacements from one remembered offset to the next: millions of them take little memory


@dataclass(frozen=True, slots=True)
class Decoded:
    """A stretch of text, decoded."""

    encoding: str
    """How it was wrapped: `base64`, `hex`, …"""
    data: bytes
    locate: Locate
    """Computed on demand: most of what is decoded holds no key, and nobody asks where it was."""


def substituted(
    encoding: str, text: bytes, *, pattern: re.Pattern[bytes], by: Callable[[re.Match[bytes]], bytes]
) -> Decoded | None:
    """`text` with every match of `pattern` replaced; None where there is none."""
    data, count = pattern.subn(by, text)
    if not count:
        return None
    marks: list[tuple[int, int]] = []

    def locate(offset: int) -> int:
        if not marks:
            marks.extend(_marks(text, pattern, by))
        reached, position = marks[bisect_right(marks, (offset, len(text))) - 1]
        gone = position - reached
        for found in pattern.finditer(text, position):
            width = len(by(found))
            if found.start() + width > offset + gone:
                break
            gone += len(found.group()) - width
        return offset + gone

    return Decoded(encoding, data, locate)


def _marks(text: bytes, pattern: re.Pattern[bytes], by: Callable[[re.Match[bytes]], bytes]) -> list[tuple[int, int]]:
    """Offsets after every 1024th replacement: in the decoded text, and in `text`."""
    marks = [(0, 0)]
    gone = 0
    for number, found in enumerate(pattern.finditer(text), start=1):
        gone += len(found.group()) - len(by(found))
        if number % _STRIDE == 0:
            marks.append((found.end() - gone, found.end()))
    return marks
