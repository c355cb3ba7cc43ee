"""What a walk through an object store is given and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from preflight.secrets.store.containers import is_container
from preflight.secrets.store.prefilter import Prefilter

Hit = TypeVar("Hit")
Hit_co = TypeVar("Hit_co", covariant=True)


class Kind(StrEnum):
    """The four types of git object."""

    COMMIT = "commit"
    TREE = "tree"
    BLOB = "blob"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Piece:
    """Content to examine: a whole object, or one window of an object too large to hold."""

    kind: Kind
    data: bytes
    offset: int = 0
    """Of `data` in the object, in bytes. Windows overlap: a hit may be seen twice, at one absolute place."""
    line: int = 1
    """The number of the line that `data` begins in."""
    column: int = 1
    """The column of that line that `data` begins at, in characters."""


class Examined(Protocol[Hit_co]):
    """What the full rules say of one piece."""

    @property
    def hits(self) -> Sequence[Hit_co]:
        """What they found."""

    @property
    def incomplete(self) -> Sequence[str]:
        """Why not all of it could be read."""


Examine = Callable[[Piece], Examined[Hit]]
"""The full rules. They may run in a forked child: hits must be picklable."""


@dataclass(frozen=True, slots=True)
class Told(Generic[Hit_co]):
    """All that the full rules have to tell of one object."""

    kind: Kind
    hits: tuple[Hit_co, ...] = ()
    incomplete: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hits or self.incomplete)

    def __add__(self, other: "Told[Hit_co]") -> "Told[Hit_co]":
        reasons = dict.fromkeys(self.incomplete + other.incomplete)
        return Told(self.kind, self.hits + other.hits, tuple(reasons))


@dataclass(frozen=True, slots=True)
class Rules(Generic[Hit]):
    """What decides about content."""

    prefilter: Prefilter
    examine: Examine[Hit]
    is_archive: Callable[[bytes], bool] = is_container
    """Whether content hides its text from the prefilter, and is to be examined for that."""
    exhaustive: bool = False
    """Whether every object is resolved and examined, whatever the prefilter says."""
    load: Callable[[], object] = lambda: None
    """Loads what `examine` would load when it is needed first: once, where several processes will need it."""

    def suspects(self, content: bytes, *, delta: bool = False) -> bool:
        """Whether content deserves the full rules; of a raw `delta`, what it makes."""
        return self.exhaustive or self.prefilter.flags(content, delta=delta)

    def tell(self, piece: Piece) -> Told[Hit]:
        """What the full rules say of a piece."""
        examined = self.examine(piece)
        return Told(piece.kind, tuple(examined.hits), tuple(examined.incomplete))


Progress = Callable[[int, int], None]
"""Called in the parent with stored bytes done and in all."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Hit_co]):
    """An object of which the full rules have something to tell."""

    oid: str
    told: Told[Hit_co]


@dataclass(frozen=True, slots=True)
class Stats:
    """What was looked at."""

    objects: int = 0
    bytes: int = 0
    """As stored in packs and loose files, inflated: a delta counts its own length, not its result's."""
    packs: int = 0
    loose: int = 0

    def __add__(self, other: "Stats") -> "Stats":
        return Stats(
            self.objects + other.objects,
            self.bytes + other.bytes,
            self.packs + other.packs,
            self.loose + other.loose,
        )


@dataclass(frozen=True, slots=True)
class Walk(Generic[Hit_co]):
    """The outcome. Nothing found is clean only when nothing is incomplete and there were objects at all."""

    found: tuple[Found[Hit_co], ...]
    stats: Stats
    incomplete: tuple[str, ...]
    """Reasons, one sentence each, without a full stop."""
    promised: bool
    """True where a pack comes from a promisor remote: objects may be absent on purpose."""


class CorruptError(Exception):
    """Stored data is not what the format says. Never leaves this package."""
