"""Which files of a work tree belong to the repository, as git sees it, submodules included."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from preflight.errors import GitError, PreflightError
from preflight.files import read_bytes, read_text
from preflight.git import Git
from preflight.git_process import Running
from preflight.gitdir import GitDir, find_git_dir
from preflight.secrets.disk import Boundary
from preflight.secrets.gaps import Gap, Gaps
from preflight.secrets.questions import DIFFERING, INDEX, others
from preflight.verdict import Where

_GITLINK: Final = b"160000"
_SYMLINK: Final = b"120000"
_COMPARED: Final = b"H"
"""How `ls-files -v` marks an entry that git compares with the file on disk: not one that it was told to believe."""
_ATTRIBUTES: Final = b".gitattributes"
_CONVERTED: Final = (b"filter", b"encoding", b"ident")
"""Attributes by which a file on disk is more than its blob."""
_SIZES: Final = ("cat-file", "--buffer", "--batch-check=%(objectname) %(objectsize)")
_SECONDS: Final = 20.0
"""Without a word from a git that lists files: longer, and it waits for a pipe in place of a `.gitignore`."""

_NOT_CHECKED_OUT: Final = Gap("a submodule is not checked out", "`git submodule update --init --recursive`")
_WORK_TREE_GONE: Final = Gap("a linked work tree is not there (git worktree prune)", "`git worktree prune`")


class IndexEntry(NamedTuple):
    """A staged file: one stage of it, where a merge left several. No dataclass, as there are many."""

    mode: bytes
    blob: str
    path: bytes
    compared: bool = False
    """Whether git says so when the file on disk differs."""


def index_entries(git: Git) -> Iterator[IndexEntry]:
    """All stages of all entries of the index."""
    with git.stream(*INDEX, seconds=_SECONDS) as process:
        for record in process.records():
            head, _, path = record.partition(b"\t")
            tag, mode, blob, stage = head.split(b" ")
            yield IndexEntry(mode, blob.decode("ascii"), path, compared=tag == _COMPARED and stage == b"0")


def unchanged(git: Git, entries: list[IndexEntry]) -> dict[bytes, str]:
    """The files on disk that are what the index has, by path: ids of their blobs, which are read with all others.

    Git compares sizes and times, and contents where those do not tell. Nothing is taken for unchanged where a filter
    may have made more of the file than its blob holds: an attribute says so, or their sizes differ.
    """
    if _converted(git, entries):
        return {}
    files = [entry for entry in entries if entry.compared and entry.mode not in (_GITLINK, _SYMLINK)]
    wanted = "".join(f"{blob}\n" for blob in {entry.blob for entry in files}).encode()
    with git.stream(*_SIZES, stdin=wanted) as answers:
        with git.stream(*DIFFERING, seconds=_SECONDS) as process:
            differing = set(process.records())
        sizes = dict(_told(answers))
    root = os.fsencode(git.repository.root)
    return {
        entry.path: entry.blob
        for entry in files
        if entry.path not in differing and sizes.get(entry.blob) == _size(os.path.join(root, entry.path))
    }


def _told(answers: Running) -> Iterator[tuple[str, int]]:
    """The sizes of blobs, by id; nothing for those that the clone lacks."""
    while line := answers.readline():
        name, size = line.decode("ascii").split()
        if size.isdigit():  # else "missing"
            yield name, int(size)


def _size(path: bytes) -> int | None:
    try:
        return os.lstat(path).st_size
    except OSError:
        return None


def _converted(git: Git, entries: list[IndexEntry]) -> bool:
    """Whether some attribute says so, or cannot be read."""
    root, own = git.repository.root, git.repository.common / "info" / "attributes"
    files = [root / os.fsdecode(e.path) for e in entries if e.path.rpartition(b"/")[2] == _ATTRIBUTES]
    files += [own] if own.exists() else []
    try:
        texts = [read_bytes(file, within=git.repository.common if file is own else root) for file in files]
    except PreflightError:
        return True
    return any(word in text for text in texts for word in _CONVERTED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a work tree, and what git knows of it."""

    where: Where
    path: bytes
    """Relative to the top of the outermost work tree."""
    entry: IndexEntry | None = None
    """What the index has there (one stage of it, where a merge left several); None for what is not tracked."""
    git: Git | None = None
    """Of the repository whose index that is."""


class WorkTree:
    """Lists the files of a work tree and of the repositories nested in it."""

    def __init__(self, boundary: Boundary, gaps: Gaps, *, include_ignored: bool) -> None:
        self._boundary = boundary
        self._gaps = gaps
        self.nested: dict[Path, bytes] = {}
        """Git directories of the repositories found in the work tree, with the names of their work trees."""
        self._question = others(include_ignored=include_ignored)

    def files(self, git: Git, entries: list[IndexEntry]) -> Iterator[tuple[Where, bytes]]:
        """Names, relative to git's root, of tracked and untracked files."""
        return ((listed.where, listed.path) for listed in self.listed(git, entries))

    def listed(self, git: Git, entries: list[IndexEntry]) -> Iterator[Listed]:
        """The same with what git knows of each."""
        return self._files(git, entries, git.repository.root, Where.WORKTREE)

    def _files(self, git: Git, entries: list[IndexEntry], top: Path, where: Where) -> Iterator[Listed]:
        prefix = _prefix(git.repository.root, top)
        for path, entry in {entry.path: entry for entry in entries if entry.mode != _GITLINK}.items():
            yield Listed(where, prefix + path, entry, git)
        for path in self._others(git):
            if path.endswith(b"/"):  # a repository of its own, not (yet) a submodule
                yield from self._nested(prefix + path.rstrip(b"/"), top, where)
            else:
                yield Listed(where, prefix + path)
        for entry in entries:
            if entry.mode == _GITLINK:
                yield from self._nested(prefix + entry.path, top, Where.SUBMODULE)

    def _others(self, git: Git) -> list[bytes]:
        try:
            with git.stream(*self._question, seconds=_SECONDS) as process:
                names = list(process.records())
                for complaint in process.complaints():  # and goes on: "warning: could not open directory 'locked/'"
                    self._gaps.add(f"git could not list every file: {complaint.removeprefix('warning: ')}")
                return names
        except GitError as error:
            self._gaps.failed(GitError(f"files that are not tracked were not read: {error.message}", hint=error.hint))
            return []

    def _nested(self, name: bytes, top: Path, where: Where) -> Iterator[Listed]:
        root = top / os.fsdecode(name)
        try:
            found = find_git_dir(root) if self._boundary.holds(name) and not root.is_symlink() else None
            if found is None or found.root != root:
                self._gaps.add(_NOT_CHECKED_OUT, name)
                return
            self.nested[found.common.resolve()] = name
            git = Git(found)
            yield from self._files(git, list(index_entries(git)), top, where)
        except GitError as error:
            self._gaps.failed(error, name)


def _prefix(root: Path, top: Path) -> bytes:
    return b"" if root == top else os.fsencode(root.relative_to(top).as_posix()) + b"/"


def linked_work_trees(repository: GitDir, gaps: Gaps) -> Iterator[GitDir]:
    """The other work trees of a repository: those that name it and that it names; a claim of one side is no proof."""
    tops = [_pointed_to(entry / "gitdir") for entry in _listed(repository.common / "worktrees")]
    if repository.path != repository.common and repository.common.name == ".git":
        tops.append(repository.common)
    for dot_git in tops:
        if dot_git is None or dot_git.parent == repository.root:
            continue
        try:
            found = find_git_dir(dot_git.parent) if dot_git.exists() else None
        except GitError:
            found = None
        if found is None:
            gaps.add(_WORK_TREE_GONE, os.fsencode(dot_git.parent))
        elif found.common == repository.common and found.root == dot_git.parent:
            yield found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _pointed_to(file: Path) -> Path | None:
    """The `.git` file of a linked work tree."""
    try:
        return Path(os.path.abspath(file.parent / read_text(file, limit=8192).rstrip("\n")))
    except PreflightError:
        return None
