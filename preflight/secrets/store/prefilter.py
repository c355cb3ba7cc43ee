"""Which stored content deserves the full rules; one look serves all rules, at about a gigabyte a second.

It reads whole objects and raw deltas alike. In a raw delta new text is literal, cut every 127 bytes by the
opcode of the next insert: 132 characters of key always leave a run of 64.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from preflight.secrets.store import expressions
from preflight.secrets.store.contents import Contents
from preflight.secrets.store.patterns import Patterns
from preflight.secrets.store.shapes import may_hold_key

RUN: Final = 44
_IN_RUN: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\0%\\&#;{}"
_SHAPE: Final = bytes(ord("a") if byte in _IN_RUN else ord(".") for byte in range(256))
_NEEDLE: Final = b"a" * RUN
PADDING: Final = b"\0\0\0\0"
"""No text in any width holds it, and files of zeros hold gigabytes of it."""
_GAP: Final = b"    "
_CUTS_ALONE: Final = 64 << 20


class Prefilter:
    """Flags content with a run that may hold a key, or with what the rules' prefixes promise.

    Args:
        stems: prefixes of keys in hex: flagged when 8 hex digits follow, or the end of a literal (a key that is
            split), or, in a delta, a copy instruction.
        literals: prefixes flagged wherever they stand, also when a literal is split inside them or their underscores
            have backslashes; at least 3 bytes each.
        words: flagged wherever they stand.
    """

    def __init__(
        self,
        *,
        stems: Sequence[bytes] = (b"key_",),
        literals: Sequence[bytes] = (b"rt_live_", b"rt_test_"),
        words: Sequence[bytes] = (),
    ) -> None:
        anchors = expressions.by_beginning(literals) | expressions.escaped_for_markdown(literals)
        self._cuttable = {stem: [stem] for stem in stems} | anchors
        in_words = [*map(expressions.any_of, expressions.by_beginning(words).values())]
        self._words = Patterns(in_words)
        self._patterns = Patterns(
            [
                expressions.GZIP_IN_BASE64,
                *map(expressions.possibly_split, stems),
                *(expressions.possibly_cut(anchor, members) for anchor, members in anchors.items()),
                *in_words,
            ]
        )

    @cached_property
    def _cuts(self) -> Patterns:
        some = [expressions.cut_inside(self._cuttable)] if self._cuttable else []
        return Patterns(some, alone_for=_CUTS_ALONE)

    def flagged(self, contents: Sequence[bytes], *, deltas: bool = False) -> set[int]:
        """Numbers of the contents that deserve more; `deltas`: they are raw ones."""
        batch = Contents(contents)
        _mark_runs(batch)
        self._patterns.mark(batch)
        if deltas:
            self._cuts.mark(batch)
        return batch.marked

    def prepare(self) -> None:
        """Gets ready for many megabytes."""
        self._patterns.prepare()

    def names(self, content: bytes) -> bool:
        """Whether one of the words stands in `content`: then a change anywhere in it may make a key of something."""
        return self._words.match(content)

    def flags(self, content: bytes, *, delta: bool = False) -> bool:
        """Whether one object's content deserves more."""
        return bool(self.flagged((content,), deltas=delta))


def _mark_runs(batch: Contents) -> None:
    shape = batch.joined.translate(_SHAPE)
    at = _next_run(batch.joined, shape, 0)
    while at >= 0:
        _, after = batch.mark(at)
        at = _next_run(batch.joined, shape, after)


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
