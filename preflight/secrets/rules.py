"""What a key looks like in bytes: which runs of characters are one for certain, and which might be.

The vendors publish no pattern; the shapes are those of the keys that their portals hand out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from preflight.verdict import Confidence

RUNWAY: Final = "runway-api-key"
RUNTOOLS: Final = "runtools-api-key"

_WORD: Final = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
# What may stand before a key without being part of it, though it ends in a letter or a digit: an escape in a
# string literal, in a URL, or of a terminal.
_ESCAPE: Final = re.compile(
    rb"(?:\\(?:[abfnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})"
    rb"|%[0-9A-Fa-f]{2}|\x1b\[[0-9;]{0,8}m)\Z"
)
CONTEXT: Final = 16
"""Bytes before and after a match that its judgement may look at."""
LONGEST: Final = len("key_") + 129
"""Bytes of the longest match; of a longer run only its head is one."""

_FEWEST_DISTINCT: Final = 10  # of 128 random hex digits, fewer than 10 distinct ones never happen by chance


@dataclass(frozen=True, slots=True)
class Match:
    """A key-like run of bytes in some data."""

    rule: str
    confidence: Confidence
    start: int
    end: int
    """Of the part that is taken for the key."""
    key: bytes = field(repr=False)
    note: str
    """Why it is only a possible one; empty for a certain one."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A mark and the run of characters after it, one character longer than a key at most."""

    mark: bytes
    run: bytes
    glued: bool
    """To a letter, digit or underscore, on either side."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    note: str = ""
    length: int = 128
    """Characters of the run that are the key's."""

    @property
    def confidence(self) -> Confidence:
        return Confidence.POSSIBLE if self.note else Confidence.CERTAIN


@dataclass(frozen=True, slots=True)
class _Rule:
    slug: str
    marks: tuple[bytes, ...]
    run: re.Pattern[bytes]
    judge: Callable[[_Candidate], _Judgement | None]


def _runway(found: _Candidate) -> _Judgement | None:
    """`key_` and exactly 128 lower-case hex digits."""
    length = min(len(found.run), 128)
    canonical = found.mark == b"key_" and found.run == found.run.lower()
    if not _plausible(found.run[:length]):
        return None
    match len(found.run):
        case 28 | 64:  # exact or nothing: glued, it is an identifier with a hash
            foreign = canonical and not found.glued
            return _Judgement("looks like another vendor's key", length) if foreign else None
        case 128 if not canonical:
            return _Judgement("a key is written in lower case")
        case 128:
            return _Judgement("glued to other characters" if found.glued else "")
        case 129:
            return _Judgement("longer than a key")
        case size if size >= 100:
            return _Judgement("shorter than a key: cut off?", length)
    return None


def _runtools(found: _Candidate) -> _Judgement | None:
    """`rt_live_` or `rt_test_` and exactly 32 letters and digits."""
    key = found.run[:32]
    has_digit = any(48 <= character <= 57 for character in key)
    exact = len(found.run) == 32 and not found.glued
    if not _plausible(key) or not (exact or has_digit):
        return None
    if not exact:
        return _Judgement("glued to other characters", 32)
    return _Judgement("" if has_digit else "a key without a digit is rare", 32)


_RULES: Final = (
    _Rule(RUNWAY, (b"key_", b"Key_", b"KEY_"), re.compile(rb"[0-9a-fA-F]{28,129}"), _runway),
    _Rule(RUNTOOLS, (b"rt_live_", b"rt_test_"), re.compile(rb"[0-9A-Za-z]{32,33}"), _runtools),
)
MARKS: Final = tuple(mark for rule in _RULES for mark in rule.marks)
"""Every match begins with one of these."""


def matches(data: bytes) -> Iterator[Match]:
    """The key-like runs of `data`, per rule in order of place; in time linear in its length."""
    for rule in _RULES:
        starts = sorted((at, mark) for mark in rule.marks if mark in data for at in _places(mark, data))
        for start, mark in starts:
            match = _judged(rule, data, start, mark)
            if match:
                yield match


def _places(mark: bytes, data: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + len(mark))


def _judged(rule: _Rule, data: bytes, start: int, mark: bytes) -> Match | None:
    head = start + len(mark)
    run = rule.run.match(data, head)
    if run is None:
        return None
    judgement = rule.judge(_Candidate(mark, run.group(), _glued(data, start, run.end())))
    if judgement is None:
        return None
    end = head + judgement.length
    return Match(rule.slug, judgement.confidence, start, end, data[start:end], judgement.note)


def _glued(data: bytes, start: int, end: int) -> bool:
    before = data[max(0, start - CONTEXT) : start]
    joined_before = bool(before) and before[-1] in _WORD and not _ESCAPE.search(before)
    return joined_before or (end < len(data) and data[end] in _WORD)


def _plausible(key: bytes) -> bool:
    """Whether it could be random: enough distinct characters, and no short pattern said over and over."""
    if len(set(key.lower())) < _FEWEST_DISTINCT:
        return False
    return not any(key[period:] == key[:-period] for period in range(1, len(key) // 2 + 1))
