"""PDF: the streams that are compressed or spelled out in ASCII."""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Final

from preflight.secrets.containers.inflate import DAMAGED, inflate, zlib_stream
from preflight.secrets.containers.limits import Budget
from preflight.secrets.containers.member import Gap, Member, Part

# ISO 32000-1, 7.3.8 (streams), 7.4 (filters), 7.6 (encryption), 9.4.3 (text with kerning in its midst)
_STREAM: Final = re.compile(rb"\bstream\r?\n")
_END: Final = b"endstream"
_DICTIONARY: Final = 2048  # bytes before `stream` in which its filters are looked for
_FILTERS: Final = re.compile(rb"/Filter\s*(?:\[([^\]]{0,200})\]|(/\w+))")
_NAME: Final = re.compile(rb"/(\w+)")
_KERNING: Final = re.compile(rb"\)\s{0,8}-?[\d.]{1,12}\s{0,8}\(")
_SPACE: Final = b" \t\r\n\f\0"


def read_pdf(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every stream that has to be decoded to be read. Formats of images are left alone."""
    if re.search(rb"/Encrypt\s*(?:\d|<<)", data):
        yield Gap("encrypted")
        return
    position = 0
    while start := _STREAM.search(data, position):
        filters = _filters(data, start.start())
        position = data.find(_END, start.end())
        position = position if position >= 0 else len(data)
        if not filters or any(name not in _DECODERS for name in filters):
            continue
        if not budget.member():
            yield Gap(f"more than {budget.limits.members} members")
            return
        yield from _stream(data[start.end() : position], filters, start=start.end(), budget=budget)


def _filters(data: bytes, stream: int) -> list[bytes]:
    """The names of the last /Filter before the stream and after the end of the one before."""
    dictionary = data[max(0, stream - _DICTIONARY) : stream].rpartition(_END)[2]
    found = _FILTERS.findall(dictionary)
    return _NAME.findall(b"".join(found[-1])) if found else []


def _stream(content: bytes, filters: list[bytes], *, start: int, budget: Budget) -> Iterator[Part]:
    problem: str | None = None
    for name in filters:
        content, problem = _DECODERS[name](content, budget)
        if problem:
            break
    yield Member(_KERNING.sub(b"", content), start)
    if problem:
        yield Gap(problem)


def _flate(content: bytes, budget: Budget) -> tuple[bytes, str | None]:
    stream = inflate(zlib_stream, content, start=0, budget=budget)
    return stream.data, stream.problem


def _ascii85(content: bytes, _: Budget) -> tuple[bytes, str | None]:
    text = content.translate(None, _SPACE).removeprefix(b"<~").partition(b"~")[0]
    try:
        return base64.a85decode(text), None
    except ValueError:
        return b"", DAMAGED


def _ascii_hex(content: bytes, _: Budget) -> tuple[bytes, str | None]:
    text = content.translate(None, _SPACE).partition(b">")[0]
    try:
        return bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii")), None
    except ValueError:
        return b"", DAMAGED


_DECODERS: Final[dict[bytes, Callable[[bytes, Budget], tuple[bytes, str | None]]]] = {
    b"FlateDecode": _flate,
    b"Fl": _flate,
    b"ASCII85Decode": _ascii85,
    b"A85": _ascii85,
    b"ASCIIHexDecode": _ascii_hex,
    b"AHx": _ascii_hex,
}
