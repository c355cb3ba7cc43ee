"""Is this what a random generator makes, or what a person typed as an example?

Counts, not entropy: that of 128 random hex digits lies between 3.7 and 3.99 bits, so a threshold that rejects
examples comes close to rejecting keys.
"""

from itertools import pairwise
from typing import Final

_LONGEST_JUDGED: Final = 256
_KINDS: Final = (b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")


def plausible(body: bytes, *, distinct: int, kinds: int) -> bool:
    """Does `body` look drawn at random?

    It has at least `distinct` different characters, of `kinds` kinds (digits, capitals, lower case), and is
    neither a repeated group nor counted up or down.
    """
    body = body[:_LONGEST_JUDGED]
    varied = len(set(body)) >= distinct and kinds_in(body) >= kinds
    return varied and not _periodic(body) and not _counting(body)


def kinds_in(characters: bytes) -> int:
    """How many of digits, capitals and lower-case letters occur."""
    present = set(characters)
    return sum(not present.isdisjoint(kind) for kind in _KINDS)


def _periodic(body: bytes) -> bool:
    """A group of up to half the length, repeated; the last one may be cut."""
    return any(body[period:] == body[:-period] for period in range(1, len(body) // 2 + 1))


def _counting(body: bytes) -> bool:
    """Half of the characters follow their neighbour: abcdef…, 0123…, 9876…"""
    steps = [after - before for before, after in pairwise(body)]
    return max(steps.count(1), steps.count(-1)) * 2 >= len(steps)
