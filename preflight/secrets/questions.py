"""What git is asked in any scan: it may as well think of all that at once, while this process does something else."""

from collections.abc import Iterator
from typing import Final

from preflight.gitdir import GitDir

REFS: Final = ("for-each-ref", "--format=%(objectname)")
INDEX: Final = ("ls-files", "-z", "--stage", "-v")
DIFFERING: Final = ("diff-files", "-z", "--name-only", "--no-renames")
_OTHERS: Final = ("ls-files", "-z", "--others")


def others(*, include_ignored: bool) -> tuple[str, ...]:
    """For the files that are not tracked."""
    return _OTHERS if include_ignored else (*_OTHERS, "--exclude-standard")


def questions(repository: GitDir, *, history: bool = True, include_ignored: bool = False) -> Iterator[tuple[str, ...]]:
    """All of them; without `history` those about the files on disk."""
    if history:
        yield REFS
    yield INDEX
    if not repository.bare:
        yield others(include_ignored=include_ignored)
        if history:
            yield DIFFERING
