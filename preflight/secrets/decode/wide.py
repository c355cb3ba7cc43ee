"""Text in UTF-16 and UTF-32, of either byte order, with or without a mark, in files of any kind."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Final

from preflight.secrets.decode.decoded import Decoded

# ASCII characters with one or three NULs between them. The last one counts even where the text ends with it
# (big-endian): what follows may belong to something else.
_SHORTEST: Final = 24
_UTF16: Final = re.compile(rb"(?:[\x01-\x7f]\0){%d,}+[\x01-\x7f]?" % (_SHORTEST - 1))
_UTF32: Final = re.compile(rb"(?:[\x01-\x7f]\0{3}){%d,}+[\x01-\x7f]?" % (_SHORTEST - 1))


def wide(text: bytes) -> Iterator[Decoded]:
    """Every stretch of at least 24 ASCII characters that are two or four bytes wide."""
    if b"\0" not in text:
        return
    for pattern, name, width in ((_UTF16, "utf-16", 2), (_UTF32, "utf-32", 4)):
        for found in pattern.finditer(text):
            for start, end in _readings(text, *found.span(), width):
                yield Decoded(name, text[start:end:width], partial(_position, start, width))


def _readings(text: bytes, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """With and without a first and a last character that may be half of one that is not ASCII."""
    starts = (start, start + width) if start and text[start - 1] else (start,)
    ends = (end, end - 1) if text[end - 1] and end < len(text) and text[end] else (end,)
    yield from product(starts, ends)


def _position(start: int, width: int, offset: int) -> int:
    return start + offset * width
