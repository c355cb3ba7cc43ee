"""Reads each file of a repository once, and keeps what the gate lets through."""

import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.printable import printable
from preflight.secrets.batch import MISSING, stored
from preflight.secrets.disk import Boundary, open_regular
from preflight.secrets.worktree import Listed
from preflight.tree.gate import Gate, decoded, is_text
from preflight.tree.model import File, Unread
from preflight.tree.names import holds_settings, maybe_text, shipped_root

LARGEST: Final = 16 << 20
"""Bytes of a file that is kept."""
MOST_KEPT: Final = 128 << 20
"""Bytes that are kept of all files together."""
_CHUNK: Final = 1 << 20
_HEAD: Final = 64 << 10
"""What is read of a file before it is certain that it is text."""
_ENCRYPTED: Final = b"\0GITCRYPT\0"
_LINKS: Final = (b"120000", b"160000")


class Reader:
    """Makes files of names; `unread` tells what could not be read."""

    def __init__(self, root: Path, gate: Gate) -> None:
        self._root = os.fsencode(root)
        self._boundary = Boundary(root)
        self._gate = gate
        self._left = MOST_KEPT
        self.unread: list[Unread] = []

    def files(self, listed: Iterable[Listed], ignored: Iterable[bytes]) -> Iterator[File]:
        """All of them; those that are tracked and not checked out are read from git's store, which comes last."""
        absent: list[Listed] = []
        for one in listed:
            file = self._on_disk(one.path, tracked=one.entry is not None)
            if file:
                yield file
            elif one.entry and one.entry.mode not in _LINKS and _matters(one.path):
                absent.append(one)
        for name in ignored:
            if file := self._on_disk(name, tracked=False, ignored=True):
                yield file
        yield from self._in_store(absent)

    def _on_disk(self, name: bytes, *, tracked: bool, ignored: bool = False) -> File | None:
        """None for what is no regular file below the root, or is not there."""
        known = partial(File, path=printable(os.fsdecode(name)), tracked=tracked, ignored=ignored)
        if not _matters(name):
            return known()
        path = os.path.join(self._root, name)
        try:
            if not self._boundary.holds(name) or not stat.S_ISREG(os.lstat(path).st_mode):
                return None
            file = open_regular(path)
            if file is None:
                return None
            with file:
                status = os.fstat(file.fileno())
                content = self._content(name, file, status.st_size)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._tell(name, f"could not be read ({error.strerror})")
            return known()
        everyone = os.name == "posix" and bool(status.st_mode & stat.S_IROTH)
        return known(world_readable=everyone, content=content)

    def _content(self, name: bytes, file: BinaryIO, size: int) -> bytes | None:
        path = os.fsdecode(name)
        if size > LARGEST:
            if self._gate.admits_any(iter(partial(file.read, _CHUNK), b"")) or holds_settings(path):
                self._tell(name, f"bigger than {LARGEST >> 20} MiB, which is the most that is read")
            return None
        data = file.read(_HEAD)
        if is_text(data) or shipped_root(path):
            data += file.read(LARGEST)
        elif holds_settings(path) and not data.startswith(_ENCRYPTED):
            self._tell(name, "it is not text")
        return self._kept(name, data)

    def _kept(self, name: bytes, data: bytes) -> bytes | None:
        if not self._gate.keeps(os.fsdecode(name), data):
            return None
        if len(data) > self._left:
            self._tell(name, f"more than {MOST_KEPT >> 20} MiB speak of providers: the rest was not read")
            return None
        self._left -= len(data)
        return decoded(data)

    def _in_store(self, absent: list[Listed]) -> Iterator[File]:
        """Content of files that a sparse checkout left out, or that were deleted and are still in the index."""
        repositories = {one.git.repository.root: one.git for one in absent if one.git}
        for root, git in repositories.items():
            here = [one for one in absent if one.git and one.git.repository.root == root]
            try:
                yield from self._stored(git, here)
            except GitError as error:
                self.unread.append(Unread(error.message))

    def _stored(self, git: Git, listed: list[Listed]) -> Iterator[File]:
        wanted = b"".join(one.entry.blob.encode("ascii") + b"\n" for one in listed if one.entry)
        with stored(git, wanted) as objects:
            for content, one in zip(objects, listed, strict=False):
                known = partial(File, path=printable(os.fsdecode(one.path)), on_disk=False)
                if content.kind == MISSING or content.size > LARGEST:
                    self._tell(one.path, "it is not checked out, and the clone lacks it or it is too big")
                    yield known()
                else:
                    yield known(content=self._kept(one.path, content.read(content.size)))

    def _tell(self, name: bytes, reason: str) -> None:
        self.unread.append(Unread(reason, printable(os.fsdecode(name))))


def _matters(name: bytes) -> bool:
    return maybe_text(os.fsdecode(name))
