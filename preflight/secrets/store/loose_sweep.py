"""Every loose object, examined where it deserves it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic

from preflight.secrets.store.large import tell_large
from preflight.secrets.store.loose import Loose, open_loose
from preflight.secrets.store.model import CorruptError, Found, Hit, Kind, Piece, Rules, Told

_LARGE: Final = 1 << 20
_BATCH_BYTES: Final = 1 << 20
_EXAMPLES: Final = 3
_ALGORITHMS: Final = {40: "sha1", 64: "sha256"}
"""By the length of an id."""


@dataclass(slots=True)
class LooseSwept(Generic[Hit]):
    """What one worker saw."""

    inflated: int = 0
    clean: dict[str, int] = field(default_factory=dict)
    """Sizes of the objects of which there is nothing to tell, by id."""
    found: list[Found[Hit]] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)

    @property
    def objects(self) -> int:
        """How many objects were read."""
        return len(self.clean) + len(self.found)


class LooseSweep(Generic[Hit]):
    """One worker's sweep of some loose objects; those `known` to be clean are only counted."""

    def __init__(self, rules: Rules[Hit], *, known: Mapping[str, int]) -> None:
        self._rules = rules
        self._known = known
        self._swept: LooseSwept[Hit] = LooseSwept()
        self._names: list[str] = []
        self._false: set[str] = set()
        self._pieces: list[Piece] = []
        self._held = 0

    def run(self, paths: Iterable[tuple[str, str]]) -> LooseSwept[Hit]:
        """Sweeps objects given as (id, path)."""
        for name, path in paths:
            if name in self._known:
                self._report(name, self._known[name], None)
                continue
            try:
                with open_loose(path) as loose:
                    self._object(name, loose)
            except FileNotFoundError:
                continue  # packed or pruned since it was listed
            except OSError:
                self._problem("loose object cannot be read", name)
            except CorruptError as error:
                self._problem(str(error), name)
        self._batch()
        return self._swept

    def _problem(self, reason: str, name: str) -> None:
        """Counts it, and names the first few objects."""
        problems = self._swept.problems
        problems[f"{reason}: {name}" if len(problems) < _EXAMPLES else reason] += 1

    def _object(self, name: str, loose: Loose) -> None:
        checked = _Checked(name, loose)
        if loose.size > _LARGE:
            told = tell_large(self._rules, loose.kind, checked.chunks(), size=loose.size)
            self._check(checked)
            self._report(name, loose.size, told)
            return
        content = b"".join(checked.chunks())
        self._check(checked)
        self._names.append(name)
        self._pieces.append(Piece(loose.kind, content))
        self._held += len(content)
        if self._held > _BATCH_BYTES:
            self._batch()

    def _check(self, checked: "_Checked") -> None:
        """An object that is not what its id says is read as it is, and never remembered as clean."""
        if checked.false:
            self._false.add(checked.name)
            self._problem("loose object that is not what its id says", checked.name)

    def _batch(self) -> None:
        flagged = self._rules.prefilter.flagged([piece.data for piece in self._pieces])
        for number, (name, piece) in enumerate(zip(self._names, self._pieces, strict=True)):
            archive = piece.kind is Kind.BLOB and self._rules.is_archive(piece.data)
            deserving = number in flagged or archive or self._rules.exhaustive
            self._report(name, len(piece.data), self._rules.tell(piece) if deserving else None)
        self._names, self._pieces, self._held = [], [], 0

    def _report(self, name: str, size: int, told: Told[Hit] | None) -> None:
        self._swept.inflated += size
        if told:
            self._swept.found.append(Found(name, told))
        elif name not in self._false:
            self._swept.clean[name] = size


class _Checked:
    """An object's content on its way, hashed as it passes."""

    def __init__(self, name: str, loose: Loose) -> None:
        self.name = name
        self.false = False
        """Whether it was read to its end and its hash is not its name."""
        import hashlib  # a second scan has nothing to hash

        self._chunks = loose.chunks
        header = b"%b %d\0" % (loose.kind.encode(), loose.size)
        self._digest = hashlib.new(_ALGORITHMS[len(name)], header, usedforsecurity=False)

    def chunks(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            yield chunk
        self.false = self._digest.hexdigest() != self.name
