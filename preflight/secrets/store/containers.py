"""Content that hides its text from any prefilter: archives, by their magic numbers."""

import re
from typing import Final

_MAGIC: Final = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"%PDF-")
HEAD_BYTES: Final = 1024
_TAR: Final = b"ustar"
_TAR_AT: Final = 257

# Two sizes (little-endian base 128), then an insert that begins with a magic number.
_DELTA: Final = re.compile(rb"(?:[\x80-\xff]*[\x00-\x7f]){2}[\x01-\x7f](?:" + b"|".join(map(re.escape, _MAGIC)) + b")")


def is_container(head: bytes) -> bool:
    """Whether content that begins with `head` (`HEAD_BYTES` are enough) is an archive or a PDF."""
    return head.startswith(_MAGIC) or head.startswith(_TAR, _TAR_AT) or b"%PDF-" in head[:HEAD_BYTES]


def begins_container(delta: bytes) -> bool:
    """Whether the result of a delta begins with an inserted magic number."""
    return _DELTA.match(delta) is not None
