r"""The patterns that rules are written in: a literal start, one character class, a count.

    key_[0-9a-f]{128}      rt_(live|test)_[0-9A-Za-z]{32}      acme\.[\w-]{20,40}

A small part of the regular expressions, on purpose: a rule may come from the repository under review, and no
such pattern can be slow on any text. The literal start is what makes a scan of gigabytes cheap.
"""

import re
from dataclasses import dataclass
from typing import Final

WORD: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
_LONGEST_PATTERN: Final = 200
_LONGEST_BODY: Final = 1024
_SHORTEST_BODY: Final = 8  # what is shorter is no secret
_SHORTEST_LITERAL: Final = 3

_LITERAL: Final = r"(?:[\w:@/=~-]|\\[^\w\s])*"
_GRAMMAR: Final = re.compile(
    rf"({_LITERAL})(?:\((?:\?:)?([\w|-]+)\)({_LITERAL}))?(\[(?:[^\]\\]|\\.)+\]|\\w|\\d)\{{(\d{{1,4}})(?:,(\d{{1,4}}))?\}}",
    re.ASCII,
)
_CLASS_ITEM: Final = re.compile(r"\\([wd])|(?:\\([^\w\s])|([ -~]))(?:-([0-9A-Za-z]))?", re.ASCII)
_HELP: Final = "write it as literal[class]{count}, e.g. acme_[0-9A-Za-z]{40} or acme_(live|test)_[0-9a-f]{32,64}"


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one shape of key looks like."""

    literals: tuple[bytes, ...]
    """The ways it may start; empty only where no literal start is asked for."""
    alphabet: bytes
    """The characters of the body, sorted."""
    low: int
    """Least length of the body."""
    high: int
    """Greatest length of the body."""

    def charset(self) -> bytes:
        """The alphabet as a character class of `re`."""
        return b"[" + re.escape(self.alphabet) + b"]"


def parse(text: str, *, literal_required: bool = True) -> Pattern:
    """The pattern that `text` spells.

    Raises:
        PatternError: it is not of the small language above, starts too generally, or is too long.
    """
    if len(text) > _LONGEST_PATTERN:
        raise PatternError(f"the pattern has {len(text)} characters, at most {_LONGEST_PATTERN} are read")
    match = _GRAMMAR.fullmatch(text)
    if match is None:
        raise PatternError(f"the pattern is not understood; {_HELP}")
    head, options, tail, charset, low, high = match.groups()
    literals = tuple(_unescape(head + option + (tail or "")).encode("ascii") for option in (options or "").split("|"))
    least, most = int(low), int(high or low)
    if not _SHORTEST_BODY <= least <= most <= _LONGEST_BODY:
        raise PatternError(
            f"the count is {{{least},{most}}}; from {_SHORTEST_BODY} to {_LONGEST_BODY}, the smaller first"
        )
    if literal_required and min(map(len, literals)) < _SHORTEST_LITERAL:
        raise PatternError(f"the pattern must start with at least {_SHORTEST_LITERAL} fixed characters; {_HELP}")
    return Pattern(tuple(filter(None, literals)), _alphabet(charset), least, most)


def _unescape(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal)


def _alphabet(charset: str) -> bytes:
    inner = charset[1:-1] if charset.startswith("[") else charset
    if inner.startswith("^"):
        raise PatternError(f"a class that excludes ([^…]) is not allowed: name what the key is made of; {_HELP}")
    members: set[int] = set()
    position = 0
    while position < len(inner):
        item = _CLASS_ITEM.match(inner, position)
        if item is None:
            raise PatternError(f"the class {charset} has a character outside printable ASCII; {_HELP}")
        members.update(_members(item))
        position = item.end()
    return bytes(sorted(members))


def _members(item: re.Match[str]) -> bytes:
    shorthand, escaped, plain, last = item.groups()
    if shorthand:
        return WORD if shorthand == "w" else WORD[:10]
    first = escaped or plain
    if last is None:
        return first.encode("ascii")
    if not first.isalnum() or first > last:
        raise PatternError(f"the range {first}-{last} runs the wrong way")
    return bytes(range(ord(first), ord(last) + 1))
