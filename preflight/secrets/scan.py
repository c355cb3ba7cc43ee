"""Looks for keys in a whole repository: its files on disk, its index, and every blob of its history.

What cannot be read makes the scan incomplete, with the reason; it is never passed over in silence.
"""

from time import monotonic

from preflight.errors import GitError
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.redact import redact
from preflight.secrets.commits import locate
from preflight.secrets.disk import Disk, plain_files
from preflight.secrets.gaps import Gaps
from preflight.secrets.history import History
from preflight.secrets.ledger import MOST_FINDINGS, Ledger
from preflight.secrets.model import Coverage, ScanRequest, SecretScan
from preflight.secrets.worktree import IndexEntry, WorkTree, index_entries
from preflight.verdict import Where


def scan(request: ScanRequest) -> SecretScan:
    """The keys of the repository that holds `request.root`, whole; of a plain folder, its files.

    Raises nothing for what a repository may hold: trouble ends up in `incomplete`.
    """
    return _Scan(request).run()


class _Scan:
    def __init__(self, request: ScanRequest) -> None:
        self._request = request
        self._started = monotonic()
        self._gaps = Gaps()
        self._ledger = Ledger(request.excludes)
        self._history = History(self._gaps)
        self._entries: list[IndexEntry] = []
        self._refs = 0
        self._worktrees = 0
        self._nothing_stored = True
        """Neither refs nor objects nor an index entry; holds for a plain folder."""
        self._disk = Disk(request.root, self._gaps)

    def run(self) -> SecretScan:
        try:
            found = find_git_dir(self._request.root)
        except GitError as error:
            found = None
            self._gaps.add(error.message)
        if found is None:
            self._plain_folder()
        else:
            self._disk = Disk(found.root, self._gaps)
            self._repository(Git(found))
        return self._result()

    def _plain_folder(self) -> None:
        for name in plain_files(self._request.root, self._gaps):
            self._file(Where.WORKTREE, name)

    def _repository(self, git: Git) -> None:
        """Each part on its own: where one cannot be read, the others are."""
        for part in (self._shape, self._index, self._work_tree, self._history.read):
            try:
                part(git)
            except GitError as error:
                self._gaps.add(error.message)
        if self._history.hits:
            self._report_blobs(git)

    def _shape(self, git: Git) -> None:
        """How much there is to read, and whether the clone itself lacks some of it."""
        refs = git.run("for-each-ref", "--format=%(refname)")
        self._refs = len(refs.splitlines())
        counts = dict(line.split(": ", 1) for line in git.run("count-objects", "-v").decode().splitlines())
        stored = (counts.get("count"), counts.get("in-pack"), counts.get("alternate", "0"))
        self._nothing_stored = not refs and stored == ("0", "0", "0")
        if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
            self._gaps.add("the clone is shallow: older commits were not read (git fetch --unshallow)")

    def _index(self, git: Git) -> None:
        self._entries = list(index_entries(git))
        self._nothing_stored &= not self._entries

    def _work_tree(self, git: Git) -> None:
        if git.repository.bare:
            return
        self._worktrees = 1
        tree = WorkTree(self._disk, self._gaps, include_ignored=self._request.include_ignored)
        for where, name in tree.files(git, self._entries):
            self._file(where, name)

    def _file(self, where: Where, name: bytes) -> None:
        for hit in self._disk.hits(name):
            self._ledger.add(hit, where, name)

    def _report_blobs(self, git: Git) -> None:
        """A finding per key and path. The index counts where it differs from what is committed."""
        places = locate(git, self._history.hits)
        for place in places:
            for hit in self._history.hits[place.blob]:
                self._ledger.add(hit, place.where, place.path, commit=place.commit, author_date=place.author_date)
        committed = {(place.blob, place.path) for place in places if place.where is Where.HISTORY}
        hits = self._history.hits
        staged = [e for e in self._entries if e.blob in hits and (e.blob, e.path) not in committed]
        for entry in staged:
            for hit in hits[entry.blob]:
                self._ledger.add(hit, Where.INDEX, entry.path)
        placed = {place.blob for place in places} | {entry.blob for entry in staged}
        for blob in self._history.hits.keys() - placed:
            for hit in self._history.hits[blob]:
                self._ledger.add(hit, Where.HISTORY, self._history.names[blob] or None)

    def _result(self) -> SecretScan:
        if self._ledger.overflow:
            self._gaps.add(f"more than {MOST_FINDINGS:,} findings: the rest is not listed")
        incomplete = self._gaps.reasons()
        seen = self._disk.files or self._disk.bytes or self._history.objects
        return SecretScan(
            findings=self._ledger.findings(),
            coverage=Coverage(
                objects=self._history.objects,
                bytes=self._history.bytes + self._disk.bytes,
                files=self._disk.files,
                refs=self._refs,
                worktrees=self._worktrees,
                seconds=monotonic() - self._started,
            ),
            incomplete=incomplete,
            empty=self._nothing_stored and not seen and not incomplete,
            hidden=self._ledger.hidden(),
            own=self._ledger.redacted() & {redact(key.reveal()) for key in self._request.own_keys},
        )
