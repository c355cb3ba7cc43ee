"""Content too large to hold, in overlapping windows and flat memory."""

from collections.abc import Iterable, Iterator
from typing import Final

from preflight.secrets.store.containers import ends_in_zip
from preflight.secrets.store.model import Hit, Kind, Piece, Rules, Told

WINDOW: Final = 4 << 20
OVERLAP: Final = 64 << 10
ARCHIVE_LIMIT: Final = 64 << 20
"""Bytes of the largest archive that is examined."""


def windows(kind: Kind, chunks: Iterable[bytes]) -> Iterator[Piece]:
    """The windows of an object that arrives in chunks; each but the first repeats the end of the one before.

    A window begins with a line, unless lines are longer than the overlap.
    """
    held: list[bytes] = []
    size = offset = 0
    line = column = 1
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= WINDOW:
            data = b"".join(held)
            yield Piece(kind, data, offset, line, column)
            step = size - OVERLAP
            newline = data.rfind(b"\n", step - OVERLAP, step)
            step = newline + 1 if newline >= 0 else _character_boundary(data, step)
            passed = data[:step]
            line += passed.count(b"\n")
            tail = passed[passed.rfind(b"\n") + 1 :]
            column = len(tail.decode("utf-8", "surrogateescape")) + (column if tail == passed else 1)
            offset += step
            held, size = [data[step:]], size - step
    yield Piece(kind, b"".join(held), offset, line, column)


def tell_large(rules: Rules[Hit], kind: Kind, chunks: Iterator[bytes], *, size: int) -> Told[Hit] | None:
    """What the full rules say of an object of `size` bytes; None where nothing in it deserved them."""
    told: Told[Hit] | None = None
    piece = Piece(kind, b"")
    for piece in windows(kind, chunks):
        if piece.offset == 0 and kind is Kind.BLOB and rules.is_archive(piece.data):
            if size > ARCHIVE_LIMIT:
                return Told(kind, (), (f"archive of {size:,} bytes, too large to open",))
            return rules.tell(Piece(kind, piece.data + b"".join(chunks)))
        if piece.data.strip(b"\0") and rules.suspects(piece.data):  # zeros: there may be gigabytes of them
            told = (told or Told(kind)) + rules.tell(piece)
    if kind is Kind.BLOB and ends_in_zip(piece.data):
        reason = f"a zip after something else, of {size:,} bytes together, too large to open"
        told = (told or Told(kind)) + Told(kind, (), (reason,))
    return told


def _character_boundary(data: bytes, at: int) -> int:
    """`at`, or up to three bytes before it, so as not to cut a UTF-8 character."""
    return next((cut for cut in range(at, at - 4, -1) if data[cut] & 0xC0 != 0x80), at)
