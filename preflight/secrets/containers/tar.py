"""Tar archives: v7, ustar, GNU and pax."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.secrets.containers.inflate import TRUNCATED
from preflight.secrets.containers.limits import Budget
from preflight.secrets.containers.member import DAMAGE, Gap, Member, Part, shown

_BLOCK: Final = 512
_CHECKSUM: Final = slice(148, 156)
_LONG_NAME, _PAX, _PAX_GLOBAL = b"L", b"x", b"g"
_PAX_PATH: Final = re.compile(rb"\d+ path=([^\n]*)\n")
_NUMBER: Final = re.compile(rb"[ \0]*([0-7]+)[ \0]*\Z")


def is_header(block: bytes) -> bool:
    """Does `block` begin with a member's header? Its checksum says so, in archives of every age."""
    if len(block) < _BLOCK or not block[0]:
        return False
    stated = _number(block[_CHECKSUM])
    return stated is not None and stated == sum(block[:_BLOCK]) - sum(block[_CHECKSUM]) + 8 * ord(" ")


def untar(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every member of a tar archive."""
    position = 0
    name: bytes | None = None
    while any(header := data[position : position + _BLOCK]):
        if not is_header(header):
            yield Gap(f"{DAMAGE}a member's header is unreadable")
            return
        size = _number(header[124:136])
        start = position + _BLOCK
        if size is None or not budget.member() or not budget.spend(size):
            yield Gap(_refusal(size, budget), shown(_name(header)))
            return
        content = data[start : start + size]
        kind = header[156:157]
        if kind in (_LONG_NAME, _PAX, _PAX_GLOBAL):
            name = _given_name(kind, content) or name
        else:
            yield Member(content, start, shown(name or _name(header)))
            name = None
        if len(content) < size:
            yield Gap(TRUNCATED, shown(_name(header)))
        position = start + -(-size // _BLOCK) * _BLOCK


def _refusal(size: int | None, budget: Budget) -> str:
    if size is None:
        return f"{DAMAGE}a member's size is unreadable"
    if budget.members_left < 0:
        return f"more than {budget.limits.members} members"
    return budget.limits.exceeded()


def _name(header: bytes) -> bytes:
    name = header[:100].rstrip(b"\0")
    prefix = header[345:500].rstrip(b"\0") if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _given_name(kind: bytes, content: bytes) -> bytes | None:
    if kind == _LONG_NAME:
        return content.rstrip(b"\0")
    path = _PAX_PATH.search(content)
    return path[1] if path else None


def _number(field: bytes) -> int | None:
    """Octal digits, or GNU's big-endian binary for sizes of 8 GiB and more."""
    if field[0] & 0x80:
        return int.from_bytes(field, "big") - (0x80 << 8 * (len(field) - 1))
    digits = _NUMBER.match(field)
    return int(digits[1], 8) if digits else None
