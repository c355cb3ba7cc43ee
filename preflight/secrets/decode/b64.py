"""Base64 in either alphabet, padded or not, at any alignment; wrapped lines have been joined before.

Two ways lead to it. A run that begins like the base64 of text or of a container is decoded as a whole, and
what it holds is looked at again. And a key's literal start has, at each of the three alignments, a core that
does not depend on what is around it: it is found in the midst of anything.
"""

import binascii
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final

from preflight.secrets.decode.decoded import Decoded
from preflight.secrets.decode.runs import Alphabet, has_run, places, runs

_ALPHABET: Final = Alphabet(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_SHORTEST_KEY: Final = 48  # characters: the least that the base64 of a certain key has
_SHORTEST_RUN: Final = 100  # characters: of text or a container that holds a key; no hash, no wrapped line

# Of four characters of the base64 of ASCII, each of the first three has one bit that is always 0.
_ASCII: Final = rb"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
# gzip, zip, xz, bzip2, PDF, PNG, and the marks of UTF-16 and UTF-8
_MAGIC: Final = rb"H4sI|UEsDB|/Td6WFoA|Qlpo|JVBERi0|iVBORw0KGgo|//[4-7]|/v8A|77u/"
_START: Final = re.compile(rb"(?:%b){8}|%b" % (_ASCII, _MAGIC))
_BOUNDARY: Final = re.compile(rb"(?<![0-9A-Za-z])[0-9A-Za-z/]|(?<=\\[nrt])[0-9A-Za-z/]")
_LONGEST_NAME: Final = 100  # characters of a run before its true start: a path or a name, the line above

_BEFORE: Final = 64  # characters before a core that are decoded with it, to see what the key touches
_AFTER: Final = 4096  # characters from a core on
_KEY_ROOM: Final = 2048  # of which any key fills less


def base64(text: bytes, literals: Sequence[bytes], joints: Sequence[int] = ()) -> Iterator[Decoded]:
    """Every run of base64 in `text` that holds text or a container, and the surroundings of every key.

    `joints`: the offsets at which pieces of text have been joined; a run may truly begin there.
    """
    shape = _ALPHABET.shape(text)
    for start, end in runs(shape, _SHORTEST_RUN):
        first = _first(text, start, joints)
        if first is not None:
            yield _decoded(text, first, end)
    if has_run(shape, _SHORTEST_KEY):
        for core, sextet in chain.from_iterable(map(cores, literals)):
            yield from _around(text, core, sextet)


def _first(text: bytes, start: int, joints: Sequence[int]) -> int | None:
    """Where, near the start of a run, the base64 of text or of a container begins."""
    end = start + _LONGEST_NAME
    boundaries = (found.start() for found in _BOUNDARY.finditer(text, start, end))
    near = joints[bisect_left(joints, start) : bisect_left(joints, end)]
    return next((at for at in chain(boundaries, near) if _START.match(text, at)), None)


def _around(text: bytes, core: bytes, sextet: int) -> Iterator[Decoded]:
    """What base64 spells around each `core`; `sextet` is the place of its first character in its group."""
    done = [0] * 4  # per alignment in the text, how far has been decoded already
    for at in places(text, core):
        alignment = (at - sextet) % 4
        if at + _KEY_ROOM > done[alignment]:
            start, end = _ALPHABET.around(text, at, before=_BEFORE, after=_AFTER)
            if at - start >= sextet:
                done[alignment] = end
                yield _decoded(text, start + (at - start - sextet) % 4, end)


def _decoded(text: bytes, start: int, end: int) -> Decoded:
    end -= (end - start) % 4 == 1  # six bits are no byte
    encoded = text[start:end].translate(_URL_SAFE)
    data = binascii.a2b_base64(encoded + b"=" * (-len(encoded) % 4))
    return Decoded("base64", data, lambda offset: start + offset * 4 // 3)


@cache
def cores(literal: bytes) -> tuple[tuple[bytes, int], ...]:
    """At each alignment: the characters that `literal` determines, and the first one's place in its group."""
    cores = []
    for shift in range(3):
        encoded = binascii.b2a_base64(bytes(shift) + literal + bytes(2), newline=False)
        first, last = -(-shift * 8 // 6), (shift + len(literal)) * 8 // 6
        cores.append((encoded[first:last], first))
    return tuple(cores)
