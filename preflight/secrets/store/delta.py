"""Deltas: copy and insert instructions that make an object from its base.

Format: gitformat-pack(5), "Deltified representation".
"""

from typing import Final

from preflight.secrets.store.model import CorruptError

_MARGIN: Final = 192
_BREAK: Final = b"\xff"
# A copy's opcode says which bytes of offset (4) and length (3) follow; here, by opcode, where each belongs in a
# number with the length above the offset.
_ARGUMENTS: Final = tuple(tuple(8 * bit for bit in range(7) if code & 1 << bit) for code in range(256))


def target_size(delta: bytes) -> int:
    """Bytes of the result, as the delta claims."""
    _, at = _number(delta, 0)
    return _number(delta, at)[0]


def pieces(base: bytes, delta: bytes) -> list[memoryview]:
    """The result as a list of slices. Raises CorruptError."""
    try:
        base_size, at = _number(delta, 0)
        size, at = _number(delta, at)
        if base_size != len(base):
            raise CorruptError("delta for another base")
        return _instructions(base, delta, at, size)
    except IndexError:
        raise CorruptError("delta cut off") from None


def seams(parts: list[memoryview]) -> bytes:
    """All that is new in the result: inserts, and the ends of each copy where it meets its neighbours.

    Text in the result that is not here lies whole in a single copy, so it was in the base already. An end is
    `_MARGIN` bytes less the line that this would cut: half a digest looks like half a key.
    """
    shown: list[memoryview | bytes] = []
    for part in parts:
        if len(part) <= 2 * _MARGIN:
            shown.append(part)
        else:
            head, tail = bytes(part[:_MARGIN]), bytes(part[-_MARGIN:])
            shown += (head[: head.rfind(b"\n") if b"\n" in head else _MARGIN], _BREAK, tail[tail.find(b"\n") + 1 :])
    return b"".join(shown)


def _number(delta: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = delta[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise CorruptError("delta of absurd size")


def _instructions(base: bytes, delta: bytes, at: int, size: int) -> list[memoryview]:
    source, literals = memoryview(base), memoryview(delta)
    parts: list[memoryview] = []
    add = parts.append
    left, end, available = size, len(delta), len(base)
    while at < end and left >= 0:
        code = delta[at]
        at += 1
        if code & 0x80:
            value = 0
            for shift in _ARGUMENTS[code]:
                value |= delta[at] << shift
                at += 1
            begin, length = value & 0xFFFFFFFF, value >> 32 or 0x10000
            if begin + length > available:
                raise CorruptError("delta copies from beyond its base")
            add(source[begin : begin + length])
            left -= length
        else:
            if not code or at + code > end:
                raise CorruptError("delta with a broken insert")
            add(literals[at : at + code])
            at += code
            left -= code
    if left:
        raise CorruptError("delta makes another size than it claims")
    return parts
