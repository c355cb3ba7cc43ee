"""Reads files that nobody vouches for, and writes files so that no reader ever sees half of one.

The repository under review chooses its files: a name may be a FIFO, a device, a gigabyte, or a symlink to
somebody else's secrets. `within` names the directory that symlinks must not lead out of; a tree that someone
changes during the read is outside this protection.
"""

import os
import stat
from pathlib import Path
from typing import Final

from preflight.errors import PreflightError
from preflight.printable import printable

MIB: Final = 1 << 20
BOM: Final = b"\xef\xbb\xbf"


class FileError(PreflightError):
    """A file is missing, is not a plain file, is too big, is not UTF-8, or may not be read or written."""


def read_bytes(path: Path, *, limit: int = MIB, within: Path | None = None) -> bytes:
    """The content of a regular file of at most `limit` bytes; never waits. Raises FileError."""
    try:
        target = _target(path, within)
        # O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(target, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileError(f"{name_of(path)}: not a regular file")
        with open(descriptor, "rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _trouble(path, "cannot be read", error) from error
    if len(content) > limit:
        raise FileError(f"{name_of(path)}: bigger than {_size(limit)}, which is the most that is read")
    return content


def read_text(path: Path, *, limit: int = MIB, within: Path | None = None) -> str:
    """The text of a UTF-8 file, without its byte order mark; line ends as they are. Raises FileError."""
    return decode(read_bytes(path, limit=limit, within=within), path)


def decode(content: bytes, path: Path) -> str:
    """The text of UTF-8 bytes, without a byte order mark. Raises FileError, which names line and byte."""
    content = content.removeprefix(BOM)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, byte = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise FileError(
            f"{name_of(path)}:{line}: not UTF-8 (byte {byte} of the line)", hint="save the file as UTF-8"
        ) from None


def write_bytes(path: Path, content: bytes, *, within: Path | None = None) -> None:
    """Replaces or creates a file in one step: afterwards it holds all of `content`, or what it held before.

    An existing file keeps its mode, a symlink stays one. Raises FileError.
    """
    try:
        target = _target(path, within, must_exist=False)
        mode = _mode(target, path)
        temporary = target.with_name(f".{target.name}.{os.urandom(8).hex()}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with open(descriptor, "wb") as file:
                if mode is not None:
                    temporary.chmod(mode)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise _trouble(path, "cannot be written", error) from error


def name_of(path: Path) -> str:
    """How messages name `path`: relative to the working directory if either is below the other, else by name.

    A file in a folder beside the way up, as `.preflight/attestations.yml` seen from `src`, counts as below.
    """
    here, full = Path.cwd(), Path(os.path.abspath(path))
    beside = full.parent.name.startswith(".") and here.is_relative_to(full.parent.parent)
    if full.is_relative_to(here) or here.is_relative_to(full.parent) or beside:
        return printable(os.path.relpath(full, here))
    return printable(full.name)


def _target(path: Path, within: Path | None, *, must_exist: bool = True) -> Path:
    """Where `path` leads once all symlinks are followed."""
    target = os.path.realpath(path, strict=must_exist)
    if within is not None and not Path(target).is_relative_to(os.path.realpath(within)):
        raise FileError(f"{name_of(path)}: a symlink that leads out of the directory under review is not followed")
    return Path(target)


def _mode(target: Path, path: Path) -> int | None:
    try:
        status = target.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{name_of(path)}: not a regular file")
    return stat.S_IMODE(status.st_mode)


def _trouble(path: Path, what: str, error: OSError | ValueError) -> FileError:
    reason = (error.strerror or "").lower() if isinstance(error, OSError) else str(error)
    return FileError(f"{name_of(path)}: {what}: {reason or type(error).__name__}")


def _size(limit: int) -> str:
    return f"{limit // MIB} MiB" if limit % MIB == 0 else f"{limit} bytes"
