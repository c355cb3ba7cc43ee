"""Every object of a repository, its alternates and its submodules, whatever reaches it: blobs, trees, commits, tags."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from preflight.errors import GitError
from preflight.git import RUN_SECONDS, Git
from preflight.git_process import Running
from preflight.secrets.content import Examiner, Hit
from preflight.secrets.gaps import Gaps
from preflight.secrets.model import ScanRequest
from preflight.secrets.store.cache import Cache, cache_directory
from preflight.secrets.store.model import Stats, Told, Walk
from preflight.secrets.store.walker import walk

_CONNECTED: Final = ("rev-list", "--objects", "--quiet", "--all", "--reflog", "--indexed-objects", "--missing=print")
_MISSING: Final = "the clone lacks an object, whose content was not read"
_CHEAP_BYTES: Final = 64 << 20  # of packs: so much is followed from end to end in about a fifth of a second
_ENOUGH: Final = 1000
"""Missing objects after which it is clear that the clone is partial, and nobody counts the rest."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What one object store has to tell."""

    told: Mapping[str, Told[Hit]]
    """By object id."""
    stats: Stats


class Stores:
    """Reads object stores, each once, with one cache and one notion of how hard to look."""

    def __init__(self, request: ScanRequest, examiner: Examiner, gaps: Gaps, environ: Mapping[str, str]) -> None:
        self._request = request
        self._examiner = examiner
        self._gaps = gaps
        use_cache = request.use_cache and not request.exhaustive
        self._cache = cache_directory(environ=environ, outside=request.root) if use_cache else None

    def read(self, objects: Path) -> Stored:
        """Everything below an object directory and its alternates."""
        cache = Cache(self._cache, objects=objects, rules_version=self._examiner.version) if self._cache else None
        walked = walk(objects, self._examiner.book, progress=self._request.progress, cache=cache)
        for reason in walked.incomplete:
            self._gaps.add(reason)
        return Stored(_by_id(walked), walked.stats)

    @contextmanager
    def followed(self, git: Git) -> Iterator[None]:
        """While the block reads the objects, git follows the refs; at its end, what they lead to and the clone lacks
        is noted, where that is to be expected or cheap to find out.

        Packs are complete when git writes them. A partial clone's are not; and a small repository is followed from
        end to end all the same, as is any under `exhaustive`.
        """
        with ExitStack() as stack:
            process = None
            try:
                if self._request.exhaustive or git.is_partial or _pack_bytes(git) <= _CHEAP_BYTES:
                    process = stack.enter_context(git.aside(*_CONNECTED))
            except GitError as error:
                self._gaps.add(error.message)  # the objects are read without git
            yield
            if process:
                self._note_missing(process)

    def _note_missing(self, process: Running) -> None:
        with process.watched(RUN_SECONDS):
            missing = list(islice(_missing(process), _ENOUGH))
        process.finish(RUN_SECONDS)
        for oid in missing:
            self._gaps.add(_MISSING, oid)


def _missing(process: Running) -> Iterator[bytes]:
    """The ids that `rev-list --missing=print` marks with a question mark."""
    while line := process.readline():
        if line.startswith(b"?"):
            yield line[1:].rstrip(b"\n")


def _by_id(walked: Walk[Hit]) -> Mapping[str, Told[Hit]]:
    return {found.oid: found.told for found in walked.found}


def _pack_bytes(git: Git) -> int:
    try:
        packs = (git.repository.common / "objects" / "pack").glob("*.pack")
        return sum(pack.stat().st_size for pack in packs)
    except OSError as error:
        raise GitError(f"the object store cannot be listed ({error.strerror})") from error
