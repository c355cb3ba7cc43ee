"""A first look at what is staged: nearly always there is nothing like a key in it, and a commit can go on.

It looks as closely as any scan, and tells nothing but that there is nothing to tell.
"""

from typing import Final

from preflight.git import Git
from preflight.secrets.batch import MISSING, stored
from preflight.secrets.content import Examiner
from preflight.secrets.index import named, staged

_LARGE: Final = 4 << 20


def nothing_suspect(git: Git) -> tuple[int, int] | None:
    """How many contents are staged and their bytes, where none of them and no name holds a key; None where one
    might, or where not all could be read. Raises GitError where git fails.
    """
    look_at = Examiner({}, lfs=git.repository.common / "lfs" / "objects").look_at
    entries = list(staged(git))
    contents = [entry for entry in entries if entry.has_content]
    if any(entry.conflict for entry in entries) or look_at(b"\n".join(entry.path for entry in entries)):
        return None
    size = 0
    if contents:
        with stored(git, named(contents)) as objects:
            for one in objects:
                if one.kind == MISSING or one.size > _LARGE or look_at(one.read(one.size)):
                    return None
                size += one.size
    return len(contents), size
