"""Looking for keys in content of any kind and size, in bounded memory: the rules, applied piece by piece."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from preflight.secrets import examine as full
from preflight.secrets.allow import allowance, line_around
from preflight.secrets.lfs import ABSENT, is_pointer, lacks_content
from preflight.secrets.rules import Rule, RuleSet, builtin, own_rule
from preflight.secrets.store.containers import is_container
from preflight.secrets.store.large import WINDOW, tell_large
from preflight.secrets.store.model import Kind, Piece, Rules, Told
from preflight.secrets.store.prefilter import Prefilter
from preflight.verdict import Confidence, Where

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.config.model import OwnRule
    from preflight.secrets.hits import Hit as Sighted

_CHUNK: Final = 1 << 20
_LONG: Final = 40
"""Characters of a key whose encodings are runs that no prefilter passes over."""
_ENTRY: Final = re.compile(rb"[0-7]{5,6} ([^\0]+)\0")
_ID_BYTES: Final = (20, 32)  # SHA-1, SHA-256; a tree does not say which

Read = Callable[[int], bytes]
"""Up to so many bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A key in some content. It holds the key itself: for redaction and comparison, never for output."""

    rule: str
    confidence: Confidence
    key: bytes = field(repr=False)
    """Decoded."""
    offset: int
    """Of its (encoded) form, in bytes."""
    line: int
    """From 1; lines end in a newline character. In the member, if there is one."""
    column: int
    """From 1, in characters."""
    encoding: tuple[str, ...] = ()
    member: str | None = None
    """Path inside an archive; of a tree, the entry's name."""
    where: Where | None = None
    """The kind of place, where the content is a commit, a tag or a tree."""
    allowed: str | None = None
    """The reason that its line gives to allow it; empty where it gives none, None where nothing is allowed."""


@dataclass(frozen=True, slots=True)
class _Examined:
    hits: tuple[Hit, ...]
    incomplete: tuple[str, ...]


class Examiner:
    """The rules of one scan, at work."""

    def __init__(self, own: "Mapping[str, OwnRule]", *, lfs: "Path | None" = None, exhaustive: bool = False) -> None:
        """`own`: the project's rules, beside those of the vendors. `lfs`: where LFS content lies, if anywhere."""
        rules = [own_rule(name, rule.pattern, Confidence(rule.confidence)) for name, rule in own.items()]
        self._rules = builtin().extended(rules)
        prefilter = Prefilter(words=[*self._rules.words, *chain.from_iterable(map(_words_of, rules))])
        examine = _examiner(self._rules, lfs)
        self.book: Final = Rules(prefilter, examine, is_archive=_hides_text, exhaustive=exhaustive)
        """What decides about content, for those who read object stores."""

    @property
    def version(self) -> str:
        """Changes whenever the same content could be judged differently."""
        return self._rules.version

    def look(self, read: Read, *, size: int, kind: Kind = Kind.BLOB) -> Told[Hit]:
        """The keys in the content of `size` bytes that `read` yields, and why not all of it could be read."""
        if size < WINDOW:
            return self.look_at(b"".join(_chunks(read)), kind)
        return tell_large(self.book, kind, _chunks(read), size=size) or Told(kind)

    def look_at(self, data: bytes, kind: Kind = Kind.BLOB) -> Told[Hit]:
        """The keys in `data`."""
        return self.book.tell(Piece(kind, data))


def _words_of(rule: Rule) -> Iterator[bytes]:
    """What a key of a project's own rule begins with; encoded, too, where it is too short to be told by its length."""
    from preflight.secrets.decode.spellings import spellings

    for literal in rule.literals():
        yield literal
        if rule.shortest < _LONG:
            yield from spellings(literal)


def _hides_text(content: bytes) -> bool:
    return is_container(content) or is_pointer(content)


def _examiner(rules: RuleSet, lfs: "Path | None") -> Callable[[Piece], _Examined]:
    def examine(piece: Piece) -> _Examined:
        if lfs and is_pointer(piece.data):
            return _Examined((), (ABSENT,) if lacks_content(piece.data, lfs) else ())
        data = _names(piece.data) if piece.kind is Kind.TREE else piece.data
        examined = full.examine(data, rules)
        return _Examined(tuple(_placed(hit, piece, data) for hit in examined.hits), examined.incomplete)

    return examine


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


def _chunks(read: Read) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk
