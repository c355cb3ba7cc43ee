"""What an earlier run knows of an object store, so that only what is new is read again.

A pack never changes under its name: its outcome is kept by name, place and checksum; loose objects by id. The
file holds ids and counts, never a key. It lies in the user's own cache directory, never in the repository under
review.
"""

import contextlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from preflight.secrets.store.layout import open_regular
from preflight.secrets.store.model import CorruptError

_FORMAT: Final = 3
_MAX_BYTES: Final = 64 << 20
_MAX_FILES: Final = 200
_CHECKSUMS: Final = 64  # two of 32 bytes, at the end of an index


@dataclass(frozen=True, slots=True)
class KnownPack:
    """The outcome of a pack that was read to its end."""

    objects: int
    inflated: int
    telling: tuple[str, ...]
    """Ids of the objects that the full rules had something to tell of."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a store."""

    packs: Mapping[str, KnownPack] = field(default_factory=dict)
    """By `pack_key`."""
    loose: Mapping[str, int] = field(default_factory=dict)
    """Sizes of loose objects with nothing to tell, by id."""
    whole: tuple[str, ...] = ()
    """Ids from which everything was followed and nothing was missing; nothing of the above has gone since."""


class Cache:
    """Remembers one object store under one version of the rules."""

    def __init__(self, directory: Path, *, objects: Path, rules_version: str) -> None:
        self._known: Known | None = None
        self._subject = [str(objects.absolute()), rules_version]
        name = crc32("\0".join(self._subject).encode(errors="surrogateescape"))
        self._path = directory / f"{name:08x}.json"

    def load(self) -> Known:
        """What is known; nothing where the file is absent or not what it should be."""
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> Known:
        try:
            if self._path.stat().st_size > _MAX_BYTES:
                return Known()
            document = json.loads(self._path.read_bytes())
            if document["format"] != _FORMAT or document["subject"] != self._subject:
                return Known()  # another subject may have a file of that name
            packs = {key: _known_pack(value) for key, value in document["packs"].items()}
            return Known(packs, _sizes(document["loose"]), _ids(document["whole"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Known()

    def save(self, known: Known) -> None:
        """Replaces what is known. A cache that cannot be written is no error."""
        if known == self._known:
            return
        self._known = known
        packs = {key: asdict(pack) for key, pack in known.packs.items()}
        document = {
            "format": _FORMAT,
            "subject": self._subject,
            "packs": packs,
            "loose": dict(known.loose),
            "whole": known.whole,
        }
        with contextlib.suppress(OSError):
            _replace(self._path, json.dumps(document))
            _thin_out(self._path.parent)


def cache_directory(*, environ: Mapping[str, str], outside: Path) -> Path | None:
    """The directory for scan caches, made where it is absent.

    Args:
        environ: the process environment.
        outside: the repository under review; it must not hold its own verdict.

    Returns:
        None where there is no directory that only this user can write.
    """
    base = environ.get("XDG_CACHE_HOME", "")
    home = environ.get("HOME", "")
    parent = Path(base) if base.startswith("/") else Path(home, ".cache") if home.startswith("/") else None
    if parent is None:
        return None
    directory = parent / "preflight" / "scan"
    try:
        if directory.resolve().is_relative_to(outside.resolve()):
            return None
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = all(_is_private(path) for path in (directory.parent, directory))
    except (OSError, RuntimeError):
        return None
    return directory if private else None


def pack_key(path: Path) -> str | None:
    """Names a pack and its index by place, size and checksum; None where they cannot be read."""
    parts: list[object] = [path.name]
    try:
        for name in (path, path.with_suffix(".idx")):
            with open_regular(name) as file:
                # No times: git touches a pack when somebody adds content that it holds.
                info = os.fstat(file.fileno())
                file.seek(max(0, info.st_size - _CHECKSUMS))
                parts += (info.st_dev, info.st_ino, info.st_size, file.read(_CHECKSUMS).hex())
    except (OSError, CorruptError):
        return None
    return " ".join(map(str, parts))


def _known_pack(value: Mapping[str, Any]) -> KnownPack:
    telling = tuple(value["telling"])
    objects, inflated = value["objects"], value["inflated"]
    if not isinstance(objects, int) or not isinstance(inflated, int):
        raise TypeError
    for oid in telling:
        bytes.fromhex(oid)
    return KnownPack(objects, inflated, telling)


def _sizes(value: Mapping[str, Any]) -> dict[str, int]:
    if not all(isinstance(size, int) for size in value.values()):
        raise TypeError
    return dict(value)


def _ids(value: Iterable[str]) -> tuple[str, ...]:
    ids = tuple(value)
    for oid in ids:
        bytes.fromhex(oid)
    return ids


def _is_private(path: Path) -> bool:
    info = path.lstat()
    if not stat.S_ISDIR(info.st_mode):
        return False
    return not hasattr(os, "getuid") or (info.st_uid == os.getuid() and not info.st_mode & 0o022)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.new")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _thin_out(directory: Path) -> None:
    """Forgets the stores that have not been looked at for longest."""
    files: Iterable[os.DirEntry[str]] = os.scandir(directory)
    by_age = sorted(files, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime, reverse=True)
    for entry in by_age[_MAX_FILES:]:
        os.unlink(entry.path)
