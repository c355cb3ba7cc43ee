"""Loose objects: one zlib stream per file, `kind size NUL content`.

Format: gitrepository-layout(5).
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from typing import Final

from preflight.secrets.store.layout import open_regular
from preflight.secrets.store.model import CorruptError, Kind

_CHUNK: Final = 1 << 20
_LONGEST_HEADER: Final = 32


@dataclass(frozen=True, slots=True)
class Loose:
    """An open loose object."""

    kind: Kind
    size: int
    chunks: Iterator[bytes]
    """Its content, no more than `size` bytes; raises CorruptError if it is not exactly that."""


@contextmanager
def open_loose(path: str) -> Iterator[Loose]:
    """Opens a loose object. Raises OSError and CorruptError."""
    with open_regular(path) as file:
        inflate = zlib.decompressobj()
        source = file.read(_CHUNK)
        head, rest = b"", b""
        try:
            head = inflate.decompress(source, _LONGEST_HEADER)
            header, _, rest = head.partition(b"\0")
            kind, size = header.split(b" ")
            loose = Kind(kind.decode()), int(size)
        except (zlib.error, ValueError):
            raise CorruptError("loose object without a header") from None
        yield Loose(*loose, _content(file, inflate, rest, loose[1]))


def _content(file: FileIO, inflate: "zlib._Decompress", rest: bytes, size: int) -> Iterator[bytes]:
    chunk = rest
    left = size
    while True:
        left -= len(chunk)
        if left < 0:
            raise CorruptError("loose object longer than it claims")
        if chunk:
            yield chunk
        if inflate.eof:
            break
        source = inflate.unconsumed_tail or file.read(_CHUNK)
        if not source:
            raise CorruptError("loose object cut off")
        try:
            chunk = inflate.decompress(source, _CHUNK)
        except zlib.error:
            raise CorruptError("loose object does not inflate") from None
    if left:
        raise CorruptError("loose object shorter than it claims")
