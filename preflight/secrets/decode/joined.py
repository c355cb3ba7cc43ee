r"""Keys and encoded text that are cut into pieces: concatenated literals, continued and wrapped lines.

"key_" + "0a…"      'key_' '0a…'      `key_${"0a…"}`      key_0a…\ at an end of line      wrapped base64
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# Every alternative begins with one of the characters of the first class, so that the search skips at full
# speed; what that character was is looked at afterwards. Possessive quantifiers (++, *+, ?+) keep it linear.
_GLUE: Final = re.compile(
    rb"""[\r\n\\"'`$}](?:(?<!\\)|(?=[\\\r\nrn"'`]))
    (?:
        (?<=\\)\r?\n[ \t]*+                                  # a line continued with a backslash
      | (?:(?<=["'`])|(?<=\\)\\*+["'`])(?<=[\w+/=\\]["'`])   # the end of a literal, a quote after a letter,
        \)?+[\s\\]*+
        (?:(?:\+|\.\.?|&|~|\|\||<>)[\s\\]*+)?+               # then an operator or none
        \(?+[bBfFrRuUL@]{0,2}+\\*+["'`](?=[\w+/])            # and the start of the next
      | (?:(?<=["'`])\})?+(?:(?<=\$)|(?<=\})\$)\{\s*+["'`]   # ${" and "}${" in a template
      | (?<=["'`])\}(?=[\w+/])                               # "} in a template
      | (?:(?<=\n)|(?<=\r)\n|(?<=\\)(?:r\\)?+n)              # the end of a line, real or written as \n,
        (?:(?<=[\w+/-]{16}\n)|(?<=[\w+/-]{16}\r\n)|(?<=[\w+/-]{16}\\n)|(?<=[\w+/-]{16}\\r\\n))
        [ \t]*+(?:(?:[#>*]|//)[ \t]++)?+                     # then an indent, the sign of a comment or none
        (?![a-z]{2,8}_|[A-Z]?(?=[a-z]{4})[a-f]*[g-z][a-z]*(?![\w+/=-]))   # and more of it: no name, no word
        (?=[\w+/-]{16}|[\w+/-]{1,15}={0,2}[ \t]*+(?:["'`<]|\r?\n|\\r?n|\Z))
    )""",
    re.VERBOSE,
)
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
    pieces: list[bytes] = []
    joints, removed = array("Q"), array("Q")  # there may be millions
    end = gone = 0
    for glue in _GLUE.finditer(text):
        pieces.append(text[end : glue.start()])
        joints.append(glue.start() - gone)
        gone += glue.end() - glue.start()
        removed.append(gone)
        end = glue.end()
    if not joints:
        return None
    pieces.append(text[end:])
    return Joined(b"".join(pieces), joints, removed)
