"""A pack in slices: what one worker sweeps at a time."""

from array import array
from itertools import islice
from typing import Final

from preflight.secrets.store.pack import HEADER_BYTES, Pack

SLICE: Final = 1 << 20
"""Bytes of pack."""


def slice_count(size: int) -> int:
    """How many slices a pack of `size` bytes has; one of an empty one, so that somebody sees that it is."""
    return -(-size // SLICE) or 1


class Slices:
    """The offsets of a pack's entries, by slice. To sort each slice's own is faster than to sort all."""

    def __init__(self, pack: Pack) -> None:
        offsets, end = pack.index.offsets, pack.end
        self._end = end
        self._offsets = [array(offsets.typecode) for _ in range(slice_count(end))]
        add = [part.append for part in self._offsets]
        for offset in offsets:
            if offset < end:
                add[offset // SLICE](offset)

    def entries(self, number: int) -> list[int]:
        """Where the entries begin that begin in a slice, ascending, and at last where the entry after them does."""
        if number >= len(self._offsets):
            return []  # only the checksum of the pack is there
        mine = sorted(self._offsets[number])
        if number == 0:
            mine = [offset for offset in mine if offset >= HEADER_BYTES]
        later = islice(self._offsets, number + 1, None)
        return [*mine, next((min(part) for part in later if part), self._end)]
