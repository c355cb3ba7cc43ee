"""Looks for keys in a whole repository: its files on disk, its index, every object it stores, what git keeps beside.

What cannot be read makes the scan incomplete, with the reason; it is never passed over in silence.
"""

import os
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.gitdir import GitDir, find_git_dir
from preflight.secrets.content import Examiner, Hit
from preflight.secrets.disk import Disk, plain_files
from preflight.secrets.gaps import BARE, SHALLOW, Gaps
from preflight.secrets.git_files import git_files, submodule_dirs
from preflight.secrets.ledger import Ledger
from preflight.secrets.model import Coverage, ScanRequest, Scope, SecretScan, Since
from preflight.secrets.objects import Followed, Stores
from preflight.secrets.questions import REFS, questions
from preflight.secrets.store.model import Stats, Told
from preflight.secrets.worktree import IndexEntry, WorkTree, index_entries, linked_work_trees, unchanged
from preflight.verdict import Where

_CHUNK: Final = 1 << 20
_MOST_TIPS: Final = 20_000


def scan(request: ScanRequest, git: Git | None = None) -> SecretScan:
    """The keys of the repository that holds `request.root`, as far as the scope goes; of a plain folder, its files.

    `git`: on that repository, if it is at work already.

    Raises nothing for what a repository may hold: trouble ends up in `incomplete`. UsageError for a scope that is
    not there.
    """
    match request.scope:
        case Scope.STAGED:
            from preflight.secrets.staged import scan_staged

            return scan_staged(request)
        case Since(revision):
            from preflight.secrets.since import scan_since

            return scan_since(request, revision)
    return _Scan(request, git).run()


class _Scan:
    def __init__(self, request: ScanRequest, git: Git | None) -> None:
        self._request = request
        self._git = git
        self._started = monotonic()
        self._gaps = Gaps()
        self._examiner = Examiner(request.rules)
        self._ledger = Ledger(request.excludes, self._examiner, self._gaps)
        self._stats = Stats()
        self._disks: list[Disk] = []
        self._entries: list[IndexEntry] = []
        self._nested: dict[Path, bytes] = {}
        self._believed: list[tuple[Disk, Mapping[bytes, str]]] = []
        """Files that are what the index has, by path, with the ids of their blobs."""
        self._files = 0
        self._refs = 0
        self._tips: list[str] = []
        """What the refs lead to; nothing where they are too many to remember."""
        self._worktrees = 0
        self._followed: Followed | None = None

    def run(self) -> SecretScan:
        git = self._git
        try:
            if git is None and (found := find_git_dir(self._request.root)):
                git = Git(found)
        except GitError as error:
            self._gaps.failed(error)
        if git:
            lfs = git.repository.common / "lfs" / "objects"
            self._examiner = Examiner(self._request.rules, lfs=lfs, exhaustive=self._request.exhaustive)
            self._repository(git)
        else:
            self._plain_folder()
        return self._result(is_git=git is not None)

    def _plain_folder(self) -> None:
        disk = self._disk(self._request.root)
        self._look(disk, [(Where.WORKTREE, name) for name in plain_files(self._request.root, self._gaps)], {})
        self._files = disk.files
        if not (disk.files or disk.bytes or self._gaps.reasons()):
            self._gaps.add("neither a git repository nor any file is there")

    def _repository(self, git: Git) -> None:
        """Each part on its own: where one cannot be read, the others are."""
        on_disk = (self._index, self._work_trees)
        everything = (self._shape, *on_disk, self._objects, self._submodules, self._beside)
        history = self._request.scope is Scope.EVERYTHING
        asked = questions(git.repository, history=history, include_ignored=self._request.include_ignored)
        with git.ahead(*asked), self._stores().followed(git) if history else nullcontext() as self._followed:
            for part in everything if history else on_disk:
                try:
                    part(git)
                except GitError as error:
                    self._gaps.failed(error)
        self._check_believed({}, all_read=False)  # where the objects could not be read

    def _shape(self, git: Git) -> None:
        """How many refs there are, and whether the clone itself lacks some history."""
        listed = b""
        with git.stream(*REFS) as process:  # there may be millions
            while chunk := process.read(_CHUNK):
                self._refs += chunk.count(b"\n")
                listed = listed + chunk if self._refs <= _MOST_TIPS else b""
        self._tips = listed.decode("ascii").split()
        shallow = git.repository.common / "shallow"
        if shallow.exists() and shallow.stat().st_size:
            self._gaps.add(SHALLOW)

    def _index(self, git: Git) -> None:
        self._entries = list(index_entries(git))

    def _work_trees(self, git: Git) -> None:
        """The one under review, and the others that share its objects."""
        if not git.repository.bare:
            self._work_tree(git, self._entries, git.repository.root)
        elif self._request.scope is Scope.WORKTREE:
            self._gaps.add(BARE)
        if self._request.scope is Scope.EVERYTHING:
            for other in linked_work_trees(git.repository, self._gaps):
                beside = Git(other)
                entries = list(index_entries(beside))
                self._entries += entries
                self._work_tree(beside, entries, other.root)

    def _work_tree(self, git: Git, entries: list[IndexEntry], root: Path) -> None:
        self._worktrees += 1
        disk = self._disk(root)
        tree = WorkTree(disk.boundary, self._gaps, include_ignored=self._request.include_ignored)
        believed = unchanged(git, entries) if self._request.scope is Scope.EVERYTHING else {}
        self._believed.append((disk, believed))
        self._look(disk, list(tree.files(git, entries)), believed)
        self._files += disk.files + len(believed)
        self._nested |= tree.nested

    def _look(self, disk: Disk, files: list[tuple[Where, bytes]], believed: Mapping[bytes, str]) -> None:
        for where, name in files:
            self._ledger.see(name)
            if name not in believed:
                self._ledger.tell(disk.look(name), where, name)
        if self._examiner.look_at(b"\n".join(name for _, name in files)).hits:
            for _, name in files:
                self._ledger.tell(self._examiner.look_at(name), Where.PATH, name)

    def _objects(self, git: Git) -> None:
        assert self._followed
        gaps = len(self._gaps.reasons())
        stored = self._followed.read()
        self._stats += stored.stats
        self._check_believed(stored.told, all_read=len(self._gaps.reasons()) == gaps)
        if stored.told:
            from preflight.secrets.places import Places

            Places(git, self._entries).report(stored.told, self._ledger)
        self._followed.settle(stored, self._tips)

    def _check_believed(self, told: Mapping[str, Told[Hit]], *, all_read: bool) -> None:
        """A file is what its blob is; it is read where that may not have been."""
        for disk, believed in self._believed:
            for name, blob in believed.items():
                if blob in told or not all_read:
                    self._ledger.tell(told.get(blob) or disk.look(name), Where.WORKTREE, name)
        self._believed.clear()

    def _submodules(self, git: Git) -> None:
        """Their histories, cloned below our own git directory or, as git did long ago, below their own."""
        stores = self._stores()
        absorbed = {module: os.fsencode(module.name) for module in submodule_dirs(git.repository.common)}
        for git_dir, name in (absorbed | self._nested).items():
            module = Git(GitDir(root=git_dir, path=git_dir, common=git_dir, bare=True))
            stored = stores.read(git_dir / "objects")
            self._stats += stored.stats
            if stored.told:
                from preflight.secrets.places import Places

                Places(module, (), inside=name).report(stored.told, self._ledger)

    def _beside(self, git: Git) -> None:
        """Settings, hooks, logs, LFS content and the names of refs."""
        for folder in dict.fromkeys((git.repository.common, git.repository.path)):
            disk = self._disk(folder)
            for file in git_files(folder, self._gaps):
                shown = b".git/" + file.name
                self._ledger.tell(disk.look(file.name), file.where, shown)
                self._ledger.tell(self._examiner.look_at(file.name), file.where, shown)

    def _stores(self) -> Stores:
        return Stores(self._request, self._examiner, self._gaps, os.environ)

    def _disk(self, root: Path) -> Disk:
        self._disks.append(Disk(root, self._examiner, self._gaps))
        return self._disks[-1]

    def _result(self, *, is_git: bool) -> SecretScan:
        nothing = not (self._refs or self._stats.objects or self._entries or self._files)
        coverage = Coverage(
            objects=self._stats.objects,
            bytes=self._stats.bytes + sum(disk.bytes for disk in self._disks),
            files=self._files,
            refs=self._refs,
            worktrees=self._worktrees,
            seconds=monotonic() - self._started,
        )
        return self._ledger.scan(self._request, coverage, empty=is_git and nothing)
