"""Content that hides its text from any prefilter: archives, documents and pictures, by what they begin or end with."""

import re
from typing import Final

from preflight.secrets.containers import MAGIC, ZIP_END, ZIP_END_SIZE, recognise

_TAR: Final = b"ustar"
_HEAD: Final = 1024
_TAIL: Final = ZIP_END_SIZE + 1  # the opcode of one more insert may stand in it

# Two sizes (little-endian base 128), then an insert that begins with a magic number.
_DELTA: Final = re.compile(rb"(?:[\x80-\xff]*[\x00-\x7f]){2}[\x01-\x7f](?:" + b"|".join(map(re.escape, MAGIC)) + b")")


def is_container(content: bytes) -> bool:
    """Whether `content`, whole, is something to be opened."""
    return recognise(content) is not None


def begins_container(delta: bytes) -> bool:
    """Whether the result of a delta may be something to be opened, by what it inserts at its beginning or end."""
    return _DELTA.match(delta) is not None or delta.find(_TAR, 0, _HEAD) >= 0 or ends_in_zip(delta)


def ends_in_zip(tail: bytes) -> bool:
    """Whether content that ends with `tail` ends like a zip: it may be one after something else."""
    return tail.find(ZIP_END, -_TAIL) >= 0
