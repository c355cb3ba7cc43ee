"""The multi-pack-index, for packs whose own index is gone: git reads those through it.

Format: gitformat-pack(5), "multi-pack-index (MIDX) files".
"""

from array import array
from pathlib import Path
from typing import Final

from preflight.secrets.store.index import HASH_SIZES, PackIndex, big_endian, large_offsets
from preflight.secrets.store.layout import map_regular
from preflight.secrets.store.model import CorruptError

_HEADER: Final = 12
_ROW: Final = 12


def load(path: Path, *, pack: str) -> PackIndex:
    """The entries of `pack` (the name of its `.idx`). Raises OSError and CorruptError."""
    data = memoryview(map_regular(path))
    if len(data) < _HEADER or bytes(data[:5]) != b"MIDX\1" or data[5] not in (1, 2):
        raise CorruptError("multi-pack-index: not one")
    hash_size = HASH_SIZES[data[5] - 1]
    chunks = _chunks(data)
    try:
        number = bytes(chunks[b"PNAM"]).split(b"\0").index(pack.encode())
        ids = chunks[b"OIDL"]
        pairs = big_endian(chunks[b"OOFF"], "I")
    except (KeyError, ValueError):
        raise CorruptError("multi-pack-index: does not hold the pack") from None
    if len(ids) != len(pairs) // 2 * hash_size:
        raise CorruptError("multi-pack-index: its chunks do not fit each other")
    mine = [row for row, owner in enumerate(pairs[::2]) if owner == number]
    offsets = array("I", (pairs[2 * row + 1] for row in mine))
    if b"LOFF" in chunks:
        offsets = large_offsets(offsets, big_endian(chunks[b"LOFF"], "Q"))
    own_ids = b"".join(ids[row * hash_size : (row + 1) * hash_size] for row in mine)
    return PackIndex(hash_size, offsets, memoryview(own_ids), 0, hash_size, lists_all=False)


def _chunks(data: memoryview) -> dict[bytes, memoryview]:
    """Chunks by name; each ends where the next one in the table begins."""
    rows = [data[at : at + _ROW] for at in range(_HEADER, _HEADER + (data[6] + 1) * _ROW, _ROW)]
    begins = [int.from_bytes(row[4:], "big") for row in rows]
    ends = [*begins[1:], 0]
    return {bytes(row[:4]): data[begin:end] for row, begin, end in zip(rows, begins, ends, strict=True)}
