"""One examination under way: the rules, decoders and containers, applied to what each of them yields."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from preflight.secrets.containers import Format, recognise
from preflight.secrets.containers.limits import Budget
from preflight.secrets.decode import (
    Decoded,
    Joined,
    base64,
    escapes,
    hexadecimal,
    joined,
    quoted_printable,
    wide,
)
from preflight.secrets.hits import Hit, Sighting, hits
from preflight.secrets.origin import Origin
from preflight.secrets.rules import Match, RuleSet
from preflight.secrets.stretches import stretches

_MOST_REASONS: Final = 50
_LINE_ENDS: Final = (b"\r", b"\n")
_LONGEST: Final = 4 << 20
"""Bytes of a stretch that are looked at together: decoders take many times as much memory."""
_OVERLAP: Final = 64 << 10


class Visit:
    """What has been seen so far."""

    def __init__(self, rules: RuleSet, budget: Budget) -> None:
        self._rules = rules
        self._budget = budget
        self._sightings: list[Sighting] = []
        self._full = False
        self._reasons: dict[str, None] = {}
        self._frames: dict[tuple[int, int], int] = {}  # by number of the frame around it and place in that

    def outcome(self) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
        """What has been found, and why not everything could be read."""
        return tuple(hits(self._sightings)), tuple(self._reasons)

    def look(self, data: bytes, origin: Origin, *, container: Format | None, promising: list[tuple[int, int]]) -> None:
        """Looks into a container, and at the promising stretches of what it is made of."""
        before = len(self._sightings)
        if container:
            self._unpack(data, container, origin)
        inside = {sighting.match.key for sighting in self._sightings[before:]}
        after = len(self._sightings)
        for start, end in chain.from_iterable(_pieces(data, *stretch) for stretch in promising):
            self._stretch(data[start:end], origin.within(start))
        if container:  # as it stands it shows its members once more, or scraps of them; of note are names, comments
            news = (s for s in self._sightings[after:] if s.certain and s.match.key not in inside)
            self._sightings[after:] = news

    def _inside(self, data: bytes, origin: Origin) -> None:
        promising = list(stretches(data, self._rules))
        self.look(data, origin, container=recognise(data), promising=promising)

    def _stretch(self, text: bytes, origin: Origin) -> None:
        if self._full:
            return
        literals = self._rules.literals
        plain = list(self._rules.matches(text))
        for match in plain:
            self._tell(match, origin)
        encoded = chain(base64(text, literals), hexadecimal(text, literals))
        for decoded in chain(encoded, wide(text), escapes(text), quoted_printable(text, literals)):
            self._decoded(decoded, origin)
        if whole := joined(text):
            complete = {match.start for match in plain if match.whole and text[match.end : match.end + 1] in _LINE_ENDS}
            self._joined(whole, origin, complete)

    def _joined(self, whole: Joined, origin: Origin, complete: set[int]) -> None:
        """What spans several pieces. A key that is `complete` on its line has no piece on the next."""
        pieces = origin.joined(whole)
        for match in self._rules.matches(whole.data):
            if self._full:
                return
            if whole.spans(match.start, match.end) and whole.locate(match.start) not in complete:
                self._tell(match, pieces)
                for begin, clip in whole.clipped(match.start, match.end):
                    for shorter in self._rules.matches(clip):
                        self._tell(shorter, pieces.within(begin))
        literals, joints = self._rules.literals, whole.joints
        for decoded in chain(base64(whole.data, literals, joints), hexadecimal(whole.data, literals, joints)):
            if whole.spans(decoded.locate(0), decoded.locate(len(decoded.data))):
                self._decoded(decoded, replace(pieces, encoding=origin.encoding))

    def _decoded(self, text: Decoded, origin: Origin) -> None:
        if self._may_enter(origin, size=len(text.data)):
            self._inside(text.data, origin.decoded(text))

    def _unpack(self, data: bytes, container: Format, origin: Origin) -> None:
        if not self._may_enter(origin, size=0):
            return
        from preflight.secrets.containers.member import Gap

        for part in container.unpack(data, self._budget):
            if isinstance(part, Gap):
                if part.damage and data is not origin.frame:
                    continue  # an excerpt in some text, or no container at all
                member = origin.path(part.name)
                self._incomplete(f"{container.name}{f' member {member}' if member else ''}: {part.reason}")
            else:
                place = origin.number, origin.locate(part.offset)
                number = self._frames.setdefault(place, len(self._frames) + 1)
                self._inside(part.data, origin.unpacked(part, container=container.name, number=number))

    def _may_enter(self, origin: Origin, *, size: int) -> bool:
        limits = self._budget.limits
        if origin.depth >= limits.depth:
            self._incomplete(f"more than {limits.depth} encodings or containers inside one another")
            return False
        if not self._budget.spend(size):
            self._incomplete(limits.exceeded())
            return False
        return True

    def _tell(self, match: Match, origin: Origin) -> None:
        limit = self._budget.limits.hits
        if len(self._sightings) < limit:
            self._sightings.append(Sighting.of(match, origin))
        else:
            self._full = True
            self._incomplete(f"more than {limit} places with keys: the others are not told")

    def _incomplete(self, reason: str) -> None:
        if len(self._reasons) < _MOST_REASONS:
            self._reasons[reason] = None


def _pieces(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch `data[start:end]` in pieces that overlap and begin with a line, unless lines are long."""
    while end - start > _LONGEST:
        yield start, start + _LONGEST
        step = start + _LONGEST - _OVERLAP
        newline = data.rfind(b"\n", step - _OVERLAP, step)
        start = newline + 1 if newline >= 0 else step
    yield start, end
