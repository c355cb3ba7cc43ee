"""Text and containers written as hex digits, in either case; wrapped lines have been joined before."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from preflight.secrets.decode.decoded import Decoded
from preflight.secrets.decode.runs import Alphabet, has_run, places, runs

_ALPHABET: Final = Alphabet(b"0123456789abcdefABCDEF")
_SHORTEST_KEY: Final = 80  # digits: the least that a certain key has in hex
_SHORTEST_RUN: Final = 130  # digits: of text or a container that holds a key; longer than a SHA-512

# Printable ASCII, NUL (of UTF-16), tab and line ends; or gzip, zip, xz, bzip2, PDF, or UTF-16's mark
_TEXT: Final = rb"(?:[2-7][0-9A-Fa-f]|0[09AaDd]){16}"
_MAGIC: Final = rb"1f8b08|504b0304|fd377a585a|425a68|255044462d|fffe|feff"
_START: Final = re.compile(rb"%b|(?i:%b)" % (_TEXT, _MAGIC))

_BEFORE: Final = 64  # digits before a core that are decoded with it, to see what the key touches
_AFTER: Final = 6144  # digits from a core on
_KEY_ROOM: Final = 3072  # of which any key fills less


def hexadecimal(text: bytes, literals: Sequence[bytes], joints: Sequence[int] = ()) -> Iterator[Decoded]:
    """Every run of hex digits in `text` that holds text or a container, and the surroundings of every key.

    `joints`: the offsets at which pieces of text have been joined; a run may truly begin there.
    """
    shape = _ALPHABET.shape(text)
    for start, end in runs(shape, _SHORTEST_RUN):
        near = joints[bisect_left(joints, start) : bisect_left(joints, start + _SHORTEST_RUN)]
        first = next((at for at in (start, *near) if _START.match(text, at)), None)
        if first is not None:
            yield _decoded(text, first, end)
    if has_run(shape, _SHORTEST_KEY):
        for literal in literals:
            digits = literal.hex().encode("ascii")
            yield from _around(text, digits)
            yield from _around(text, digits.upper())


def _around(text: bytes, digits: bytes) -> Iterator[Decoded]:
    done = [0, 0]  # per alignment in the text, how far has been decoded already
    for at in places(text, digits):
        if at + _KEY_ROOM > done[at % 2]:
            start, end = _ALPHABET.around(text, at, before=_BEFORE, after=_AFTER)
            done[at % 2] = end
            yield _decoded(text, start + (at - start) % 2, end)


def _decoded(text: bytes, start: int, end: int) -> Decoded:
    end -= (end - start) % 2
    data = bytes.fromhex(text[start:end].decode("ascii"))
    return Decoded("hex", data, lambda offset: start + offset * 2)
