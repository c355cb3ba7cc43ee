"""A first look at what is staged: nearly always there is nothing like a key in it, and a commit can go on.

It looks as closely as any scan, and tells nothing but that there is nothing to tell. The full rules are not even
loaded for what the prefilter passes over.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from preflight.git import Git
from preflight.secrets import shipped
from preflight.secrets.batch import MISSING, stored
from preflight.secrets.index import named, staged
from preflight.secrets.lfs import hides_text
from preflight.secrets.store.prefilter import Prefilter

if TYPE_CHECKING:
    from preflight.secrets.content import Examiner

_LARGE: Final = 4 << 20


def nothing_suspect(git: Git) -> tuple[int, int] | None:
    """How many contents are staged and their bytes, where none of them and no name holds a key; None where one
    might, or where not all could be read. Raises GitError where git fails.
    """
    suspect = _suspicion(git)
    entries = list(staged(git))
    contents = [entry for entry in entries if entry.has_content]
    if any(entry.conflict for entry in entries) or suspect(b"\n".join(entry.path for entry in entries)):
        return None
    size = 0
    if contents:
        with stored(git, named(contents)) as objects:
            for one in objects:
                if one.kind == MISSING or one.size > _LARGE or suspect(one.read(one.size)):
                    return None
                size += one.size
    return len(contents), size


def _suspicion(git: Git) -> Callable[[bytes], bool]:
    """Whether there is anything to tell of some content."""
    prefilter = Prefilter(words=shipped.context_words())

    @cache
    def examiner() -> "Examiner":
        from preflight.secrets.content import Examiner

        return Examiner({}, lfs=git.repository.common / "lfs" / "objects")

    def suspect(content: bytes) -> bool:
        return (prefilter.flags(content) or hides_text(content)) and bool(examiner().look_at(content))

    return suspect
