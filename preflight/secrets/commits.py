"""Where in history a blob is: asked of git only for blobs that hold a key, as it walks every commit."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.git_process import Running
from preflight.secrets.ledger import Committed
from preflight.verdict import Where

_COMMITS: Final = ("rev-list", "--topo-order")
_CHANGES: Final = (
    "diff-tree",
    "--stdin",
    "-r",
    "-c",  # of a merge what none of its parents has: the rest came in by another commit
    "--root",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--format=%H %at %P",
)
_STASH: Final = "refs/stash"
_NOTES: Final = "refs/notes/*"
_HISTORY: Final = (f"--exclude={_STASH}", f"--exclude={_NOTES}", "--all")
_COMMITS_BYTES: Final = 256 << 20  # ids of some six million
_WORTH_PARTING: Final = 1000  # commits
_MOST_PARTS: Final = 4
_AT_ONCE: Final = 500  # blobs per command line
_MOST_BLOBS: Final = 5_000
_MOST_PLACES: Final = 50_000
_SECONDS = 20.0
"""A tree can name itself more often than any memory holds: git gets that long to think of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A path that had a blob, with the first commit in which it did."""

    blob: str
    where: Where
    path: bytes
    commit: str
    author_date: datetime | None
    last: str | None = None
    """The last commit that had it: a parent of the newest one that took it away. None where its newest change
    brought it in: then a branch or tag may still have it."""

    def committed(self, pushed: Mapping[str, bool]) -> Committed:
        """The commit, and whether it has left this machine."""
        return Committed(self.commit, self.author_date, pushed.get(self.commit), self.last)


@dataclass(frozen=True, slots=True)
class Located:
    """Where in history some blobs are."""

    places: Sequence[Place]
    complete: bool
    """Whether a blob without a place is reached by nothing; otherwise git did not find it in time."""


def locate(git: Git, blobs: Iterable[str], *, revisions: Sequence[str] = ()) -> Located:
    """The places of `blobs`, the oldest first.

    Without `revisions` all history is searched, and a blob that branches and tags hold is not looked for in notes,
    stash and reflog as well.
    """
    wanted = set(islice(blobs, _MOST_BLOBS))
    places: list[Place] = []
    complete = True
    try:
        for where, group in ((Where.HISTORY, revisions),) if revisions else _groups(git):
            found = [place for some in _batches(wanted) for place in _places(git, where, group, some)]
            wanted -= {place.blob for place in found}
            places += found
    except GitError:
        complete = False  # the keys were found all the same: only their commits stay unknown
    return Located(places, complete)


def _groups(git: Git) -> Iterator[tuple[Where, Sequence[str]]]:
    """Each without the commits that were searched in vain before it."""
    yield Where.HISTORY, _HISTORY
    yield Where.NOTES, (f"--glob={_NOTES}", "--not", *_HISTORY)
    if stashes := _stashes(git):
        yield Where.STASH, (*stashes, "--not", *_HISTORY)
    yield Where.REFLOG, ("--reflog", "--not", *_HISTORY)


def _stashes(git: Git) -> Sequence[str]:
    try:
        entries = git.run("log", "--walk-reflogs", "--format=%H", f"--max-count={_AT_ONCE}", _STASH)
    except GitError:  # nothing is stashed
        return ()
    return entries.decode("ascii").split()


def _batches(blobs: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(blobs))
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _places(git: Git, where: Where, revisions: Sequence[str], blobs: list[str]) -> Iterator[Place]:
    first: dict[tuple[str, bytes], Place] = {}
    last: dict[tuple[str, bytes], str | None] = {}
    with ExitStack() as stack:
        for change in chain.from_iterable(_changes(stack, git, revisions, blobs)):
            if change.old in blobs and change.parent and len(last) < _MOST_PLACES:
                last.setdefault((change.old, change.path), change.parent)
            key = change.new, change.path
            if change.new in blobs and (key in first or len(first) < _MOST_PLACES):
                last.setdefault(key, None)
                first.pop(key, None)
                first[key] = Place(change.new, where, change.path, change.commit, change.date)
    for key, place in reversed(first.items()):
        yield replace(place, last=last.get(key))


@dataclass(frozen=True, slots=True)
class _Change:
    """A path's blob before and after a commit; of a merge, before it on the last of its sides."""

    commit: str
    parent: str | None
    """None of a merge: what it takes away was taken away on one of its sides before."""
    date: datetime | None
    old: str
    new: str
    path: bytes


def _changes(stack: ExitStack, git: Git, revisions: Sequence[str], blobs: Iterable[str]) -> Sequence[Iterator[_Change]]:
    """What the commits change in the blobs, the newest commit first: in parts, on which git works at the same time."""
    commits = git.run(*_COMMITS, *revisions, seconds=_SECONDS, limit=_COMMITS_BYTES).splitlines(keepends=True)
    finds = [f"--find-object={blob}" for blob in blobs]
    size = max(_WORTH_PARTING, -(-len(commits) // min(os.cpu_count() or 1, _MOST_PARTS)))
    parts = [b"".join(commits[at : at + size]) for at in range(0, len(commits), size)]
    walks = [stack.enter_context(git.stream(*_CHANGES, *finds, stdin=part, seconds=_SECONDS)) for part in parts]
    return [_told(walk) for walk in walks]


def _told(process: Running) -> Iterator[_Change]:
    """What each commit changes, as git writes it."""
    commit, parent, date = "", None, None
    records = process.records()
    for record in records:
        line = record.lstrip(b"\n")
        if line.startswith(b":"):
            *before, new, _ = line.decode("ascii").split(" ")
            yield _Change(commit, parent, date, before[-1], new, next(records, b""))
        elif line:
            commit, seconds, *parents = line.decode("ascii").split()
            parent, date = parents[0] if len(parents) == 1 else None, date_of(seconds)


def date_of(seconds: bytes | str) -> datetime | None:
    """The instant so many seconds after 1970; a commit may claim any number."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def author_dates(git: Git, commits: Collection[str]) -> Mapping[str, datetime | None]:
    """When each commit was authored; nothing for those that git cannot read."""
    if not commits:
        return {}
    wanted = "".join(f"{commit}\n" for commit in sorted(commits)).encode()
    dates: dict[str, datetime | None] = {}
    try:
        answer = git.run("rev-list", "--no-walk=unsorted", "--stdin", "--format=%H %at", stdin=wanted, seconds=_SECONDS)
    except GitError:
        return {}
    for line in answer.splitlines():
        name, _, seconds = line.partition(b" ")
        if name != b"commit":
            dates[name.decode("ascii")] = date_of(seconds)
    return dates


def folders_of(git: Git, trees: Collection[str]) -> Mapping[str, bytes]:
    """The first path of each tree object; nothing for one that is at the top, or that git does not reach in time."""
    paths: dict[str, bytes] = {}
    if not trees:
        return paths
    try:
        with git.stream("rev-list", "--objects", "--all", "--reflog", "--missing=allow-any", seconds=_SECONDS) as walk:
            while len(paths) < len(trees) and (line := walk.readline()):
                name, _, path = line.rstrip(b"\n").partition(b" ")
                if path and (oid := name.decode("ascii")) in trees:
                    paths.setdefault(oid, path)
    except GitError:  # the names are told all the same
        pass
    return paths
