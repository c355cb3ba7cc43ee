"""Every object of a repository, its alternates and its submodules, whatever reaches it: blobs, trees, commits, tags."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.secrets.content import Examiner, Hit
from preflight.secrets.following import Following, follow
from preflight.secrets.gaps import LACKING, Gap, Gaps
from preflight.secrets.model import ScanRequest
from preflight.secrets.store.cache import Cache, cache_directory
from preflight.secrets.store.model import Stats, Told, Walk
from preflight.secrets.store.walker import walk
from preflight.secrets.store.workers import KILLED

_DAMAGED: Final = "`git fsck` tells what is damaged; check a fresh clone"
_MEMORY: Final = "run again with more memory"
_CHEAP_BYTES: Final = 64 << 20  # of packs: so much is followed from end to end in about a fifth of a second


@dataclass(frozen=True, slots=True)
class Stored:
    """What one object store has to tell."""

    told: Mapping[str, Told[Hit]]
    """By object id."""
    stats: Stats
    clean: bool
    """Nothing to tell, and all was read."""


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
        return self.read_with(objects, self._cache_of(objects))

    @contextmanager
    def followed(self, git: Git) -> Iterator["Followed"]:
        """The store of a repository. Within the block, git follows the refs, where what they lead to and the clone
        lacks is to be expected or cheap to find out.

        Packs are complete when git writes them. A partial clone's are not; and a small repository is followed from
        end to end all the same, as is any under `exhaustive`.
        """
        cache = self._cache_of(git.repository.common / "objects")
        known = cache.load().whole if cache else ()
        with ExitStack() as stack:
            following = None
            try:
                if self._request.exhaustive or git.is_partial or _pack_bytes(git) <= _CHEAP_BYTES:
                    following = stack.enter_context(follow(git, known))
            except GitError as error:
                self._gaps.failed(error)  # the objects are read without git
            yield Followed(self, self._gaps, git, cache, following)

    def _cache_of(self, objects: Path) -> Cache | None:
        return Cache(self._cache, objects=objects, rules_version=self._examiner.version) if self._cache else None

    def read_with(self, objects: Path, cache: Cache | None) -> Stored:
        """The same, with what is known of it."""
        walked = walk(objects, self._examiner.book, progress=self._request.progress, cache=cache)
        for reason in walked.incomplete:
            self._gaps.add(Gap(reason, _MEMORY if KILLED in reason else _DAMAGED))
        return Stored(_by_id(walked), walked.stats, clean=not (walked.found or walked.incomplete))


class Followed:
    """The store of a repository of which git may follow the refs."""

    def __init__(self, stores: Stores, gaps: Gaps, git: Git, cache: Cache | None, following: Following | None) -> None:
        self._stores = stores
        self._gaps = gaps
        self._objects = git.repository.common / "objects"
        self._cache = cache
        self._following = following

    def read(self) -> Stored:
        """Everything in it."""
        return self._stores.read_with(self._objects, self._cache)

    def settle(self, stored: Stored, tips: Sequence[str]) -> None:
        """Notes what the clone lacks, once git is done. Raises GitError.

        Args:
            stored: what was read.
            tips: what the refs lead to: a later scan need not follow them again.
        """
        if not self._following:
            return
        cache = self._cache
        missing = self._following.missing(anew=bool(cache and not cache.load().whole))
        for oid in missing:
            self._gaps.add(LACKING, oid)
        if cache and stored.clean and not missing:
            cache.save(replace(cache.load(), whole=tuple(tips)))


def _by_id(walked: Walk[Hit]) -> Mapping[str, Told[Hit]]:
    return {found.oid: found.told for found in walked.found}


def _pack_bytes(git: Git) -> int:
    try:
        packs = (git.repository.common / "objects" / "pack").glob("*.pack")
        return sum(pack.stat().st_size for pack in packs)
    except OSError as error:
        raise GitError(f"the object store cannot be listed ({error.strerror})") from error
