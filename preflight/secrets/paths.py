"""Paths as they may be shown: a name can hold a key, plain or encoded."""

from preflight.printable import veiled
from preflight.redact import Secret, scrub
from preflight.secrets.content import Examiner
from preflight.text import printable

_SHORTEST = 24  # bytes of a path that could hold a key in any form


def shown(path: bytes, examiner: Examiner) -> str:
    """`path` on one line; each of its names that holds a key is redacted, as is all that might be the rest of one."""
    plain = printable(path)
    if len(path) < _SHORTEST:
        return plain
    told = examiner.look_at(path)
    if not told.hits and scrub(plain) == plain:
        return plain
    return "/".join(_name(part, examiner) for part in path.split(b"/"))


def _name(part: bytes, examiner: Examiner) -> str:
    encoded = next((hit for hit in examiner.look_at(part).hits if hit.encoding), None)
    if encoded:
        return str(Secret(encoded.key.decode("utf-8", "surrogateescape")))
    return veiled(printable(part))
