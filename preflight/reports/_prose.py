"""Sentences as checks write them: text, with `code` between backticks."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from preflight.words import number

_LINK: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}]+")


def is_link(text: str) -> bool:
    """Whether all of `text` is one web address, without a character that means something to any format."""
    return _LINK.fullmatch(text) is not None


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Parts of `text` in turn, and whether each is code; a backtick without a partner stays text."""
    parts = text.split("`")
    paired = len(parts) - 1 if len(parts) % 2 else len(parts) - 2
    for place, part in enumerate(parts[: paired + 1]):
        if part:
            yield part, place % 2 == 1
    if rest := "`".join(parts[paired + 1 :]):
        yield f"`{rest}", False


def fields(data: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The numbers and words of a verdict's data by name, as people read them; lists joined, empty ones left out."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from fields(value, f"{prefix} {key}".strip().replace("_", " "))
    elif isinstance(data, (list, tuple)):
        if words := [word for item in data for _, word in fields(item)]:
            yield prefix, ", ".join(words)
    elif isinstance(data, bool):
        yield prefix, "yes" if data else "no"
    elif isinstance(data, (int, float)):
        yield prefix, number(data)
    elif data is not None and data != "":
        yield prefix, str(data)
