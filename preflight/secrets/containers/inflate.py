"""Decompression within limits: gzip, zlib and raw DEFLATE, bzip2, xz and LZMA, all alike."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from preflight.secrets.containers.limits import MIB, Budget
from preflight.secrets.containers.member import DAMAGE

_INPUT: Final = 1 << 16
_OUTPUT: Final = MIB
_UNMEASURED: Final = 8 * MIB  # of a member's output: small things may be as repetitive as they like
_MEMORY: Final = 128 * MIB  # an xz header may ask for 4 GiB

DAMAGED: Final = f"{DAMAGE}cannot be decompressed"
TRUNCATED: Final = f"{DAMAGE}ends too early"


class Decompressor(Protocol):
    """What `bz2` and `lzma` offer."""

    @property
    def eof(self) -> bool: ...  # noqa: D102
    @property
    def needs_input(self) -> bool: ...  # noqa: D102
    @property
    def unused_data(self) -> bytes: ...  # noqa: D102
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Inflated:
    """One compressed stream, unpacked as far as possible."""

    data: bytes
    end: int
    """Past its last byte in the packed data; meaningful when `problem` is None."""
    problem: str | None
    """Why it is not all there."""


class _Zlib:
    """`zlib`'s decompressor, with the manners of the others."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


def gzip_stream() -> Decompressor:
    """One member of a gzip file."""
    return _Zlib(31)


def zlib_stream() -> Decompressor:
    """DEFLATE with zlib's header."""
    return _Zlib(15)


def deflate_stream() -> Decompressor:
    """DEFLATE without a header, as in zip."""
    return _Zlib(-15)


def bzip2_stream() -> Decompressor:
    """One stream of a bzip2 file."""
    return bz2.BZ2Decompressor()


def lzma_stream() -> Decompressor:
    """One stream of an xz or .lzma file."""
    return lzma.LZMADecompressor(memlimit=_MEMORY)


def inflate(make: Callable[[], Decompressor], data: bytes, *, start: int, budget: Budget) -> Inflated:
    """The stream that begins at `data[start]`. Damage and limits end it early; what came before is kept."""
    stream, position = make(), start
    output: list[bytes] = []
    size = 0
    problem: str | None = None
    while problem is None and not stream.eof:
        packed = data[position : position + _INPUT] if stream.needs_input else b""
        if stream.needs_input and not packed:
            problem = TRUNCATED
            break
        position += len(packed)
        try:
            piece = stream.decompress(packed, _OUTPUT)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
            problem = DAMAGED
            break
        output.append(piece)
        size += len(piece)
        problem = _excess(size, packed=position - start, piece=len(piece), budget=budget)
    return Inflated(b"".join(output), position - len(stream.unused_data), problem)


def _excess(size: int, *, packed: int, piece: int, budget: Budget) -> str | None:
    limits = budget.limits
    if not budget.spend(piece):
        return limits.exceeded()
    if size > limits.member:
        return f"unpacks to more than {limits.member // MIB} MiB"
    if size > _UNMEASURED and size > limits.ratio * packed:
        return f"unpacks to more than {limits.ratio} times its size"
    return None
