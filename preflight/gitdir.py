"""Where a repository lives, told from its files alone: no git process and no config, which it could steer."""

import os
from pathlib import Path
from typing import NamedTuple

from preflight.errors import GitError
from preflight.text import printable

_LONGEST_POINTER = 8192
_OPENED = (
    "HEAD",
    "config",
    "config.worktree",
    "index",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "objects/info/alternates",
)
"""Files that git opens in whatever it does, and that a hostile repository can make a pipe."""


class GitDir(NamedTuple):
    """A repository on disk; all paths absolute."""

    root: Path
    """Top of the work tree; of a bare repository, the repository itself."""
    path: Path
    """`.git`, or what a linked work tree's or a submodule's `.git` file points to."""
    common: Path
    """Objects and refs; differs from `path` in a linked work tree."""
    bare: bool
    """Found without a work tree around it."""


def find_git_dir(path: Path) -> GitDir | None:
    """The repository that holds `path` (a directory or a file below its top), or None where there is none.

    Raises:
        GitError: there is a `.git`, but it is not a repository.
    """
    start = Path(os.path.abspath(path))
    for folder in (start, *start.parents):
        dot_git = folder / ".git"
        if os.path.lexists(dot_git):
            return _readable(_with_work_tree(folder, dot_git))
        if _is_git_dir(folder):
            return _readable(GitDir(folder, folder, _common(folder), bare=True))
    return None


def find_root(path: Path) -> Path | None:
    """Top of the repository that holds `path`; see `find_git_dir`."""
    found = find_git_dir(path)
    return found.root if found else None


def _with_work_tree(folder: Path, dot_git: Path) -> GitDir:
    target = dot_git if dot_git.is_dir() else _pointed_to(dot_git)
    if not _is_git_dir(target):
        raise GitError(
            f"{printable(str(dot_git))} is there, but it is not a git repository",
            hint="repair or remove it, or check a fresh clone",
        )
    return GitDir(folder, target, _common(target), bare=False)


def _readable(found: GitDir) -> GitDir:
    """`found`, none of whose files git would wait for."""
    for folder in dict.fromkeys((found.path, found.common)):
        for name in _OPENED:
            if _would_hang(folder / name):
                raise GitError(f"{printable(str(folder / name))} is not a regular file", hint="check a fresh clone")
    return found


def _pointed_to(dot_git: Path) -> Path:
    """What the `.git` file of a linked work tree or a submodule names; itself where it names nothing."""
    content = _small_file(dot_git)
    if not content.startswith("gitdir: "):
        return dot_git
    return Path(os.path.abspath(dot_git.parent / content.removeprefix("gitdir: ").rstrip("\r\n")))


def _is_git_dir(folder: Path) -> bool:
    """The three things git itself asks for: a HEAD, objects, refs."""
    if not os.path.lexists(folder / "HEAD"):
        return False
    common = _common(folder)
    return (common / "objects").is_dir() and (common / "refs").is_dir()


def _would_hang(path: Path) -> bool:
    """Whether opening it could wait for ever: a FIFO, a device, a socket."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _common(git_dir: Path) -> Path:
    named = _small_file(git_dir / "commondir").rstrip("\r\n")
    return Path(os.path.abspath(git_dir / named)) if named else git_dir


def _small_file(path: Path) -> str:
    """The head of a regular file; empty where there is none (a FIFO would hang whoever opens it)."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return os.fsdecode(file.read(_LONGEST_POINTER)).replace("\0", "")
    except OSError:
        return ""
