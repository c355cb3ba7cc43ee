"""Single objects by their ids, from packs and loose files of all object directories."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from preflight.secrets.store.chain import OBJECT_LIMIT, content_of
from preflight.secrets.store.layout import pack_paths
from preflight.secrets.store.loose import open_loose
from preflight.secrets.store.model import CorruptError, Kind
from preflight.secrets.store.pack import Pack, open_pack

_MAX_DEPTH: Final = 8
_MAX_OPEN: Final = 16


class Reader:
    """Reads objects; keeps some packs open."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self._directories = directories
        self._open: dict[Path, Pack] = {}
        self._depth = 0

    def read(self, oid: bytes) -> tuple[Kind, bytes]:
        """An object's kind and content. Raises CorruptError where it is missing, broken or too large."""
        if self._depth == _MAX_DEPTH:
            raise CorruptError("deltas lead from pack to pack")
        self._depth += 1
        try:
            for pack in self._packs():
                offset = pack.index.find(oid)
                if offset is not None:
                    return content_of(offset, pack=pack, fetch=self.read)
            return self._loose(oid.hex())
        finally:
            self._depth -= 1

    def _packs(self) -> Iterator[Pack]:
        yield from list(self._open.values())
        for directory in self._directories:
            for path in pack_paths(directory):
                if path in self._open:
                    continue
                try:
                    pack = open_pack(path)
                except (OSError, CorruptError):
                    continue
                if len(self._open) == _MAX_OPEN:
                    self._open.clear()
                self._open[path] = pack
                yield pack

    def _loose(self, name: str) -> tuple[Kind, bytes]:
        for directory in self._directories:
            try:
                with open_loose(f"{directory}/{name[:2]}/{name[2:]}") as loose:
                    if loose.size > OBJECT_LIMIT:
                        raise CorruptError("object too large to hold")
                    return loose.kind, b"".join(loose.chunks)
            except OSError:
                continue
        raise CorruptError("an object is missing")
