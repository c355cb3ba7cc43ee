"""The repository under review: where it is, and what is checked out."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from preflight.errors import GitError
from preflight.git import Git, open_repo
from preflight.gitdir import find_git_dir
from preflight.redact import scrub
from preflight.text import printable

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The directory under review and the commit that it shows."""

    root: Path
    """Top of the work tree, or the bare repository; the given directory where there is no repository."""
    is_git: bool = False
    git_dir: Path | None = None
    head: str | None = None
    """Commit id, 40 or 64 hex digits; None before the first commit."""
    branch: str | None = None
    """Short name, printable and scrubbed; None when HEAD is detached."""
    bare: bool = False
    shallow: bool = False


def read_repository(path: Path) -> Repository:
    """The repository that holds `path`; a path outside of any is an answer, too.

    Raises:
        GitError: there is a repository, and git is absent or cannot read it.
    """
    found = find_git_dir(path)
    if found is None:
        return Repository(root=path.absolute())
    git = Git(found)
    head, branch = _head(git)
    return Repository(
        root=found.root,
        is_git=True,
        git_dir=found.path,
        head=head,
        branch=scrub(printable(branch)) if branch else None,
        bare=found.bare,
        shallow=git.run("rev-parse", "--is-shallow-repository").strip() == b"true",
    )


def _head(git: Git) -> tuple[str | None, str | None]:
    """Commit id and branch; git is asked, as GitPython itself reads only some formats of refs."""
    with open_repo(git.repository) as repo:
        _, commit, _ = repo.git.rev_parse(
            "--verify", "--quiet", "HEAD^{commit}", with_exceptions=False, with_extended_output=True
        )
        _, branch, _ = repo.git.symbolic_ref(
            "--quiet", "--short", "HEAD", with_exceptions=False, with_extended_output=True
        )
    if commit and not _OBJECT_ID.fullmatch(commit):
        raise GitError("git names HEAD by something that is no object id")
    return commit or None, branch or None
