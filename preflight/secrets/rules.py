r"""What a key looks like: the rules of `preflight/data/rules.json`, a project's own, and how they match.

A match is decided by the whole run of characters that follows a literal start: its length, its letters' case,
and what touches it on either side. Everything here takes time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from preflight.pattern import WORD, Pattern, parse
from preflight.secrets import shipped
from preflight.secrets.context import assigned, stands_near
from preflight.secrets.plausibility import kinds_in, plausible
from preflight.verdict import Confidence

# A letter or digit before the key that is the end of an escape (\n, \x0a, \u0022, %3D, a terminal's colour),
# not of a word that the key is glued to.
_ESCAPE_BEFORE: Final = re.compile(
    rb"(?:\\(?:[abefnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})|%[0-9A-Fa-f]{2}"
    rb"|(?:\x1b|\\(?:e|033|x1[bB]|u001[bB]))\[[0-9;]{0,8}m)\Z"
)
_LONGEST_ESCAPE: Final = 16
_PIECE: Final = 4  # characters after a literal start make it worth a look; `key_` alone is in every program


@dataclass(frozen=True, slots=True)
class Match:
    """A key, or what may be one, in the bytes that were searched."""

    rule: str
    confidence: Confidence
    start: int
    end: int
    """Past the last byte of the key."""
    key: bytes = field(repr=False)
    note: str = ""
    """Why it is not certain, in words that fit after a comma."""
    whole: bool = False
    """A key of exactly the documented length, ours or another vendor's: nothing is missing from it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One way that a rule's key may appear."""

    pattern: Pattern
    confidence: Confidence
    note: str = ""
    glued: bool = False
    ignore_case: bool = False
    longer: bool = False
    kinds: int = 2
    """Least number of kinds of characters in the body: digits, capitals, lower case."""

    def fits(self, *, literal: bytes, body: bytes, glued: bool) -> bool:
        """Does the run of characters `body` after `literal` have this shape?"""
        if glued and not self.glued:
            return False
        pattern = self.pattern
        if self.ignore_case:
            literal, allowed = literal.lower(), pattern.alphabet + pattern.alphabet.upper()
        else:
            allowed = pattern.alphabet
        if literal not in pattern.literals or body.translate(None, allowed):
            return False
        return len(body) > pattern.high if self.longer else pattern.low <= len(body) <= pattern.high

    def whole(self) -> bool:
        """Does it describe keys of one length only, and nothing beyond them?"""
        return self.pattern.low == self.pattern.high and not self.longer


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of key."""

    name: str
    shapes: tuple[Shape, ...]
    """In the order in which they are tried."""
    distinct: int
    """Least number of different characters in the body."""
    context: tuple[bytes, ...] = ()
    """Words of which one must stand near; empty where the shape says enough."""
    probes: tuple[re.Pattern[bytes], ...] = field(init=False, repr=False, compare=False)
    """One per literal start, so that each search is a search for a literal."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "probes", tuple(map(self._probe, self.literals())))

    def literals(self) -> tuple[bytes, ...]:
        """The literal starts, in each case that a shape allows."""
        found: dict[bytes, None] = {}
        for shape in self.shapes:
            for literal in shape.pattern.literals:
                spellings = (literal, literal.capitalize(), literal.upper())
                found.update(dict.fromkeys(spellings if shape.ignore_case else spellings[:1]))
        return tuple(found)

    @property
    def shortest(self) -> int:
        """Characters of the shortest key."""
        return min(min(map(len, shape.pattern.literals), default=0) + shape.pattern.low for shape in self.shapes)

    def piece(self) -> re.Pattern[bytes]:
        """A literal start and the first characters of a body."""
        starts = dict.fromkeys(literal for shape in self.shapes for literal in shape.pattern.literals)
        return re.compile(b"(?:%b)%b{%d}" % (b"|".join(map(re.escape, starts)), self._charset(), _PIECE))

    def _probe(self, literal: bytes) -> re.Pattern[bytes]:
        least = min(shape.pattern.low for shape in self.shapes)
        return re.compile(b"(%b)(%b{%d,})" % (re.escape(literal), self._charset(), least))

    def _charset(self) -> bytes:
        """Every character that the body of some shape may hold, as a class of `re`."""
        letters = b"".join(shape.pattern.alphabet for shape in self.shapes)
        if any(shape.ignore_case for shape in self.shapes):
            letters += letters.upper()
        return b"[" + re.escape(bytes(sorted(set(letters)))) + b"]"

    def matches(self, data: bytes) -> Iterator[Match]:
        """Every key of this kind in `data`."""
        if self.context and not any(word in data for word in self.context):
            return
        for probe in self.probes:
            for found in probe.finditer(data):
                if match := self._judge(data, found):
                    yield match
        for shape in self.shapes:
            if not shape.pattern.literals:
                yield from self._assigned(data, shape)

    def _judge(self, data: bytes, found: re.Match[bytes]) -> Match | None:
        literal, body = found.groups()
        glued = _glued(data, found.start(), found.end())
        for shape in self.shapes:
            fits = shape.fits(literal=literal, body=body, glued=glued)
            if fits and self._plausible(body[: shape.pattern.high], shape):
                break
        else:
            return None
        end = min(found.end(), found.end(1) + shape.pattern.high)
        if self.context and not stands_near(data, self.context, start=found.start(), end=end):
            return None
        return self._match(data, shape, start=found.start(), end=end)

    def _assigned(self, data: bytes, shape: Shape) -> Iterator[Match]:
        for start, end in assigned(data, self.context, shape.pattern):
            if self._plausible(data[start:end], shape):
                yield self._match(data, shape, start=start, end=end)

    def _plausible(self, body: bytes, shape: Shape) -> bool:
        return plausible(body, distinct=self.distinct, kinds=shape.kinds)

    def _match(self, data: bytes, shape: Shape, *, start: int, end: int) -> Match:
        key = data[start:end]
        return Match(self.name, shape.confidence, start, end, key, shape.note, shape.whole())


def _glued(data: bytes, start: int, end: int) -> bool:
    if end < len(data) and data[end] in WORD:
        return True
    if start == 0 or data[start - 1] not in WORD:
        return False
    return _ESCAPE_BEFORE.search(data, max(0, start - _LONGEST_ESCAPE), start) is None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one scan."""

    rules: tuple[Rule, ...]
    literals: tuple[bytes, ...] = field(init=False, repr=False)
    """The literal starts of keys that the shape alone makes certain, for searches in encoded text."""
    pieces: tuple[re.Pattern[bytes], ...] = field(init=False, repr=False)
    """One per rule: a literal start and a few characters, as of a key that is short or cut into pieces."""

    def __post_init__(self) -> None:
        plain = [rule for rule in self.rules if not rule.context]
        exact = (literal for rule in plain for shape in rule.shapes for literal in shape.pattern.literals)
        object.__setattr__(self, "literals", tuple(dict.fromkeys(exact)))
        object.__setattr__(self, "pieces", tuple(rule.piece() for rule in plain))

    def matches(self, data: bytes) -> Iterator[Match]:
        """Every key in `data`, rule by rule."""
        for rule in self.rules:
            yield from rule.matches(data)

    def extended(self, own: Iterable[Rule]) -> "RuleSet":
        """These rules and a project's own."""
        return RuleSet((*self.rules, *own))


def own_rule(name: str, pattern: str, confidence: Confidence) -> Rule:
    """A project's own rule; anything that touches a letter or digit is possible at most.

    Raises:
        PatternError: the pattern is not of the small language of `preflight.pattern`.
    """
    parsed = parse(pattern)
    kinds = min(2, kinds_in(parsed.alphabet))
    free = Shape(parsed, confidence, kinds=kinds)
    glued = Shape(parsed, Confidence.POSSIBLE, "touches other letters or digits", glued=True, kinds=kinds)
    return Rule(name, (free, glued), distinct=min(6, len(parsed.alphabet), parsed.low))


@cache
def builtin() -> RuleSet:
    """The rules that ship with preflight."""
    return RuleSet(tuple(map(_rule, shipped.entries())))


def matches(data: bytes) -> Iterator[Match]:
    """Every key in `data` by the rules that ship with preflight, as it stands: nothing is decoded."""
    return builtin().matches(data)


def _rule(entry: dict[str, Any]) -> Rule:
    context = shipped.words(entry)
    shapes = tuple(_shape(shape, literal_required=not context) for shape in entry["shapes"])
    return Rule(entry["name"], shapes, entry["distinct"], context)


def _shape(entry: dict[str, Any], *, literal_required: bool) -> Shape:
    options = dict(entry)
    pattern = parse(options.pop("pattern"), literal_required=literal_required)
    return Shape(pattern, Confidence(options.pop("confidence")), **options)
