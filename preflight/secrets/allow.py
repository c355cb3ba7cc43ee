r"""`preflight: allow REASON`, in whatever comment the language has, on the line where a key stands.

    KEY = "key_…"  # preflight: allow an example from the vendor's own documentation
    <!-- preflight: allow revoked in May --> <Key>key_…</Key>

Only in text: nobody writes comments into an archive. Only with a reason: without one it is told, and does not count.
"""

import re
from typing import Final

from preflight.printable import veiled

REACH: Final = 2048
"""Bytes before and after a key in which its line's comment may stand: a minified bundle is a line of megabytes."""

_MARK: Final = re.compile(rb"preflight:[ \t]*allow\b[ \t:=-]*", re.IGNORECASE)
# What ends a comment, a string or the sense of a sentence. A backslash or a percent sign may begin a spelling of the
# very key, which no report may show.
_END: Final = re.compile(rb"""\*/|--|[#<>"`{}%\\]|\Z""")
_WORD: Final = re.compile(r"[^\W\d_]{3}")
_TRIMMED: Final = " \t\r.,;:'()[]"
_LONGEST: Final = 200


def line_around(data: bytes, offset: int) -> bytes:
    """The line of `data` that holds `offset`, as far as `REACH` goes."""
    start = max(data.rfind(b"\n", max(0, offset - REACH), offset) + 1, offset - REACH, 0)
    end = data.find(b"\n", offset, offset + REACH)
    return data[start : end if end >= 0 else offset + REACH]


def allowance(line: bytes) -> str | None:
    """The reason that a line of text gives; empty where it gives none, None where nothing is allowed in it.

    The reason is printable and holds nothing that might be a key.
    """
    mark = _MARK.search(line)
    if mark is None or b"\0" in line:
        return None
    end = _END.search(line, mark.end())
    reason = line[mark.end() : end.start() if end else len(line)].decode("utf-8", "replace")
    reason = veiled(reason.strip(_TRIMMED), limit=_LONGEST)
    said = reason.replace("key_…", "")
    return reason if _WORD.search(said) else ""
