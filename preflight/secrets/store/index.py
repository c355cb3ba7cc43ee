"""Pack indexes, versions 1 and 2, for SHA-1 and SHA-256 repositories.

Format: gitformat-pack(5). The hash is told by the file's size, which is unique for either.
"""

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from preflight.secrets.store.layout import map_regular
from preflight.secrets.store.model import CorruptError

_MAGIC: Final = b"\xfftOc\x00\x00\x00\x02"
_FAN_OUT_BYTES: Final = 1024
_LARGE: Final = 1 << 31
HASH_SIZES: Final = (20, 32)


@dataclass(frozen=True, slots=True)
class PackIndex:
    """Ids and offsets of a pack's entries, in order of id."""

    hash_size: int
    """Bytes of an object id: 20 or 32."""
    offsets: "array[int]"
    _ids: memoryview
    """Of the mapped file: sorted ids, `_stride` bytes apart, the first at `_first`."""
    _first: int
    _stride: int
    lists_all: bool = True
    """False for a multi-pack-index: it lists an object of several packs once."""

    def id_at(self, position: int) -> bytes:
        """The id of the entry at a position in index order."""
        begin = self._first + position * self._stride
        return bytes(self._ids[begin : begin + self.hash_size])

    def find(self, oid: bytes) -> int | None:
        """The pack offset of an object, or None."""
        position = bisect_left(range(len(self.offsets)), oid, key=self.id_at)
        if position < len(self.offsets) and self.id_at(position) == oid:
            return self.offsets[position]
        return None

    def names(self, offsets: Collection[int]) -> dict[int, str]:
        """The ids, in hex, of the entries at some offsets."""
        return {offset: self.id_at(position).hex() for position, offset in enumerate(self.offsets) if offset in offsets}


def load(path: Path) -> PackIndex:
    """Reads a `.idx` file. Raises OSError and CorruptError."""
    data = memoryview(map_regular(path))
    return _version_2(data) if bytes(data[: len(_MAGIC)]) == _MAGIC else _version_1(data)


def big_endian(data: memoryview, code: str) -> "array[int]":
    """A table of big-endian numbers of an `array` type code."""
    table = array(code)
    try:
        table.frombytes(data)
    except ValueError:
        raise CorruptError("index: a table is cut off") from None
    if sys.byteorder == "little":
        table.byteswap()
    return table


def large_offsets(small: "array[int]", large: "array[int]") -> "array[int]":
    """Offsets with their top bit set are positions in the table of 64-bit ones."""
    try:
        return array("Q", (o if o < _LARGE else large[o - _LARGE] for o in small))
    except IndexError:
        raise CorruptError("index: a large offset is missing") from None


def _version_2(data: memoryview) -> PackIndex:
    count = _count(data, len(_MAGIC))
    ids = len(_MAGIC) + _FAN_OUT_BYTES
    for hash_size in HASH_SIZES:
        checksums = ids + count * hash_size
        offsets = checksums + count * 4
        large = offsets + count * 4
        rest = len(data) - large - 2 * hash_size
        if 0 <= rest <= 8 * count and rest % 8 == 0:
            small = big_endian(data[offsets:large], "I")
            table = large_offsets(small, big_endian(data[large : large + rest], "Q")) if rest else small
            return PackIndex(hash_size, table, data[ids:checksums], 0, hash_size)
    raise CorruptError("index: its size does not fit its count")


def _version_1(data: memoryview) -> PackIndex:
    count = _count(data, 0)
    for hash_size in HASH_SIZES:
        stride = 4 + hash_size
        end = _FAN_OUT_BYTES + count * stride
        if len(data) == end + 2 * hash_size:
            entries = data[_FAN_OUT_BYTES:end]
            offsets: Iterable[tuple[int]] = struct.iter_unpack(f">I{hash_size}x", entries)
            return PackIndex(hash_size, array("I", (offset for (offset,) in offsets)), entries, 4, stride)
    raise CorruptError("index: its size does not fit its count")


def _count(data: memoryview, begin: int) -> int:
    if len(data) < begin + _FAN_OUT_BYTES:
        raise CorruptError("index: too short")
    fan_out = big_endian(data[begin : begin + _FAN_OUT_BYTES], "I")
    return fan_out[-1]
