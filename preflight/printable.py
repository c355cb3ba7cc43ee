"""Text from outside, made safe to print: no keys, nothing that moves a cursor or reverses a line."""

import re
from typing import Final

from preflight.redact import redact, scrub
from preflight.text import printable as text_of_one_line

# Keys without a documented form (GPTBots) cannot be told; a long run of letters and digits might be one.
_TOKEN: Final = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{20,}(?![0-9A-Za-z])")


def printable(text: str, *, limit: int | None = None) -> str:
    """`text` on one line with keys redacted and unprintable characters escaped, cut to `limit` characters."""
    text = text_of_one_line(scrub(text))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def veiled(text: str, *, limit: int | None = None) -> str:
    """Like `printable`, and whatever might be a key is redacted too: for quoting what could not be read."""
    return printable(_TOKEN.sub(lambda match: redact(match.group()), scrub(text)), limit=limit)


def holds_key(text: str) -> bool:
    """Whether `text` contains something with the form of a vendor's key."""
    return scrub(text) != text


def might_be_key(text: str) -> bool:
    """Whether `text` contains a key, or a long run of letters and digits that no name has."""
    return holds_key(text) or _TOKEN.search(text) is not None
