"""PNG: the text chunks that are compressed. Uncompressed ones, and JPEG's, are read as they stand."""

import struct
from collections.abc import Iterator
from typing import Final

from preflight.secrets.containers.inflate import inflate, zlib_stream
from preflight.secrets.containers.limits import Budget
from preflight.secrets.containers.member import Gap, Member, Part, shown

_SIGNATURE: Final = len(b"\x89PNG\r\n\x1a\n")
_CHUNK: Final = struct.Struct(">I4s")
_CHECKSUM_SIZE: Final = 4


def read_png(data: bytes, budget: Budget) -> Iterator[Part]:
    """The compressed text of a PNG image, by keyword."""
    position = _SIGNATURE
    while position + _CHUNK.size <= len(data):
        if not budget.member():
            yield Gap(f"more than {budget.limits.members} chunks")
            return
        length, kind = _CHUNK.unpack_from(data, position)
        start = position + _CHUNK.size
        content = data[start : start + length]
        packed = _packed(kind, content)
        if packed is not None:
            keyword = shown(content.partition(b"\0")[0])
            text = inflate(zlib_stream, content, start=packed, budget=budget)
            yield Member(text.data, start + packed, keyword)
            if text.problem:
                yield Gap(text.problem, keyword)
        position = start + length + _CHECKSUM_SIZE


def _packed(kind: bytes, content: bytes) -> int | None:
    """Where the compressed text begins in the chunk; None where there is none (PNG, 11.3.4)."""
    keyword = content.find(b"\0")
    if keyword < 0:
        return None
    if kind == b"zTXt":
        return keyword + 2
    if kind == b"iTXt" and content[keyword + 1 : keyword + 2] == b"\x01":
        language = content.find(b"\0", keyword + 3)
        translated = content.find(b"\0", language + 1) if language >= 0 else -1
        return translated + 1 if translated >= 0 else None
    return None
