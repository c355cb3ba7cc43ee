"""What the prefilter looks for beside long runs, as regular expressions that `re` and Hyperscan both understand.

In a raw delta new text is literal, but with the opcode of an insert in it after every 127th byte.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, product
from typing import Final

GZIP_IN_BASE64: Final = rb"H4sI[0-9A-Za-z+/]"
_OPCODE: Final = rb"[\x01-\x7f]"
_QUOTE: Final = rb"[\"'`]"
_CUT_DIGITS: Final = b"|".join(b"[0-9a-fA-F]{%d}%b[0-9a-fA-F]{%d}" % (at, _OPCODE, 8 - at) for at in range(1, 8))
_FOLLOWERS: Final = rb"(?:[\x80-\xff]|%b?[\"'`\\]|[0-9a-fA-F]{0,7}(?:[\"'`\\]|\$\{\s?[\"'`])|%b?[0-9a-fA-F]{8}|%b)" % (
    _OPCODE,
    _OPCODE,
    _CUT_DIGITS,
)
_GLUE: Final = rb"[\"'`][\s\\()+.&~|<>]{0,40}[bBfFrRuUL@]{0,2}\\?[\"'`]"
"""From one literal to the next."""
_STEM: Final = 2
"""Characters of a stem that always stand together: one alone is too frequent to search for."""
_ANCHOR: Final = 3
_ESCAPED: Final = b"\\_"


def by_beginning(literals: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Literals in groups, by what they begin with: `re` is fast only with a fixed prefix."""
    groups = groupby(sorted(literals), key=lambda literal: literal[:_ANCHOR])
    return {beginning: list(members) for beginning, members in groups}


def escaped_for_markdown(literals: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """What stands between the underscores of literals that have several, with the underscores as Markdown has them."""
    parts = {literal[literal.find(b"_") : literal.rfind(b"_") + 1] for literal in literals if literal.count(b"_") > 1}
    return {_ESCAPED: sorted(part.replace(b"_", _ESCAPED) for part in parts)} if parts else {}


def any_of(literals: Iterable[bytes]) -> bytes:
    """Any of some literals."""
    return b"|".join(map(escaped, literals))


def possibly_split(stem: bytes) -> bytes:
    """A stem and what follows it in a key, also in literals of which the first ends within the stem."""
    rest = stem[_STEM:]
    splits = (escaped(rest[:at]) + _GLUE + escaped(rest[at:]) for at in range(len(rest)))
    return escaped(stem[:_STEM]) + b"(?:" + b"|".join([escaped(rest) + _FOLLOWERS, *splits]) + b")"


def possibly_cut(beginning: bytes, literals: Iterable[bytes]) -> bytes:
    """Literals with one beginning, also with an opcode of a delta in what follows it, or split by a quote."""
    tails = (_tail(literal[len(beginning) :]) for literal in literals)
    return escaped(beginning) + b"(?:" + b"|".join(tails) + b")"


def cut_inside(literals: Mapping[bytes, Iterable[bytes]]) -> bytes:
    """Literals, by beginning, with an opcode inside of that: the opcode of the insert after one of full length."""
    width = max(map(len, literals)) - 1
    return rb"(?s)\x7f.{%d}(?:%b)" % (127 - width, b"|".join(_cuts(literals, width)))


def _cuts(literals: Mapping[bytes, Iterable[bytes]], width: int) -> Iterator[bytes]:
    for beginning, members in literals.items():
        for literal, at in product(members, range(1, len(beginning))):
            yield b"." * (width - at) + escaped(literal[:at]) + _OPCODE + escaped(literal[at:])


def _tail(rest: bytes) -> bytes:
    """The rest of a literal: `ive_` as `i(?:quote|v(?:quote|e…))`."""
    pattern = b""
    for at in range(len(rest) - 1, -1, -1):
        character = _OPCODE + b"?" + escaped(rest[at : at + 1])
        pattern = character + (b"(?:" + _QUOTE + b"|" + pattern + b")" if pattern else b"")
    return pattern


def escaped(literal: bytes) -> bytes:
    """A literal as an expression."""
    return b"".join(b"\\x%02x" % byte for byte in literal)
