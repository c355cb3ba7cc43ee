r"""Keys and encoded text that are cut into pieces: concatenated literals, continued and wrapped lines.

"key_" + "0a…"      'key_' '0a…'      `key_${"0a…"}`      key_0a…\ at an end of line      wrapped base64
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

# By kind: the characters of which a joint begins with one, so that the search skips at full speed, and what follows;
# what that character was is looked at afterwards. Possessive quantifiers (++, *+, ?+) keep it linear.
_KINDS: Final = {
    "continued": (
        rb"\\",
        rb"""(?<=[\w+/-]\\)\r?\n[ \t]*+(?:\\\r?\n[ \t]*+)*+(?=[\w+/-])  # lines continued with a backslash""",
    ),
    "quotes": (
        rb"""\\"'`""",
        rb"""(?<=[\w+/=\\].)(?=[)\s\\+.&~|<("'`bBfFrRuUL@])          # after a letter, and not before other signs,
        (?:(?<=["'`])|(?<=\\)\\*+["'`])(?<=[\w+/=\\]["'`])   # the end of a literal
        \)?+[\s\\]*+
        (?:(?:\+|\.\.?|&|~|\|\||<>)[\s\\]*+)?+               # then an operator or none
        \(?+[bBfFrRuUL@]{0,2}+\\*+["'`](?=[\w+/])            # and the start of the next""",
    ),
    "templates": (
        rb"""$}"'`""",
        rb"""(?=[}{$])(?:(?<=["'`])\})?+(?:(?<=\$)|(?<=\})\$)\{\s*+["'`]   # ${" and "}${" in a template
      | (?<=[\w+/-]["'`])\}(?=[\w+/])                        # "} in a template""",
    ),
    "lines": (
        rb"\r\n\\",
        rb"""(?<=[\w+/-]{16}[\r\n\\])                           # so much encoded text, and
        (?:(?<=\n)|(?<=\r)\n|(?<=\\)(?:r\\)?+n)               # the end of its line, real or written as \n,
        [ \t]*+(?:(?:[#>*]|//)[ \t]++)?+                     # then an indent, the sign of a comment or none
        (?![a-z]{2,8}_|[A-Z]?(?=[a-z]{4})[a-f]*[g-z][a-z]*(?![\w+/=-]))   # and more of it: no name, no word
        (?=[\w+/-]{16}|[\w+/-]{1,15}={0,2}[ \t]*+(?:["'`<]|\r?\n|\\r?n|\Z))""",
    ),
}
_ESCAPES: Final = rb"""(?:(?<!\\)|(?=[\\\r\nrn"'`]))"""

# What a text must hold for a joint of some kind to be in it is found far faster than the joint.
_LETTERS: Final = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_+/-")
_SHAPE: Final = bytes(
    ord("a") if byte in _LETTERS else ord("n") if byte in b"\r\n\\" else ord('"') if byte in b"\"'`" else byte
    for byte in range(256)
)
_LONG_LINE: Final = b"a" * 16 + b"n"
_QUOTES_ALIKE: Final = bytes.maketrans(b"'`", b'""')
_BETWEEN_QUOTES: Final = b" \t\r\n\f\v\\()+.&~|<>bBfFrRuUL@"
_CONTEXT: Final = 16  # bytes before a key that tell what it touches
_MOST_PIECES: Final = 64


@dataclass(frozen=True, slots=True)
class Joined:
    """A text without what stood between its pieces."""

    data: bytes
    joints: Sequence[int]
    """Where in `data` a piece ends and the next begins, in order."""
    removed: Sequence[int]
    """How many bytes are gone before each joint, itself included."""

    def locate(self, offset: int) -> int:
        """From an offset in `data` to one in the text."""
        passed = bisect_right(self.joints, offset)
        return offset + (self.removed[passed - 1] if passed else 0)

    def spans(self, start: int, end: int) -> bool:
        """Is there a joint inside `data[start:end]`?"""
        passed = bisect_right(self.joints, start)
        return passed < len(self.joints) and self.joints[passed] < end

    def clipped(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The text around `data[start:end]` up to each of the next joints, and where it begins.

        The word after a key may look like one more of its pieces.
        """
        first = bisect_right(self.joints, start)
        own_line = first > 0 and self.joints[first - 1] == start
        begin = start if own_line else max(0, start - _CONTEXT)
        for joint in self.joints[first : first + _MOST_PIECES]:
            if joint > end:
                break
            yield begin, self.data[begin:joint]


def joined(text: bytes) -> Joined | None:
    """`text` without what stands between the pieces; None where nothing does."""
    kinds = tuple(_kinds(text))
    if not kinds:
        return None
    pieces: list[bytes] = []
    joints, removed = array("Q"), array("Q")  # there may be millions
    end = gone = 0
    for glue in _glue(kinds).finditer(text):
        pieces.append(text[end : glue.start()])
        joints.append(glue.start() - gone)
        gone += glue.end() - glue.start()
        removed.append(gone)
        end = glue.end()
    if not joints:
        return None
    pieces.append(text[end:])
    return Joined(b"".join(pieces), joints, removed)


def _kinds(text: bytes) -> Iterator[str]:
    """Of which kinds a joint may be in `text`: all lock files, most prose and much code have none."""
    shape = text.translate(_SHAPE)
    if b"\\" in text:
        yield "continued"
    if b'""' in text.translate(_QUOTES_ALIKE, _BETWEEN_QUOTES):
        yield "quotes"
    if (b"$" in text and b"${" in text) or (b"}" in text and b'a"}a' in shape):
        yield "templates"
    if _LONG_LINE in shape:
        yield "lines"


@cache
def _glue(kinds: tuple[str, ...]) -> re.Pattern[bytes]:
    firsts, rests = zip(*map(_KINDS.__getitem__, kinds), strict=True)
    return re.compile(b"[%b]%b(?:%b\n)" % (b"".join(firsts), _ESCAPES, b"\n|".join(rests)), re.VERBOSE)
