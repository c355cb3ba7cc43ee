"""All files of a repository or folder, as git lists them."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.secrets.disk import Boundary, plain_files
from preflight.secrets.gaps import BARE, Gaps
from preflight.secrets.worktree import Listed, WorkTree, index_entries
from preflight.tree.gate import Gate
from preflight.tree.ignored import ignored_files
from preflight.tree.model import Tree, Unread
from preflight.tree.names import DEPENDENCIES
from preflight.tree.reader import Reader
from preflight.verdict import Where

MOST_FILES: Final = 200_000
"""That are listed: a repository with more is told to be too large, not taken for clean."""


def read_tree(root: Path, gate: Gate) -> Tree:
    """The files of the repository whose top is `root`, or of a plain folder. Trouble ends up in `unread`."""
    gaps = Gaps()
    try:
        found = find_git_dir(root)
        listed = list(_first(_in_git(Git(found), gaps) if found else _in_folder(root, gaps), gaps))
    except GitError as error:
        return Tree(files=(), unread=(Unread(error.message),))
    root = found.root if found else root
    known = [one.path for one in listed]
    ignored = list(ignored_files(root, known, gaps)) if found and not found.bare else []
    reader = Reader(root, gate)
    files = sorted(reader.files(listed, ignored), key=lambda file: file.path)
    unread = (*map(Unread, gaps.reasons()), *reader.unread)
    return Tree(files=tuple(files), is_git=found is not None, unread=unread)


def _in_git(git: Git, gaps: Gaps) -> Iterator[Listed]:
    if git.repository.bare:
        gaps.add(BARE)
        return
    yield from WorkTree(Boundary(git.repository.root), gaps, include_ignored=False).listed(
        git, list(index_entries(git))
    )


def _in_folder(root: Path, gaps: Gaps) -> Iterator[Listed]:
    skipped = frozenset(map(os.fsencode, DEPENDENCIES))
    return (Listed(Where.WORKTREE, name) for name in plain_files(root, gaps, skip=skipped))


def _first(listed: Iterator[Listed], gaps: Gaps) -> Iterator[Listed]:
    yield from islice(listed, MOST_FILES)
    if next(listed, None):
        gaps.add(f"more than {MOST_FILES:,} files: the rest was not read")
