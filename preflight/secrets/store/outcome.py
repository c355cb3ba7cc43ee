"""What became of one pack: read now, or known from an earlier run."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic

from preflight.secrets.store.cache import KnownPack
from preflight.secrets.store.model import CorruptError, Found, Hit, Kind, Piece, Rules


@dataclass(slots=True)
class PackOutcome(Generic[Hit]):
    """All that is known of one pack."""

    objects: int = 0
    inflated: int = 0
    found: list[Found[Hit]] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)


def recall_pack(
    known: KnownPack, rules: Rules[Hit], read: Callable[[bytes], tuple[Kind, bytes]]
) -> PackOutcome[Hit] | None:
    """The outcome of a pack that an earlier run has read; None where its objects have to be found again."""
    outcome: PackOutcome[Hit] = PackOutcome(known.objects, known.inflated)
    for oid in known.telling:
        try:
            told = rules.tell(Piece(*read(bytes.fromhex(oid))))
        except CorruptError:
            return None
        if told:
            outcome.found.append(Found(oid, told))
    return outcome
