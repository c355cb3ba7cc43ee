"""Compressed files: gzip, bzip2, xz and .lzma, each possibly of several streams one after another."""

from collections.abc import Callable, Iterator

from preflight.secrets.containers.inflate import (
    Decompressor,
    bzip2_stream,
    gzip_stream,
    inflate,
    lzma_stream,
)
from preflight.secrets.containers.limits import MIB, Budget
from preflight.secrets.containers.member import Gap, Member, Part


def gunzip(data: bytes, budget: Budget) -> Iterator[Part]:
    """The content of a gzip file."""
    return _streams(gzip_stream, b"\x1f\x8b", data, budget)


def bunzip2(data: bytes, budget: Budget) -> Iterator[Part]:
    """The content of a bzip2 file."""
    return _streams(bzip2_stream, b"BZh", data, budget)


def unxz(data: bytes, budget: Budget) -> Iterator[Part]:
    """The content of an xz file."""
    return _streams(lzma_stream, b"\xfd7zXZ\0", data, budget)


def unlzma(data: bytes, budget: Budget) -> Iterator[Part]:
    """The content of a .lzma file. Its magic number is weak: what does not decompress at all is none."""
    parts = list(_streams(lzma_stream, b"]\0\0", data, budget))
    if any(isinstance(part, Member) and part.data for part in parts):
        yield from parts


def _streams(make: Callable[[], Decompressor], magic: bytes, data: bytes, budget: Budget) -> Iterator[Part]:
    """All streams as one content, as the tools do; padding and strange bytes after the last are no damage."""
    content: list[bytes] = []
    position = size = 0
    problem: str | None = None
    while problem is None and data.startswith(magic, position):
        if not budget.member():
            problem = f"more than {budget.limits.members} members"
            break
        if size > budget.limits.member:
            problem = f"unpacks to more than {budget.limits.member // MIB} MiB"
            break
        stream = inflate(make, data, start=position, budget=budget)
        content.append(stream.data)
        size += len(stream.data)
        position, problem = stream.end, stream.problem
    yield Member(b"".join(content), 0)
    if problem:
        yield Gap(problem)
