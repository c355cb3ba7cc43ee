"""The index where it differs from HEAD. Imports little: a commit hook waits for it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from preflight.git import Git

# Renames would need contents compared, and an entry of `git add -N` has no content yet.
_DIFF: Final = ("diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--ita-invisible-in-index")
_SUBMODULE: Final = b"160000"


class Entry(NamedTuple):
    """A path that HEAD lacks, or has with another content or mode, or that it has and the index lacks."""

    mode: bytes
    blob: bytes
    status: bytes
    path: bytes

    @property
    def conflict(self) -> bool:
        """Whether a merge left it open what a commit would hold."""
        return self.status == b"U"

    @property
    def comes_in(self) -> bool:
        """Whether a commit would add or change it."""
        return self.status not in (b"D", b"U")

    @property
    def has_content(self) -> bool:
        """Not so for another repository's commit, which is all that a submodule's entry is."""
        return self.comes_in and self.mode != _SUBMODULE


def staged(git: Git) -> Iterator[Entry]:
    """All such paths. Raises GitError where git fails."""
    with git.stream(*_DIFF) as process:
        records = process.records()
        for record in records:
            _, mode, _, blob, status = record.removeprefix(b":").split(b" ")
            yield Entry(mode, blob, status, next(records, b""))


def named(entries: list[Entry]) -> bytes:
    """Their contents, as `git cat-file --batch` is asked for them."""
    return b"".join(entry.blob + b"\n" for entry in entries)
