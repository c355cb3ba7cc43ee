"""Every blob that a ref, a reflog or an index reaches, read once, in bounded memory."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from preflight.git import Git
from preflight.git_process import Running
from preflight.secrets.gaps import Gaps
from preflight.secrets.windows import WINDOW, Hit, Read, find_hits

_WALK: Final = (
    "rev-list",
    "--objects",
    "--all",
    "--reflog",
    "--indexed-objects",
    "--filter-provided-objects",
)
_ONLY_BLOBS: Final = "--filter=object:type=blob"
_ONLY_TREES: Final = "--filter=object:type=tree"
_SKIP_MISSING: Final = "--missing=print"  # as `?ID`, where it passes the filter
_PROMISED: Final = r"^(extensions\.partialclone|remote\..*\.promisor)$"
_BLOBS: Final = ("cat-file", "--buffer", "--batch=%(objectname) %(objecttype) %(objectsize) %(rest)")
_MISSING: Final = "the clone lacks an object, whose content was not read"


class History:
    """The blobs of a repository; what was found before git failed is kept."""

    def __init__(self, gaps: Gaps) -> None:
        self._gaps = gaps
        self.hits: dict[str, tuple[Hit, ...]] = {}
        """By blob id; blobs without a hit are not in it."""
        self.names: dict[str, bytes] = {}
        """For the blobs in `hits`, one of the paths they have, empty where git knows none."""
        self.objects = 0
        self.bytes = 0

    def read(self, git: Git) -> None:
        """Reads all; raises GitError where git fails, then not all was read.

        In a partial clone objects are missing by design: the walk goes on past them, and they are told.
        """
        skip = (_SKIP_MISSING,) if _is_partial(git) else ()
        with git.stream(*_WALK, _ONLY_BLOBS, *skip) as walk, git.stream(*_BLOBS, stdin=walk) as blobs:
            while header := blobs.readline():
                self._blob(header.rstrip(b"\n"), blobs)
        if skip:
            self._missing_trees(git)

    def _missing_trees(self, git: Git) -> None:
        with git.stream(*_WALK, _ONLY_TREES, _SKIP_MISSING) as walk:
            while line := walk.readline():
                if line.startswith(b"?"):
                    self._gaps.add(_MISSING, line[1:].rstrip())

    def _blob(self, header: bytes, blobs: Running) -> None:
        name, kind, *rest = header.split(b" ", 3)
        if kind != b"blob":  # "?4b825d… missing"
            self._gaps.add(_MISSING, name.lstrip(b"?"))
            return
        size, path = int(rest[0]), rest[1]
        self.objects += 1
        self.bytes += size
        hits = tuple(_hits(blobs, size))
        if hits:
            self.hits[name.decode("ascii")] = hits
            self.names[name.decode("ascii")] = path


def _is_partial(git: Git) -> bool:
    return bool(git.run("config", "--name-only", "--get-regexp", _PROMISED, accept=(0, 1)))


def _hits(blobs: Running, size: int) -> Iterator[Hit]:
    """The keys of the blob that comes next, and the newline after it swallowed."""
    if size < WINDOW:
        yield from find_hits(BytesIO(blobs.read(size + 1)[:size]).read)
    else:
        yield from find_hits(_next(blobs, size))
        blobs.read(1)


def _next(blobs: Running, size: int) -> Read:
    left = size

    def read(wanted: int) -> bytes:
        nonlocal left
        data = blobs.read(min(wanted, left))
        left -= len(data)
        return data

    return read
