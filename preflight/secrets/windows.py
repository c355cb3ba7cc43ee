"""Looking for keys in content of any size, in bounded memory: overlapping windows, lines counted along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from preflight.redact import redact
from preflight.secrets.rules import CONTEXT, LONGEST, Match, matches
from preflight.secrets.views import View, views
from preflight.verdict import Confidence

WINDOW: Final = 1 << 20
_WIDEST: Final = 4  # bytes per character that any view may have
_BEFORE: Final = CONTEXT * _WIDEST
_AFTER: Final = (LONGEST + CONTEXT) * _WIDEST

Read = Callable[[int], bytes]
"""Up to so many bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A key in some content, already redacted."""

    rule: str
    confidence: Confidence
    redacted: str
    line: int
    """From 1; lines end in a newline character."""
    column: int
    """From 1, in characters; a byte that is not UTF-8 counts as one."""
    encoding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """How far into the content we are."""

    line: int = 1
    characters: int = 0
    """Since the line began."""
    octets: int = 0

    def after(self, data: bytes) -> "_Place":
        """The place `data` further on."""
        tail = data[data.rfind(b"\n") + 1 :]
        characters = len(tail.decode("utf-8", "surrogateescape"))
        newlines = data.count(b"\n")
        if newlines:
            return _Place(self.line + newlines, characters, len(tail))
        return _Place(self.line, self.characters + characters, self.octets + len(tail))

    def column(self, width: int) -> int:
        """From 1, for an encoding of `width` bytes per character."""
        return (self.characters if width == 1 else self.octets // width) + 1


def find_hits(read: Read) -> Iterator[Hit]:
    """The keys in the content that `read` yields piece by piece."""
    window = read(WINDOW)
    place = _beginning(window)
    start = 0
    while True:
        last = len(window) < start + WINDOW
        end = len(window) if last else _character_boundary(window, len(window) - _AFTER)
        yield from _hits_in(window, start, end, place)
        if last:
            return
        place = place.after(window[start:end])
        keep = max(0, end - _BEFORE)
        window, start = window[keep:], end - keep
        window += read(WINDOW + start - len(window) + _AFTER)


def _hits_in(window: bytes, start: int, end: int, place: _Place) -> Iterator[Hit]:
    """The hits that begin in window[start:end]; `place` is that of `start`."""
    reached = start
    for at, (view, match) in sorted(_best(window).items(), key=lambda item: item[0]):
        if start <= at < end:
            place, reached = place.after(window[reached:at]), at
            redacted = redact(match.key.decode("ascii"))
            column = place.column(view.width)
            yield Hit(match.rule, match.confidence, redacted, place.line, column, view.encoding)


def _best(window: bytes) -> dict[int, tuple[View, Match]]:
    """By offset: of several readings of the same bytes the one that shows most of the key, and surest."""
    best: dict[int, tuple[View, Match]] = {}
    for view in views(window):
        for match in matches(view.data):
            at = view.raw_offset(match.start)
            if at not in best or _rank(match) > _rank(best[at][1]):
                best[at] = view, match
    return best


def _rank(match: Match) -> tuple[int, bool]:
    return len(match.key), match.confidence is Confidence.CERTAIN


def _beginning(window: bytes) -> _Place:
    """A byte order mark takes up no column."""
    if window.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _Place(octets=-2)
    return _Place(characters=-1) if window.startswith(b"\xef\xbb\xbf") else _Place()


def _character_boundary(data: bytes, at: int) -> int:
    """`at`, or up to three bytes before it, so as not to cut a UTF-8 character."""
    return next((cut for cut in range(at, at - 4, -1) if data[cut] & 0xC0 != 0x80), at)
