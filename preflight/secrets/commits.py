"""Where in history a blob is: asked of git only for blobs that hold a key, as it walks every commit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.git_process import Running
from preflight.verdict import Where

_LOG: Final = (
    "log",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--diff-merges=separate",
    "--topo-order",
    "--format=%H %at",
)
_STASH: Final = "refs/stash"
_NOTES: Final = "refs/notes/*"
_AT_ONCE: Final = 500  # blobs per command line
_MOST_BLOBS: Final = 5_000
_MOST_PLACES: Final = 50_000
_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """A path that had a blob, with the first commit in which it did."""

    blob: str
    where: Where
    path: bytes
    commit: str
    author_date: datetime | None


def locate(git: Git, blobs: Iterable[str]) -> list[Place]:
    """The places of `blobs`, the oldest first; a blob that git does not find in time has none.

    A blob that branches and tags hold is not looked for in notes, stash and reflog as well.
    """
    wanted = set(islice(blobs, _MOST_BLOBS))
    places: list[Place] = []
    for where, revisions in _groups(git):
        found = list(_places(git, where, revisions, sorted(wanted)))
        wanted -= {place.blob for place in found}
        places += found
    return places


def _groups(git: Git) -> Iterator[tuple[Where, Sequence[str]]]:
    yield Where.HISTORY, (f"--exclude={_STASH}", f"--exclude={_NOTES}", "--all")
    yield Where.NOTES, (f"--glob={_NOTES}",)
    yield Where.STASH, _stashes(git)
    yield Where.REFLOG, ("--reflog",)


def _stashes(git: Git) -> Sequence[str]:
    try:
        entries = git.run("log", "--walk-reflogs", "--format=%H", f"--max-count={_AT_ONCE}", _STASH)
    except GitError:  # nothing is stashed
        return ()
    return entries.decode("ascii").split()


def _places(git: Git, where: Where, revisions: Sequence[str], blobs: Sequence[str]) -> Iterator[Place]:
    if not revisions:
        return
    for start in range(0, len(blobs), _AT_ONCE):
        wanted = set(blobs[start : start + _AT_ONCE])
        finds = [f"--find-object={blob}" for blob in wanted]
        first: dict[tuple[str, bytes], Place] = {}
        try:
            with git.stream(*_LOG, *finds, *revisions, seconds=_SECONDS) as process:
                for place in islice(_additions(process, where), _MOST_PLACES):
                    if place.blob in wanted:
                        first.pop((place.blob, place.path), None)
                        first[place.blob, place.path] = place
        except GitError:
            pass  # the key was found all the same: only its commit stays unknown
        yield from reversed(first.values())


def _additions(process: Running, where: Where) -> Iterator[Place]:
    """Each blob that each commit brings in, the newest commit first."""
    commit, date = "", None
    records = process.records()
    for record in records:
        line = record.lstrip(b"\n")
        if line.startswith(b":"):
            _, _, _, blob, _ = line.split(b" ", 4)
            yield Place(blob.decode("ascii"), where, next(records, b""), commit, date)
        elif line:
            head, _, seconds = line.partition(b" ")
            commit, date = head.decode("ascii"), _date(seconds)


def _date(seconds: bytes) -> datetime | None:
    """A commit may claim any number."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
