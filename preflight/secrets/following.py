"""Whether a clone has all that its refs, reflogs and index lead to: git follows them while the objects are read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final

from preflight.errors import GitError, GitStalled
from preflight.git import RUN_SECONDS, Git
from preflight.git_process import Running

_FOLLOW: Final = (
    "rev-list",
    "--objects",
    "--quiet",
    "--all",
    "--reflog",
    "--indexed-objects",
    "--missing=print",
    "--stdin",
)
_ENOUGH: Final = 1000
"""Missing objects after which it is clear that the clone is partial, and nobody counts the rest."""


class Following:
    """Git at work."""

    def __init__(self, git: Git, process: Running, *, partly: bool) -> None:
        self._git = git
        self._process = process
        self._partly = partly

    def missing(self, *, anew: bool = False) -> list[bytes]:
        """Ids of what the clone lacks, once git is done. Raises GitError.

        `anew`: from end to end, for what was known to be there may have gone.
        """
        if not self._partly:
            return _missing(self._process)
        if not anew:
            try:
                return _missing(self._process)
            except GitStalled:
                raise  # to ask again would be to wait again
            except GitError:  # what was known is no commit any more
                pass
        with follow(self._git) as again:
            return again.missing()


@contextmanager
def follow(git: Git, known: Sequence[str] = ()) -> Iterator[Following]:
    """Sets git to work for as long as the block runs; not on what the `known` ids lead to. Raises GitError."""
    stdin = "".join(f"^{oid}\n" for oid in known).encode("ascii")
    with git.aside(*_FOLLOW, stdin=stdin) as process:
        yield Following(git, process, partly=bool(known))


def _missing(process: Running) -> list[bytes]:
    with process.watched(RUN_SECONDS):
        missing = list(islice(_marked(process), _ENOUGH))
    process.finish(RUN_SECONDS)
    return missing


def _marked(process: Running) -> Iterator[bytes]:
    """The ids that `rev-list --missing=print` marks with a question mark."""
    while line := process.readline():
        if line.startswith(b"?"):
            yield line[1:].rstrip(b"\n")
