"""Looking for keys in content of any kind and size, in bounded memory: the prefilter first, the full rules where it
has a suspicion. They are loaded then, which for a clean repository is never.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final
from zlib import crc32

from preflight._version import __version__
from preflight.secrets import shipped
from preflight.secrets.lfs import hides_text
from preflight.secrets.store.large import WINDOW, tell_large
from preflight.secrets.store.model import Examine, Examined, Kind, Piece, Rules, Told
from preflight.secrets.store.prefilter import Prefilter
from preflight.verdict import Confidence, Where

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.config.model import OwnRule

_CHUNK: Final = 1 << 20

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


class Examiner:
    """The rules of one scan, at work."""

    def __init__(self, own: "Mapping[str, OwnRule]", *, lfs: "Path | None" = None, exhaustive: bool = False) -> None:
        """`own`: the project's rules, beside those of the vendors. `lfs`: where LFS content lies, if anywhere."""
        self._own = own
        self._lfs = lfs
        prefilter = Prefilter(words=[*shipped.context_words(), *_words_of(own)])
        self.book: Final = Rules(
            prefilter, self._examine, is_archive=hides_text, exhaustive=exhaustive, load=self._load
        )
        """What decides about content, for those who read object stores."""

    @property
    def version(self) -> str:
        """Changes whenever the same content could be judged differently."""
        return f"{__version__} {crc32(shipped.text().encode('utf-8')):08x} {self._own_version}".rstrip()

    @property
    def _own_version(self) -> str:
        if not self._own:
            return ""
        import hashlib  # takes as long to load as git to answer

        own = (f"{name} {rule.confidence} {rule.pattern}" for name, rule in sorted(self._own.items()))
        return hashlib.sha256("\0".join(own).encode("utf-8")).hexdigest()

    def look(self, read: Read, *, size: int, kind: Kind = Kind.BLOB) -> Told[Hit]:
        """The keys in the content of `size` bytes that `read` yields, and why not all of it could be read."""
        first = read(min(size, WINDOW) + 1)
        if len(first) <= size < WINDOW:
            return self.look_at(first, kind)
        return tell_large(self.book, kind, chain((first,), _chunks(read)), size=size) or Told(kind)

    def look_at(self, data: bytes, kind: Kind = Kind.BLOB) -> Told[Hit]:
        """The keys in `data`."""
        deserving = self.book.suspects(data) or (kind is Kind.BLOB and hides_text(data))
        return self.book.tell(Piece(kind, data)) if deserving else Told(kind)

    def _load(self) -> None:
        from preflight.secrets import visit  # noqa: F401 -- by `examine`, where there is something to be seen

        _ = self._full_rules

    def _examine(self, piece: Piece) -> Examined[Hit]:
        return self._full_rules(piece)

    @cached_property
    def _full_rules(self) -> Examine[Hit]:
        from preflight.secrets.full import full_rules

        return full_rules(self._own, self._lfs)


def _words_of(own: "Mapping[str, OwnRule]") -> Iterator[bytes]:
    if own:
        from preflight.secrets.full import words_of

        yield from words_of(own)


def _chunks(read: Read) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk
