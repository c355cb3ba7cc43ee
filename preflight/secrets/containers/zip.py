"""The zip family: zip, jar, wheel, docx, xlsx, apk, epub, zipapp.

Members are read from their local headers, one after another. So a damaged or missing directory hides nothing,
a member that was deleted from the directory only is still seen, and no byte is unpacked twice, however a
crafted directory overlaps its entries.
"""

import struct
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Final

from preflight.secrets.containers.inflate import (
    TRUNCATED,
    Decompressor,
    Inflated,
    bzip2_stream,
    deflate_stream,
    inflate,
)
from preflight.secrets.containers.limits import Budget
from preflight.secrets.containers.member import DAMAGE, Gap, Member, Part, shown

# APPNOTE.TXT 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.16 (end of directory), 4.5.3 (zip64)
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_DESCRIPTOR_MAGIC: Final = b"PK\x07\x08"
_DIRECTORY_MAGIC: Final = b"PK\x01\x02"
_END: Final = struct.Struct("<4s4H2IH")
_END_MAGIC: Final = b"PK\x05\x06"
_ENCRYPTED, _STREAMED = 1 << 0, 1 << 3
_ZIP64: Final = 0xFFFFFFFF
_STORED: Final = 0
_METHODS: Final[dict[int, Callable[[], Decompressor]]] = {8: deflate_stream, 12: bzip2_stream}
_CRC_FAILS: Final = f"{DAMAGE}the checksum does not fit"


@dataclass(frozen=True, slots=True)
class _Header:
    """A local header, and where the member's packed bytes are."""

    name: str
    flags: int
    method: int
    crc: int
    start: int
    size: int
    """Of the packed bytes; 0 where only the descriptor after them tells."""

    @property
    def streamed(self) -> bool:
        return bool(self.flags & _STREAMED) and self.size == 0


def unzip(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every member of a zip file."""
    found = 0
    position = data.find(_LOCAL_MAGIC)
    while position >= 0:
        header = _header(data, position)
        position += len(_LOCAL_MAGIC)
        if header:
            if not budget.member():
                yield Gap(f"more than {budget.limits.members} members")
                return
            found += 1
            position = yield from _member(data, header, budget)
        position = data.find(_LOCAL_MAGIC, position)
    listed = _listed(data)
    if found < listed:
        yield Gap(f"{DAMAGE}lists {listed} members, {found} were found")


def _header(data: bytes, position: int) -> _Header | None:
    if position + _LOCAL.size > len(data):
        return None
    fields = _LOCAL.unpack_from(data, position)
    _, _, flags, method, _, _, crc, packed, _, name_length, extra_length = fields
    name_start = position + _LOCAL.size
    extra_start = name_start + name_length
    start = extra_start + extra_length
    if start > len(data):
        return None
    if packed == _ZIP64:
        packed = _zip64_size(data[extra_start:start])
    return _Header(shown(data[name_start:extra_start]), flags, method, crc, start, packed)


def _zip64_size(extra: bytes) -> int:
    """The packed size from the zip64 field: the second of its 8-byte numbers."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1 and length >= 16 and len(extra) >= 20:
            return int(struct.unpack_from("<Q", extra, 12)[0])
        extra = extra[4 + length :]
    return 0


def _member(data: bytes, header: _Header, budget: Budget) -> Generator[Part, None, int]:
    """Yields what the member holds; returns where to look for the next one."""
    if header.flags & _ENCRYPTED:
        yield Gap("encrypted", header.name)
        return header.start + header.size
    if header.method == _STORED:
        content = _stored(data, header, budget)
    elif header.method in _METHODS:
        content = inflate(_METHODS[header.method], data, start=header.start, budget=budget)
    else:
        yield Gap(f"compressed by method {header.method}, which is not supported", header.name)
        return header.start + header.size
    yield Member(content.data, header.start, header.name)
    problem = content.problem
    if problem is None and zlib.crc32(content.data) != _checksum(data, header, content.end):
        problem = _CRC_FAILS
    if problem:
        yield Gap(problem, header.name)
    return content.end if content.problem is None else header.start  # inside what is damaged, members may follow


def _stored(data: bytes, header: _Header, budget: Budget) -> Inflated:
    start, end = header.start, header.start + header.size
    if header.streamed:
        ends = (data.find(magic, start) for magic in (_DESCRIPTOR_MAGIC, _DIRECTORY_MAGIC))
        end = min((at for at in ends if at >= 0), default=len(data))
    problem = TRUNCATED if end > len(data) else None
    if not budget.spend(end - start):
        return Inflated(b"", end, budget.limits.exceeded())
    return Inflated(data[start:end], end, problem)


def _checksum(data: bytes, header: _Header, end: int) -> int:
    if not header.flags & _STREAMED:
        return header.crc
    after = data[end : end + 8]
    magic = len(_DESCRIPTOR_MAGIC) if after.startswith(_DESCRIPTOR_MAGIC) else 0  # it is optional
    return int.from_bytes(after[magic : magic + 4], "little")


def _listed(data: bytes) -> int:
    end = data.rfind(_END_MAGIC)
    if end < 0 or end + _END.size > len(data):
        return 0
    entries = int(_END.unpack_from(data, end)[4])
    return entries if entries != 0xFFFF else 0
