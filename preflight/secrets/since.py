"""What HEAD has and a revision has not: the contents, names, messages and people of every commit between them."""

import re
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final

from preflight.errors import GitError, UsageError
from preflight.files import FileError, read_bytes
from preflight.git import Git
from preflight.gitdir import GitDir, find_git_dir
from preflight.printable import printable
from preflight.secrets.batch import MISSING, Stored, stored
from preflight.secrets.commits import Place, author_dates, locate
from preflight.secrets.content import Examiner, Hit
from preflight.secrets.gaps import LACKING, SHALLOW, Gaps
from preflight.secrets.ledger import Committed, Ledger
from preflight.secrets.model import Coverage, ScanRequest, SecretScan
from preflight.secrets.pushed import pushed
from preflight.secrets.store.model import Kind, Told
from preflight.verdict import Where

_OBJECT_ID: Final = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n")
_SHALLOW_BYTES: Final = 16 << 20


def scan_since(request: ScanRequest, revision: str) -> SecretScan:
    """The keys in `revision..HEAD`, merges included. Trouble in the repository ends up in `incomplete`.

    Raises UsageError where there is no such range.
    """
    try:
        found = find_git_dir(request.root)
        if found is None:
            raise UsageError("--since: not a git repository", hint="give a path inside a clone")
        git = Git(found)
        head, base = _resolved(git, "HEAD"), _resolved(git, revision)
    except GitError as error:  # git is not there, or cannot read the repository: that is no word about the range
        gaps = Gaps()
        gaps.failed(error)
        return Ledger(request.excludes, Examiner(request.rules), gaps).scan(request, Coverage(), empty=False)
    return _Range(request, git, (head, f"^{base}")).scan()


class _Range:
    def __init__(self, request: ScanRequest, git: Git, revisions: tuple[str, str]) -> None:
        self._request = request
        self._git = git
        self._revisions = revisions
        self._examiner = Examiner(request.rules, lfs=git.repository.common / "lfs" / "objects")
        self._gaps = Gaps()
        self._ledger = Ledger(request.excludes, self._examiner, self._gaps)
        self._blobs: dict[str, tuple[bytes, Told[Hit]]] = {}
        self._commits: dict[str, Told[Hit]] = {}
        self._objects = 0
        self._bytes = 0

    def scan(self) -> SecretScan:
        started = monotonic()
        try:
            self._read(_shallow(self._git.repository))
        except GitError as error:
            self._gaps.failed(error)
        self._tell()
        coverage = Coverage(objects=self._objects, bytes=self._bytes, seconds=monotonic() - started)
        return self._ledger.scan(self._request, coverage, empty=not self._objects)

    def _read(self, shallow: frozenset[str]) -> None:
        git = self._git
        with git.stream("rev-list", "--objects", *self._revisions) as walk, stored(git, walk) as objects:
            for one in objects:
                self._objects += 1
                self._bytes += one.size
                if one.kind == MISSING:
                    self._gaps.add(LACKING, one.name)
                elif one.kind == "commit":
                    if told := self._examiner.look(one.read, size=one.size, kind=Kind.COMMIT):
                        self._commits[one.name] = told
                else:
                    self._named(one)
                if one.name in shallow:
                    self._gaps.add(SHALLOW)

    def _named(self, one: Stored) -> None:
        """A file or a folder: its name, of which the part before was a folder's, and a file's content."""
        self._ledger.tell(self._examiner.look_at(one.rest.rpartition(b"/")[2]), Where.PATH, one.rest)
        if one.kind == "blob" and (told := self._examiner.look(one.read, size=one.size)):
            self._blobs[one.name] = one.rest, told

    def _tell(self) -> None:
        places = locate(self._git, self._blobs, revisions=self._revisions).places if self._blobs else ()
        on_remote = pushed(self._git, {place.commit for place in places} | self._commits.keys())
        dates = author_dates(self._git, self._commits)
        for commit, told in self._commits.items():
            by = Committed(commit, dates.get(commit), on_remote.get(commit))
            self._ledger.tell(told, Where.COMMIT_MESSAGE, None, by)
        for place in places:
            self._ledger.tell(self._blobs[place.blob][1], place.where, place.path, place.committed(on_remote))
        for path, told in self._without(places):
            self._ledger.tell(told, Where.HISTORY, path or None)

    def _without(self, places: Sequence[Place]) -> Iterator[tuple[bytes, Told[Hit]]]:
        """The blobs of which git did not find the commit in time."""
        placed = {place.blob for place in places}
        return (found for blob, found in self._blobs.items() if blob not in placed)


def _resolved(git: Git, revision: str) -> str:
    """The id of a commit. Raises UsageError where it names none, GitError where git cannot tell."""
    name = b""
    if "\0" not in revision:  # which cannot be passed on
        name = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", accept=(0, 1))
    if not _OBJECT_ID.fullmatch(name):  # a range resolves, too
        shown = printable(revision, limit=80)
        raise UsageError(
            f"--since: {shown} names no commit of this clone" if revision != "HEAD" else "there is no commit yet",
            hint="fetch it first (a clone in CI is often shallow), or scan everything: preflight scan",
        )
    return name.decode("ascii").strip()


def _shallow(repository: GitDir) -> frozenset[str]:
    """The commits at which a shallow clone was cut off."""
    path = repository.common / "shallow"
    if not path.exists():
        return frozenset()
    try:
        return frozenset(read_bytes(path, limit=_SHALLOW_BYTES).decode("ascii", "replace").split())
    except FileError as error:
        raise GitError(error.message, hint=error.hint) from error
