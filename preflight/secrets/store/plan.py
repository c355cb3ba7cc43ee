"""Which deltas of a pack to resolve, as trees below whole objects.

Flagged deltas, the chains they stand on, and all descendants of flagged objects: a delta can rebuild a key
from pieces of its base with inserts too short to notice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import gt
from typing import Any, Final

from preflight.secrets.store.chain import Key
from preflight.secrets.store.sweep import Swept

_PASSES: Final = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """A forest. Children are offsets of deltas."""

    children: dict[Key, list[int]]
    roots: list[Key]
    wanted: set[int]
    """Deltas to examine whatever their parents show."""
    needed: set[int]
    """Those and all deltas that they stand on."""
    suspects: set[int]
    """Whole objects whose descendants are all to be examined where they show something new."""
    telling: set[int]
    """Those whose children are examined in any case."""
    complete: bool
    """False where deltas refer back and forth so often that some descendants may be missing."""

    def below(self, key: Key) -> int:
        """How many deltas stand on an object, directly or not."""
        count, left = 0, [key]
        while left:
            family = self.children.get(left.pop(), ())
            count += len(family)
            left += family
        return count


def make_plan(swept: Swept[Any]) -> Plan:
    """The forest of all deltas that could matter."""
    links = swept.links
    # Git's own deltas follow their bases, so one pass in either direction sees whole chains.
    passes = _PASSES if any(any(map(gt, part.bases, part.deltas)) for part in links) else 1
    up = [(part.deltas[::-1], part.bases[::-1]) for part in reversed(links)]
    down = [(part.bases, part.deltas) for part in links]
    wanted = {*swept.wanted, *swept.foreign}  # what is flagged in another pack is not known here
    needed, all_up = _closure(set(wanted), up, passes=passes)
    reached, all_down = _closure({*wanted, *swept.seeds}, down, passes=passes)
    children: dict[Key, list[int]] = defaultdict(list)
    members: set[int] = needed | reached
    for part in links:
        for delta, base in zip(part.deltas, part.bases, strict=True):
            if delta in members:
                children[base].append(delta)
    for delta, oid in swept.foreign.items():
        children[oid].append(delta)
    inner = {delta for family in children.values() for delta in family}
    roots = [key for key in children if key not in inner]
    return Plan(dict(children), roots, wanted, needed, swept.seeds, set(swept.told), all_up and all_down)


def _closure(
    members: set[int], pairs: Iterable[tuple[Sequence[int], Sequence[int]]], *, passes: int
) -> tuple[set[int], bool]:
    """Adds each pair's second where its first is a member; False where more than `passes` were needed."""
    pairs = list(pairs)
    for _ in range(passes):
        before = len(members)
        for froms, tos in pairs:
            members.update(to for start, to in zip(froms, tos, strict=True) if start in members)
        if len(members) == before:
            return members, True
    return members, passes == 1
