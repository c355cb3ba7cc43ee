"""Where the config of a directory is, found without running git."""

import os
from collections.abc import Iterator
from pathlib import Path

NAME = ".preflight.yml"
BASELINE = ".preflight/baseline.json"
"""Below the config's directory, where the config names no other file."""


def find_root(start: Path) -> Path | None:
    """The nearest directory from `start` upwards that holds `.git` (a directory, or a worktree's file)."""
    return next((folder for folder in _upwards(start) if os.path.lexists(folder / ".git")), None)


def find_config(start: Path, root: Path | None) -> Path | None:
    """The nearest `.preflight.yml` from `start` up to `root`; without a root only that of `start`.

    A symlink counts even when it leads nowhere: reading it says so, where defaults would hold in silence.
    """
    top = Path(os.path.abspath(root or start))
    for folder in _upwards(start):
        if os.path.lexists(folder / NAME):
            return folder / NAME
        if folder == top or not folder.is_relative_to(top):
            return None
    return None


def _upwards(start: Path) -> Iterator[Path]:
    folder = Path(os.path.abspath(start))
    if folder.is_dir():
        yield folder
    yield from folder.parents
