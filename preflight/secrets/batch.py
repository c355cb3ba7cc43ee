"""Git objects one after another, from one `git cat-file`, in bounded memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, NamedTuple

from preflight.git import Git
from preflight.git_process import Running

_COMMAND: Final = ("cat-file", "--buffer", "--batch=%(objectname) %(objecttype) %(objectsize) %(rest)")
_CHUNK: Final = 1 << 20
MISSING: Final = "missing"


class Stored(NamedTuple):
    """One object. Its content can be read until the next one is asked for."""

    name: str
    kind: str
    """`blob`, `tree`, `commit`, `tag`, or MISSING for one that the clone lacks."""
    size: int
    rest: bytes
    """What followed its name in the request."""
    read: Callable[[int], bytes]
    """Up to so many bytes of its content; fewer only at the end."""


@contextmanager
def stored(git: Git, wanted: bytes | Running) -> Iterator[Iterator[Stored]]:
    """The objects that the lines of `wanted` name, each perhaps followed by a space and a text of the caller's.

    Raises GitError where git fails.
    """
    with git.stream(*_COMMAND, stdin=wanted) as process:
        yield _objects(process)


def _objects(process: Running) -> Iterator[Stored]:
    while header := process.readline():
        name, kind, *rest = header.rstrip(b"\n").split(b" ", 3)
        if not rest:  # "4b825d… missing", also for the "?4b825d…" by which `rev-list` names what it cannot walk
            yield Stored(name.lstrip(b"?").decode("ascii", "replace"), MISSING, 0, b"", BytesIO().read)
            continue
        size = int(rest[0])
        content = _Content(process, size)
        yield Stored(name.decode("ascii"), kind.decode("ascii"), size, rest[1], content.read)
        content.skip()


class _Content:
    """The bytes of the object that comes next in the output."""

    def __init__(self, process: Running, size: int) -> None:
        self._process = process
        self._left = size

    def read(self, wanted: int) -> bytes:
        """Up to so many bytes; fewer only at the end."""
        data = self._process.read(min(wanted, self._left))
        self._left -= len(data)
        return data

    def skip(self) -> None:
        """Passes over what was not read, and over the newline after it."""
        while self._left and self.read(_CHUNK):
            pass
        self._process.read(1)
