"""Pointers of git LFS: what is committed in place of large files, whose content lies beside the objects.

Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
"""

import re
from pathlib import Path
from typing import Final

from preflight.secrets.store.containers import is_container

ABSENT: Final = "LFS content is not in this clone and was not read (git lfs fetch --all)"
_START: Final = b"version https://git-lfs.github.com/spec/"
_LONGEST: Final = 1024  # bytes of a pointer, by the specification
_OID: Final = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.MULTILINE)


def is_pointer(content: bytes) -> bool:
    """Whether a blob is a pointer."""
    return content.startswith(_START) and len(content) < _LONGEST


def hides_text(content: bytes) -> bool:
    """Whether content is to be examined whatever its text shows: a container, or a pointer to what lies elsewhere."""
    return is_container(content) or is_pointer(content)


def lacks_content(pointer: bytes, store: Path) -> bool:
    """Whether what a pointer names is absent from `store`, the folder `lfs/objects` of a git directory."""
    found = _OID.search(pointer)
    if found is None:
        return False
    name = found[1].decode("ascii")
    return not (store / name[:2] / name[2:4] / name).is_file()
