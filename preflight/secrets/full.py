"""The full rules, applied to pieces of content: each key with its place in the whole."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from preflight.secrets.allow import allowance, line_around
from preflight.secrets.content import Hit
from preflight.secrets.examine import examine
from preflight.secrets.lfs import ABSENT, is_pointer, lacks_content
from preflight.secrets.rules import Rule, builtin, own_rule
from preflight.secrets.store.model import Examine, Kind, Piece
from preflight.verdict import Confidence, Where

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.config.model import OwnRule
    from preflight.secrets.hits import Hit as Sighted

_LONG: Final = 40
"""Characters of a key whose encodings are runs that no prefilter passes over."""
_ENTRY: Final = re.compile(rb"[0-7]{5,6} ([^\0]+)\0")
_ID_BYTES: Final = (20, 32)  # SHA-1, SHA-256; a tree does not say which


@dataclass(frozen=True, slots=True)
class _Examined:
    hits: tuple[Hit, ...]
    incomplete: tuple[str, ...]


def full_rules(own: "Mapping[str, OwnRule]", lfs: "Path | None") -> Examine[Hit]:
    """The vendors' rules and the project's, as one function of a piece. `lfs`: where LFS content lies, if anywhere."""
    rules = builtin().extended(_rules_of(own))

    def examined(piece: Piece) -> _Examined:
        if lfs and is_pointer(piece.data):
            return _Examined((), (ABSENT,) if lacks_content(piece.data, lfs) else ())
        data = _names(piece.data) if piece.kind is Kind.TREE else piece.data
        found = examine(data, rules)
        return _Examined(tuple(_placed(hit, piece, data) for hit in found.hits), found.incomplete)

    return examined


def words_of(own: "Mapping[str, OwnRule]") -> Iterator[bytes]:
    """What keys of the project's rules begin with; encoded, too, where those are too short to be told by length."""
    from preflight.secrets.decode.spellings import spellings

    for rule in _rules_of(own):
        for literal in rule.literals():
            yield literal
            if rule.shortest < _LONG:
                yield from spellings(literal)


def _rules_of(own: "Mapping[str, OwnRule]") -> list[Rule]:
    return [own_rule(name, rule.pattern, Confidence(rule.confidence)) for name, rule in own.items()]


def _placed(hit: "Sighted", piece: Piece, data: bytes) -> Hit:
    """The hit as seen from the whole content, of which `piece` may be a window."""
    inside = hit.member is not None
    first = not inside and hit.line == 1
    where, skipped = _part(piece.kind, data, hit.offset)
    return Hit(
        rule=hit.rule,
        confidence=hit.confidence,
        key=hit.key,
        offset=hit.offset + piece.offset,
        line=hit.line if inside else 1 if piece.kind is Kind.TREE else hit.line + piece.line - 1 - skipped,
        column=hit.column + (piece.column - 1 if first else 0),
        encoding=hit.encoding,
        where=where,
        member=_line(data, hit.line) if piece.kind is Kind.TREE else hit.member,
        allowed=None if inside or piece.kind is not Kind.BLOB else allowance(line_around(data, hit.offset)),
    )


def _part(kind: Kind, data: bytes, offset: int) -> tuple[Where | None, int]:
    """Which part of a commit or tag a hit stands in, and how many lines come before that part."""
    if kind is Kind.BLOB:
        return None, 0
    if kind is Kind.TREE:
        return Where.PATH, 0
    header = data.find(b"\n\n")
    if header < 0 or offset < header:
        return Where.AUTHOR, 0
    message = Where.COMMIT_MESSAGE if kind is Kind.COMMIT else Where.TAG_MESSAGE
    return message, data.count(b"\n", 0, header + 2)


def _names(tree: bytes) -> bytes:
    """The names of a tree's entries, one a line; a newline in a name becomes a NUL, which no name holds."""
    for width in _ID_BYTES:
        names, position = [], 0
        while entry := _ENTRY.match(tree, position):
            names.append(entry[1].replace(b"\n", b"\0"))
            position = entry.end() + width
        if position == len(tree):
            return b"\n".join(names)
    return tree


def _line(data: bytes, number: int) -> str:
    return data.split(b"\n")[number - 1].replace(b"\0", b"\n").decode("utf-8", "surrogateescape")
