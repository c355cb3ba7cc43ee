"""One pack: its entries' headers and their inflated content, never more than they claim to be.

Format: gitformat-pack(5). The hot loop of `sweep` repeats `Pack.entry` inline, for speed.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from preflight.secrets.store import inflating, midx
from preflight.secrets.store.index import PackIndex, load
from preflight.secrets.store.layout import map_regular
from preflight.secrets.store.model import CorruptError, Kind

HEADER_BYTES: Final = 12
OFS_DELTA: Final = 0x60
REF_DELTA: Final = 0x70
KINDS: Final = {0x10: Kind.COMMIT, 0x20: Kind.TREE, 0x30: Kind.BLOB, 0x40: Kind.TAG}
_MAX_SHIFT: Final = 63
_CHUNK: Final = 1 << 20
_SLACK: Final = 128


class Entry(NamedTuple):
    """The header of one entry."""

    code: int
    """Type bits as stored: a key of KINDS, or OFS_DELTA or REF_DELTA."""
    size: int
    """Bytes of the inflated stream."""
    base: int | bytes | None
    """Of a delta: the offset or the id of its base."""
    data: int
    """Where the zlib stream begins."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An open pack with its index."""

    name: str
    index: PackIndex
    end: int
    """Offset of the trailing checksum."""
    view: memoryview
    _map: mmap.mmap

    def entry(self, offset: int) -> Entry:
        """The header at `offset`. Raises CorruptError."""
        view = self.view
        if not HEADER_BYTES <= offset < self.end:
            raise CorruptError("entry outside of the pack")
        try:
            byte = view[offset]
            at = offset + 1
            code, size, shift = byte & 0x70, byte & 0x0F, 4
            while byte & 0x80:
                if shift > _MAX_SHIFT:
                    raise CorruptError("entry of absurd size")
                byte = view[at]
                at += 1
                size |= (byte & 0x7F) << shift
                shift += 7
            if code == OFS_DELTA:
                base, at = self._base(offset, at)
                return Entry(code, size, base, at)
        except IndexError:
            raise CorruptError("entry cut off") from None
        if code == REF_DELTA:
            width = self.index.hash_size
            return Entry(code, size, bytes(view[at : at + width]), at + width)
        if code not in KINDS:
            raise CorruptError("entry of unknown type")
        return Entry(code, size, None, at)

    def size_at(self, key: int | bytes) -> int:
        """Bytes of the stream of the entry at an offset, as it claims; 0 for an object that is elsewhere."""
        try:
            return 0 if isinstance(key, bytes) else self.entry(key).size
        except CorruptError:
            return 0

    def _base(self, offset: int, at: int) -> tuple[int, int]:
        byte = self.view[at]
        at += 1
        distance, digits = byte & 0x7F, 1
        while byte & 0x80:
            if digits * 7 > _MAX_SHIFT:
                raise CorruptError("delta with an absurd base")
            byte = self.view[at]
            at += 1
            distance = (distance + 1) << 7 | byte & 0x7F
            digits += 1
        if not 0 < distance <= offset - HEADER_BYTES:
            raise CorruptError("delta with its base outside of the pack")
        return offset - distance, at

    def inflate(self, entry: Entry, *, limit: int) -> bytes:
        """The stream of an entry of at most `limit` bytes. Raises CorruptError."""
        if entry.size > limit:
            raise CorruptError("entry too large to hold")
        content = b"".join(self.stream(entry))
        if len(content) != entry.size:
            raise CorruptError("entry shorter than it claims")
        return content

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """The stream of an entry in chunks, no more than it claims. Raises CorruptError."""
        inflate = inflating.decompressobj()
        left = entry.size + 1  # one more than it should have, so that the end is seen
        at = entry.data
        while not inflate.eof:
            source: bytes | memoryview = inflate.unconsumed_tail
            if not source:
                if at >= self.end:
                    raise CorruptError("entry cut off")
                # Not much more than is needed: zlib copies what it leaves over.
                source = self.view[at : min(at + min(left + _SLACK, _CHUNK), self.end)]
                at += len(source)
            try:
                chunk = inflate.decompress(source, min(left, _CHUNK))
            except inflating.error:
                raise CorruptError("entry does not inflate") from None
            left -= len(chunk)
            if left == 0:
                raise CorruptError("entry longer than it claims")
            if chunk:
                yield chunk

    def forget(self, begin: int, end: int) -> None:
        """Lets the pages between two offsets go: what has been swept need not stay in memory."""
        if hasattr(mmap, "MADV_DONTNEED"):
            begin -= begin % mmap.PAGESIZE
            self._map.madvise(mmap.MADV_DONTNEED, begin, min(end, len(self._map)) - begin)


def open_pack(path: Path) -> Pack:
    """Opens a pack and its index, or its part of the multi-pack-index. Raises OSError and CorruptError."""
    try:
        index = load(path.with_suffix(".idx"))
    except FileNotFoundError:
        index = midx.load(path.parent / "multi-pack-index", pack=path.with_suffix(".idx").name)
    mapped = map_regular(path)
    end = len(mapped) - index.hash_size
    if end < HEADER_BYTES or mapped[:4] != b"PACK" or mapped[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
        raise CorruptError("not a pack")
    return Pack(path.name, index, end, memoryview(mapped), mapped)


def entry_count(pack: Pack) -> int:
    """How many entries the pack's header claims."""
    return int.from_bytes(pack.view[8:12], "big")
