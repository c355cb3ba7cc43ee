"""Which stored content deserves the full rules; one pass serves all rules, at about a gigabyte a second.

It reads whole objects and raw deltas alike. In a raw delta new text is literal, cut every 127 bytes by the
opcode of the next insert: 132 characters of key always leave a run of 64.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, groupby
from typing import Final

from preflight.secrets.store.shapes import may_hold_key

RUN: Final = 44
_ANCHOR: Final = 3
_IN_RUN: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\0%\\&#;{}"
_SHAPE: Final = bytes(ord("a") if byte in _IN_RUN else ord(".") for byte in range(256))
_NEEDLE: Final = b"a" * RUN
PADDING: Final = b"\0\0\0\0"
"""No text in any width holds it, and files of zeros hold gigabytes of it."""
_GAP: Final = b"    "
_OPCODE: Final = rb"[\x01-\x7f]"
_QUOTE: Final = rb"[\"'`]"
_GZIP_IN_BASE64: Final = re.compile(rb"H4sI[0-9A-Za-z+/]")
_FOLLOWERS: Final = rb"(?:[\x80-\xff]|%b?[\"'`\\]|[0-9a-fA-F]{0,7}(?:[\"'`\\]|\$\{\s?[\"'`])|%b)" % (
    _OPCODE,
    b"|".join(b"[0-9a-fA-F]{%d}%b?[0-9a-fA-F]{%d}" % (at, _OPCODE, 8 - at) for at in range(8)),
)
_GLUE: Final = rb"[\"'`][\s\\()+.&~|<>]{0,40}[bBfFrRuUL@]{0,2}\\?[\"'`]"
"""From one literal to the next."""
_STEM: Final = 2
"""Characters of a stem that always stand together: one alone is too frequent to search for."""


class Prefilter:
    """Flags content with a run that may hold a key, or with what the rules' prefixes promise.

    Args:
        stems: prefixes of keys in hex: flagged when 8 hex digits follow, or the end of a literal (a key that is
            split), or, in a delta, a copy instruction.
        literals: prefixes flagged wherever they stand, also when a literal is split inside them; at least 3 bytes each.
        words: flagged wherever they stand.
    """

    def __init__(
        self,
        *,
        stems: Sequence[bytes] = (b"key_",),
        literals: Sequence[bytes] = (b"rt_live_", b"rt_test_"),
        words: Sequence[bytes] = (),
    ) -> None:
        anchors = _by_beginning(literals)
        self._patterns = [_GZIP_IN_BASE64, *map(_possibly_split, stems)]
        self._patterns += [_possibly_cut(anchor, members) for anchor, members in anchors.items()]
        if stems or anchors:
            self._patterns.append(_cut_inside([*stems, *anchors]))
        self._words = [re.compile(b"|".join(map(re.escape, group))) for group in _by_beginning(words).values()]

    def flagged(self, contents: Sequence[bytes]) -> set[int]:
        """Numbers of the contents that deserve more."""
        found: set[int] = set()
        batch = b"\n".join(contents)
        ends: list[int] = []
        """Where each content's successor begins; reckoned when there is something to place."""
        searches = [partial(_next_run, batch, batch.translate(_SHAPE))]
        searches += [partial(_next_match, batch, pattern) for pattern in (*self._patterns, *self._words)]
        for search in searches:
            position = search(0)
            while position >= 0:
                ends = ends or list(accumulate(len(content) + 1 for content in contents))
                number = bisect_right(ends, position)
                found.add(number)
                position = search(ends[number])
        return found

    def names(self, content: bytes) -> bool:
        """Whether one of the words stands in `content`: then a change anywhere in it may make a key of something."""
        return any(pattern.search(content) for pattern in self._words)

    def flags(self, content: bytes) -> bool:
        """Whether one object's content deserves more."""
        return bool(self.flagged((content,)))


def _by_beginning(literals: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Literals in groups, by what they begin with: a regular expression is fast only with a fixed prefix."""
    groups = groupby(sorted(literals), key=lambda literal: literal[:_ANCHOR])
    return {beginning: list(members) for beginning, members in groups}


def _next_run(batch: bytes, shape: bytes, start: int) -> int:
    begin = shape.find(_NEEDLE, start)
    while begin >= 0:
        end = _end_of_run(shape, begin + RUN)
        if batch.find(PADDING, begin, end) >= 0:
            unpadded = batch[begin:end].replace(PADDING, _GAP)
            inside = _next_run(unpadded, unpadded.translate(_SHAPE), 0)
            if inside >= 0:
                return begin + inside
        elif may_hold_key(batch, begin, end):
            return begin
        begin = shape.find(_NEEDLE, end)
    return -1


def _end_of_run(shape: bytes, start: int) -> int:
    end = shape.find(b".", start)
    return end if end >= 0 else len(shape)


def _next_match(batch: bytes, pattern: re.Pattern[bytes], start: int) -> int:
    match = pattern.search(batch, start)
    return match.start() if match else -1


def _possibly_split(stem: bytes) -> re.Pattern[bytes]:
    """A stem and what follows it in a key, also in literals of which the first ends within the stem."""
    rest = stem[_STEM:]
    splits = (re.escape(rest[:at]) + _GLUE + re.escape(rest[at:]) for at in range(len(rest)))
    return re.compile(re.escape(stem[:_STEM]) + b"(?:" + b"|".join([re.escape(rest) + _FOLLOWERS, *splits]) + b")")


def _possibly_cut(anchor: bytes, literals: Iterable[bytes]) -> re.Pattern[bytes]:
    """Literals with one beginning, also with an opcode of a delta in what follows it, or split by a quote."""
    tails = (_tail(literal[len(anchor) :]) for literal in literals)
    return re.compile(re.escape(anchor) + b"(?:" + b"|".join(tails) + b")")


def _cut_inside(literals: Sequence[bytes]) -> re.Pattern[bytes]:
    """Literals with an opcode inside: that of the insert after one of full length."""
    width = max(map(len, literals)) - 1
    cuts = (
        b"." * (width - at) + re.escape(literal[:at]) + _OPCODE + re.escape(literal[at:])
        for literal in literals
        for at in range(1, len(literal))
    )
    return re.compile(rb"(?s)\x7f.{%d}(?:%b)" % (127 - width, b"|".join(cuts)))


def _tail(rest: bytes) -> bytes:
    """The rest of a literal: `ive_` as `i(?:quote|v(?:quote|e…))`."""
    pattern = b""
    for at in range(len(rest) - 1, -1, -1):
        character = _OPCODE + b"?" + re.escape(rest[at : at + 1])
        pattern = character + (b"(?:" + _QUOTE + b"|" + pattern + b")" if pattern else b"")
    return pattern
