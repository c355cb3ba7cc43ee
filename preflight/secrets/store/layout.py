"""Where the objects of a repository are: its own directory and all alternates.

Format: gitrepository-layout(5). Everything here is written by the repository under review.
"""

import mmap
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final

from preflight.secrets.store.model import CorruptError

_MAX_DIRECTORIES: Final = 256
_MAX_ALTERNATES_BYTES: Final = 1 << 20
_FAN_OUT: Final = re.compile(r"[0-9a-f]{2}")
_REST_OF_ID: Final = re.compile(r"[0-9a-f]{38}|[0-9a-f]{62}")
_QUOTED_OCTAL: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """Object directories in the order git would look in them."""

    directories: tuple[Path, ...]
    incomplete: tuple[str, ...] = field(default=())


def find_directories(objects: Path) -> Layout:
    """`objects` and its alternates, each once, cycles and all."""
    seen: set[tuple[int, int]] = set()
    found: list[Path] = []
    incomplete: list[str] = []
    pending = [objects]
    while pending:
        directory = pending.pop(0)
        try:
            info = directory.stat()
        except (OSError, ValueError):
            incomplete.append(f"object directory is missing: {_shown(directory)}")
            continue
        if not stat.S_ISDIR(info.st_mode) or (info.st_dev, info.st_ino) in seen:
            continue
        if len(found) == _MAX_DIRECTORIES:
            incomplete.append(f"more than {_MAX_DIRECTORIES} alternate object directories")
            break
        seen.add((info.st_dev, info.st_ino))
        found.append(directory)
        try:
            pending.extend(_alternates(directory))
        except (OSError, CorruptError):
            incomplete.append(f"cannot read info/alternates of {_shown(directory)}")
    return Layout(tuple(found), tuple(incomplete))


def _alternates(directory: Path) -> Iterator[Path]:
    try:
        text = read_regular(directory / "info" / "alternates", limit=_MAX_ALTERNATES_BYTES)
    except FileNotFoundError:
        return
    for line in text.split(b"\n"):
        if line and not line.startswith(b"#"):
            yield directory / os.fsdecode(_unquoted(line))


def _unquoted(line: bytes) -> bytes:
    """Git writes a path with odd bytes as a C string."""
    if not (line.startswith(b'"') and line.endswith(b'"') and len(line) > 1):
        return line
    simple = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}

    def plain(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8) & 0xFF]) if len(code) > 1 else simple.get(code, code)

    return _QUOTED_OCTAL.sub(plain, line[1:-1])


def read_regular(path: Path, *, limit: int) -> bytes:
    """The bytes of a regular file. Raises OSError, or CorruptError if it is none or is over `limit` bytes."""
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > limit:
            raise CorruptError("larger than expected")
        return file.read(limit + 1)


def open_regular(path: Path | str) -> FileIO:
    """A regular file, unbuffered. Raises OSError, or CorruptError if it is none."""
    # Not blocking: a FIFO in place of the file must not hang us.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    file = FileIO(os.open(path, flags))
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise CorruptError("not a regular file")


def map_regular(path: Path) -> mmap.mmap:
    """A regular file mapped for reading. Raises OSError, or CorruptError if it is none or is empty."""
    with open_regular(path) as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise CorruptError("empty file") from None


def pack_paths(directory: Path) -> list[Path]:
    """The `.pack` files of one object directory, by name."""
    try:
        names = os.listdir(directory / "pack")
    except OSError:
        return []
    return [directory / "pack" / name for name in sorted(names) if name.startswith("pack-") and name.endswith(".pack")]


def loose_paths(directory: Path, *, worker: int = 0, jobs: int = 1) -> Iterator[tuple[str, str]]:
    """(object id, path) of each loose object; `worker` of `jobs` gets its share of the fan-out folders."""
    for number in range(worker, 256, jobs):
        fan_out = f"{number:02x}"
        try:
            names = os.listdir(directory / fan_out)
        except OSError:
            continue
        for name in names:
            if _REST_OF_ID.fullmatch(name):
                yield fan_out + name, f"{directory}/{fan_out}/{name}"


def _shown(path: Path) -> str:
    return ascii(str(path))
