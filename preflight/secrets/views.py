"""The readings of a piece of data in which a key is looked for: as it is, and as UTF-16.

A further encoding is one more function that yields views.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from preflight.secrets.rules import MARKS

_WIDE_MARKS: Final = tuple(b"\0".join(bytes([byte]) for byte in mark) for mark in MARKS)
_NOT_ASCII: Final = ord("?")


@dataclass(frozen=True, slots=True)
class View:
    """Data as read under some encoding, one byte per character; other than ASCII shows as `?`."""

    data: bytes
    encoding: tuple[str, ...] = ()
    start: int = 0
    """Offset in the raw data of the first character."""
    width: int = 1
    """Bytes of the raw data per character."""

    def raw_offset(self, offset: int) -> int:
        """Where the character at `offset` begins in the raw data."""
        return self.start + offset * self.width


def views(raw: bytes) -> Iterator[View]:
    """Every reading of `raw` in which there can be a key."""
    if any(mark in raw for mark in MARKS):
        yield View(raw)
    if b"\0" in raw and any(mark in raw for mark in _WIDE_MARKS):
        yield from _utf16(raw)


def _utf16(raw: bytes) -> Iterator[View]:
    """Both byte orders at both alignments: a file without a byte order mark tells neither."""
    for alignment in (0, 1):
        first, second = raw[alignment::2], raw[alignment + 1 :: 2]
        yield View(_ascii(first, second), ("utf-16",), alignment, 2)
        yield View(_ascii(second, first), ("utf-16",), alignment + 1, 2)


def _ascii(low: bytes, high: bytes) -> bytes:
    return bytes(a if b == 0 else _NOT_ASCII for a, b in zip(low, high, strict=False))
