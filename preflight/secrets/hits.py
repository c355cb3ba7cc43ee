"""What an examination finds, and how several sightings of one key in one place become one hit."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from preflight.secrets.origin import Origin
from preflight.secrets.rules import Match
from preflight.verdict import Confidence

_WIDTHS: Final = {"utf-16": 2, "utf-32": 4}
_MARKS: Final = (BOM_UTF32_LE, BOM_UTF32_BE, BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A key in a piece of data. It holds the key itself: for redaction and comparison, never for output."""

    rule: str
    confidence: Confidence
    key: bytes = field(repr=False)
    """Decoded."""
    offset: int
    """Of its (encoded) form in the outermost data; for a member of a container, where the member begins."""
    line: int
    """From 1; in the member if there is one."""
    column: int
    """From 1, in characters; in the member if there is one."""
    encoding: tuple[str, ...] = ()
    """The wrappings, outermost first: `("gzip", "base64")`."""
    member: str | None = None
    """Path inside the container, printable, keys redacted; `!` between container and member when nested."""
    note: str = ""
    """Why it is not certain."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A match, and where its text comes from."""

    match: Match
    origin: Origin
    start: int
    """The bytes that it covers, in the origin's frame."""
    end: int

    @classmethod
    def of(cls, match: Match, origin: Origin) -> "Sighting":
        """The sighting of a match in a text of that origin."""
        return cls(match, origin, origin.locate(match.start), origin.locate(match.end - 1) + 1)

    @property
    def certain(self) -> bool:
        """Is it a key for certain?"""
        return self.match.confidence is Confidence.CERTAIN

    def outdoes(self, other: "Sighting") -> bool:
        """Is `other`, of lower rank, the same? A merely possible key gives way to any that overlaps it."""
        same = self.match.key == other.match.key or not other.certain
        overlap = self.start < other.end and other.start < self.end
        return same and overlap and self.origin.number == other.origin.number


def hits(sightings: Iterable[Sighting]) -> Iterator[Hit]:
    """One hit per key and place: of several ways to see a key, the surest, and then the plainest."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (not s.certain, len(s.origin.encoding))):
        if not any(better.outdoes(sighting) for better in kept):
            kept.append(sighting)
    kept.sort(key=lambda s: (s.origin.number, s.start))
    for _, frame in groupby(kept, key=lambda s: s.origin.number):
        yield from _placed(list(frame))


def _placed(sightings: Sequence[Sighting]) -> Iterator[Hit]:
    """The hits of one frame; lines and columns are counted once, from hit to hit."""
    frame = sightings[0].origin.frame
    position, line, column = _mark(frame), 1, 1
    for sighting in sightings:
        match, origin = sighting.match, sighting.origin
        passed = frame[position : sighting.start]
        if newlines := passed.count(b"\n"):
            line, column = line + newlines, 1
        width = _WIDTHS.get("".join(origin.encoding[-1:]), 1)
        column += _characters(passed[passed.rfind(b"\n") + 1 :], width)
        position = sighting.start
        yield Hit(
            rule=match.rule,
            confidence=match.confidence,
            key=match.key,
            offset=origin.offset(match.start),
            line=line,
            column=column,
            encoding=origin.encoding,
            member=origin.member,
            note=match.note,
        )


def _mark(frame: bytes) -> int:
    """Length of the byte order mark, which takes up no column."""
    return next((len(mark) for mark in _MARKS if frame.startswith(mark)), 0)


def _characters(text: bytes, width: int) -> int:
    """Their number in an encoding of `width` bytes each; in others, a byte that is not UTF-8 counts as one."""
    return len(text) // width if width > 1 else len(text.decode("utf-8", "surrogateescape"))
