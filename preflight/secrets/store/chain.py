"""One object from its chain of deltas."""

from collections.abc import Callable
from typing import Final

from preflight.secrets.store.delta import pieces, target_size
from preflight.secrets.store.model import CorruptError, Kind
from preflight.secrets.store.pack import KINDS, Entry, Pack

OBJECT_LIMIT: Final = 128 << 20
"""Bytes of the largest object that is made or handed out whole."""
_LONGEST: Final = 1 << 14

Key = int | bytes
"""Names a base: an offset in the pack, or the id of an object elsewhere."""

Fetch = Callable[[bytes], tuple[Kind, bytes]]
"""An object by its id, from anywhere. Raises CorruptError."""


def content_of(key: Key, *, pack: Pack, fetch: Fetch) -> tuple[Kind, bytes]:
    """An object made from scratch, link by link. Raises CorruptError."""
    links: list[Entry] = []
    while not isinstance(key, bytes):
        entry = pack.entry(key)
        if entry.base is None:
            made = KINDS[entry.code], pack.inflate(entry, limit=OBJECT_LIMIT)
            break
        links.append(entry)
        if len(links) > _LONGEST:
            raise CorruptError("deltas in a circle")
        key = entry.base
        if isinstance(key, bytes):
            offset = pack.index.find(key)
            key = key if offset is None else offset
    else:
        made = fetch(key)
    kind, content = made
    for entry in reversed(links):
        content = b"".join(delta_parts(pack, entry, content))
    return kind, content


def delta_parts(pack: Pack, entry: Entry, base: bytes) -> list[memoryview]:
    """The result of one delta in slices. Raises CorruptError."""
    delta = pack.inflate(entry, limit=OBJECT_LIMIT)
    try:
        if target_size(delta) > OBJECT_LIMIT:
            raise CorruptError("object too large to make from deltas")
    except IndexError:
        raise CorruptError("delta cut off") from None
    return pieces(base, delta)
