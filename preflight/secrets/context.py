"""Words around a value, for vendors that document no key format."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from preflight.pattern import Pattern

_NEAR: Final = 256  # bytes on either side: the same statement, the header above the URL

# From the context word to its value: NAME=value, "name": "value", env["NAME"] = "value", NAME, "value",
# and the two lines of a Kubernetes variable (name: NAME / value: …).
_ASSIGNMENT: Final = (
    rb"[\w.\-]{0,40}[\"'`\])]{0,3}(?:,?\s{1,40}[\"']?value[\"']?)?\s{0,8}(?:=>|:=|[:=,(])\s{0,8}"
    rb"(?:Bearer\s)?[\"'`]{0,3}(%b{%d,%d})(?![\w\-])"
)


def stands_near(data: bytes, words: Sequence[bytes], *, start: int, end: int) -> bool:
    """Is one of `words` within 256 bytes of `data[start:end]`?"""
    around = data[max(0, start - _NEAR) : end + _NEAR]
    return any(word in around for word in words)


def assigned(data: bytes, words: Sequence[bytes], value: Pattern) -> Iterator[tuple[int, int]]:
    """Start and end of every value of that pattern that is assigned to a name holding one of `words`."""
    for word in words:
        for found in _assignment(word, value).finditer(data):
            yield found.span(1)


@cache
def _assignment(word: bytes, value: Pattern) -> re.Pattern[bytes]:
    return re.compile(re.escape(word) + _ASSIGNMENT % (value.charset(), value.low, value.high))
