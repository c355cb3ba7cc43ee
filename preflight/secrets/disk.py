"""Reading the files below a root, hostile ones too: links that lead out of the tree, pipes, gigabytes."""

import os
import stat
from collections.abc import Container, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from preflight.secrets.content import Examiner, Hit, Read
from preflight.secrets.gaps import Gaps, unreadable
from preflight.secrets.store.model import Kind, Told

# No link is followed, no opening waits for a writer, no child inherits the file.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_NOTHING: Final[Told[Hit]] = Told(Kind.BLOB)


class Boundary:
    """The border of a folder: which names stay below `root` once all symlinks on the way are known."""

    def __init__(self, root: Path) -> None:
        self._root = os.fsencode(root)
        self._real: dict[bytes, bool] = {}

    def holds(self, name: bytes) -> bool:
        """Whether `name` stays below the root: no `..` in it (an index can), no symlink on the way."""
        parts = name.split(b"/")
        if any(part in (b"", b".", b"..") for part in parts) or os.path.isabs(name):
            return False
        return all(self._is_real(b"/".join(parts[:end])) for end in range(1, len(parts)))

    def _is_real(self, folder: bytes) -> bool:
        known = self._real.get(folder)
        if known is None:
            known = self._real[folder] = not os.path.islink(os.path.join(self._root, folder))
        return known


class Disk:
    """Looks for keys in the files below `root`, by their names relative to it; counts what it reads."""

    def __init__(self, root: Path, examiner: Examiner, gaps: Gaps) -> None:
        self._root = os.fsencode(root)
        self._examiner = examiner
        self._gaps = gaps
        self.boundary = Boundary(root)
        self.files = 0
        self.bytes = 0

    def look(self, name: bytes) -> Told[Hit]:
        """The keys in a file, or in what a symlink says; nothing where there is neither."""
        if not self.boundary.holds(name):
            self._gaps.add("a path that leads out of the repository was not read", name)
            return _NOTHING
        path = os.path.join(self._root, name)
        try:
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                target = os.readlink(path)
                self.bytes += len(target)
                return self._examiner.look_at(target)
            if stat.S_ISREG(mode):
                return self._in_file(path)
        except (FileNotFoundError, NotADirectoryError):
            pass  # deleted, here or by someone at this moment
        except OSError as error:
            self._gaps.add(unreadable("could not be read", error), name)
        return _NOTHING

    def _in_file(self, path: bytes) -> Told[Hit]:
        file = open_regular(path)
        if file is None:
            return _NOTHING
        with file:
            self.files += 1
            return self._examiner.look(self._counted(file.read), size=os.fstat(file.fileno()).st_size)

    def _counted(self, read: Read) -> Read:
        def counting(size: int) -> bytes:
            data = read(size)
            self.bytes += len(data)
            return data

        return counting


def open_regular(path: bytes) -> BinaryIO | None:
    """A regular file; None for what has become something else since its name was looked up. Raises OSError."""
    file = open(os.open(path, _FLAGS), "rb")  # noqa: SIM115 - handed to the caller
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


def plain_files(root: Path, gaps: Gaps, *, below: bytes = b"", skip: Container[bytes] = (b".git",)) -> Iterator[bytes]:
    """Names of all files and symlinks below `root`, or below a folder in it; relative to `root`.

    What bears a name in `skip` is left out, with all that it holds.
    """
    base = os.fsencode(root)
    waiting = [below]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(base, folder)) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            gaps.add(unreadable("could not be listed", error), folder or b".")
            continue
        for entry in entries:
            name = os.path.join(folder, entry.name).replace(os.fsencode(os.sep), b"/")
            if entry.name in skip:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            else:
                yield name
