"""Values that are set for keys in files of settings: dotenv, YAML, JSON, TOML, HCL, shell, Docker.

Read as text, line by line, because templates (Helm, Jinja) are no valid files of their kind, and because a place in a
file is wanted with each value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from preflight.posture.naming import Naming, Token

LONGEST_VALUE: Final = 4096
_BEFORE: Final = 400
"""Characters of a line, before a name, that are looked at."""
_COMMENT: Final = re.compile(r"\s*(?:#|//|;|<!--|REM\b)")
# After `NAME`: a closing quote, then `=`, `:` or (in Docker's ENV) a blank.
_SETS: Final = re.compile(r"""["'\]]?[ \t]*(?::=|\?=|=>|=(?!=)|:(?![:=]))[ \t]*""")
_DOCKER: Final = re.compile(r"\s*ENV\s+\Z", re.IGNORECASE)
# `name: NAME`, and in the same mapping `value: …`: Kubernetes, Render, ECS, Cloud Run, CloudFormation.
_NAMED: Final = re.compile(r"""["']?(?:name|key|variable|Name|Key)["']?\s*[:=]\s*["']?\Z""")
_ITS_VALUE: Final = re.compile(
    r"""["']?[ \t]*,?\s{0,99}(?:(?:scope|type|slug|sync|secret)["']?\s{0,9}:[^\n]*\n\s{0,99})?"""
    r"""["']?[vV]alue["']?[ \t]*[:=][ \t]*"""
)
_BLOCK: Final = re.compile(r"[|>][-+]?[ \t]*\n[ \t]+")
_QUOTES: Final = "\"'`"
_BARE_END: Final = re.compile(r"""[\s,;&|)}\]"'`]""")
_OPEN: Final = {"${{": "}}", "{{": "}}", "${": "}", "$(": ")", "<": ">"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable that is given a value."""

    name: str
    value: str = field(repr=False)
    """Without quotes and blanks around it; empty where nothing is given."""
    start: int
    """Of the name, in the text."""
    value_start: int
    """Of the value."""


def assignments(text: str, naming: Naming) -> Iterator[Assignment]:
    """Every value that `text` sets for a name of a key, except in comments."""
    for token in naming.tokens(text):
        reach = max(0, token.start - _BEFORE)
        before = text[max(text.rfind("\n", reach, token.start) + 1, reach) : token.start]
        if _COMMENT.match(before) or " #" in before or before.rstrip().endswith(("$", "${", "$(", ".")):
            continue
        start = _value_start(text, before, token)
        if start is not None:
            value, at = _value(text, start)
            yield Assignment(token.name, value, token.start, at)


def _value_start(text: str, before: str, token: Token) -> int | None:
    if _NAMED.search(before):
        match = _ITS_VALUE.match(text, token.end)
        return match.end() if match else None
    if _DOCKER.fullmatch(before) and (blank := re.compile(r"[ \t]+(?=\S)").match(text, token.end)):
        return blank.end()
    match = _SETS.match(text, token.end)
    return match.end() if match else None


def _value(text: str, start: int) -> tuple[str, int]:
    """The value that begins at `start`, and where it begins without its quotes."""
    if block := _BLOCK.match(text, start):
        start = block.end()
    end = text.find("\n", start, start + LONGEST_VALUE)
    rest = text[start : end if end >= 0 else start + LONGEST_VALUE]
    if rest[:1] and rest[0] in _QUOTES:
        closing = rest.find(rest[0], 1)
        inner = rest[1:closing] if closing > 0 else rest[1:]
        return inner.strip(), start + 1
    for opening, closing_mark in _OPEN.items():
        if rest.startswith(opening):
            found = rest.find(closing_mark, len(opening))
            return (rest[: found + len(closing_mark)] if found >= 0 else rest.rstrip()), start
    ended = _BARE_END.search(rest)
    return rest[: ended.start()] if ended else rest, start
