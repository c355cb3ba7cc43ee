"""Every entry of a pack, inflated once, deltas unresolved: new text is literal somewhere.

The loop over entries is the hot spot of the whole product: it is written flat, and every name in it is local.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Generic

from preflight.secrets.store import inflating
from preflight.secrets.store.containers import begins_container
from preflight.secrets.store.large import tell_large, windows
from preflight.secrets.store.model import CorruptError, Hit, Kind, Piece, Rules, Told
from preflight.secrets.store.pack import HEADER_BYTES, KINDS, OFS_DELTA, REF_DELTA, Pack, entry_count
from preflight.secrets.store.slices import Slices

LARGE: Final = 8 << 20
"""Entries above this many bytes are swept in windows."""
_BLOB: Final = 0x30
_COPIED: Final = 16 << 20
_BATCH_BYTES: Final = 1 << 20
_SHORTEST: Final = 12  # a stem and its follower
_SHORTEST_ARCHIVE: Final = 80  # the hex digits of a key do not compress below 64 bytes
_SURELY_SMALL: Final = 32 << 10
"""Deflate expands at most 1032 times: this many bytes cannot fill the memory, whatever they claim."""
_INFLATED_FREE: Final = 4 << 30
_INFLATED_RATIO: Final = 100


@dataclass(frozen=True, slots=True)
class Links:
    """Deltas of one slice, ascending, and the bases they apply to."""

    deltas: "array[int]" = field(default_factory=lambda: array("Q"))
    bases: "array[int]" = field(default_factory=lambda: array("Q"))


@dataclass(slots=True)
class Swept(Generic[Hit]):
    """What one worker saw in its share of one pack. Offsets name the entries."""

    listed: int = 0
    """Entries of the whole pack, by its index."""
    objects: int = 0
    """Entries seen."""
    inflated: int = 0
    links: list[Links] = field(default_factory=list)
    """Of all deltas with a base in this pack, slice by slice."""
    foreign: dict[int, bytes] = field(default_factory=dict)
    """Deltas whose base is not in this pack: its id."""
    wanted: set[int] = field(default_factory=set)
    """Deltas to resolve."""
    seeds: set[int] = field(default_factory=set)
    """Whole objects whose descendants are to be resolved."""
    told: dict[int, Told[Hit]] = field(default_factory=dict)
    problems: Counter[str] = field(default_factory=Counter)
    troubles: set[str] = field(default_factory=set)
    """With the pack itself: every worker may say so, and it counts once."""


def merge(shares: Iterable[Swept[Hit]]) -> Swept[Hit]:
    """What several workers saw in one pack."""
    merged: Swept[Hit] = Swept()
    for share in shares:
        merged.listed = max(merged.listed, share.listed)
        merged.objects += share.objects
        merged.inflated += share.inflated
        merged.links += share.links
        merged.foreign |= share.foreign
        merged.wanted |= share.wanted
        merged.seeds |= share.seeds
        merged.told |= share.told
        merged.problems += share.problems
        merged.troubles |= share.troubles
    merged.links = sorted((part for part in merged.links if part.deltas), key=lambda part: part.deltas[0])
    return merged


class Sweep(Generic[Hit]):
    """One worker's sweep of its share of a pack."""

    def __init__(self, pack: Pack, rules: Rules[Hit]) -> None:
        self._pack = pack
        self._rules = rules
        self._swept: Swept[Hit] = Swept(listed=len(pack.index.offsets))
        self._inflated_limit = _INFLATED_FREE + _INFLATED_RATIO * pack.end

    def run(self, slices: Iterable[int]) -> Iterator[int]:
        """Sweeps some slices; yields bytes of pack done, slice by slice."""
        parts = Slices(self._pack)
        for number in slices:
            if number == 0:
                self._check()
            offsets = parts.entries(number)
            if len(offsets) < 2:
                continue
            self._entries(offsets)
            self._pack.forget(offsets[0], offsets[-1])
            yield offsets[-1] - offsets[0]
            if self._swept.inflated > self._inflated_limit:
                self._swept.problems["inflates to more than is plausible, not read to its end"] += 1
                return

    def result(self) -> Swept[Hit]:
        """What was seen."""
        return self._swept

    def _check(self) -> None:
        """Compares the index with the pack: an entry that only one of them knows is not looked at."""
        index = self._pack.index
        offsets = index.offsets
        if index.lists_all and len(offsets) != entry_count(self._pack):
            self._swept.problems["the index does not list what the pack holds"] += 1
        if len(offsets) and not (min(offsets) >= HEADER_BYTES and max(offsets) < self._pack.end):
            self._swept.problems["the index points outside of the pack"] += 1

    def _entries(self, offsets: list[int]) -> None:  # noqa: C901, PLR0912, PLR0915 -- flat on purpose
        """Entries at all but the last of some offsets; each ends where the next one begins."""
        swept, rules = self._swept, self._rules
        base, stop = offsets[0], offsets[-1]
        # A copy, where it is small: its bytes are at hand faster than those of a mapped file.
        data = self._pack.view[base:stop] if stop - base > _COPIED else bytes(self._pack.view[base:stop])
        links = Links()
        link_delta, link_base = links.deltas.append, links.bases.append
        inflate, is_archive = inflating.decompress, rules.is_archive
        shortest = 0 if rules.exhaustive else _SHORTEST
        wholes: list[bytes] = []
        whole_offsets: list[int] = []
        add_whole, add_whole_offset = wholes.append, whole_offsets.append
        deltas: list[bytes] = []
        delta_offsets: list[int] = []
        add_delta, add_delta_offset = deltas.append, delta_offsets.append
        held_wholes = held_deltas = inflated = 0
        for offset, end in pairwise(offsets):
            try:
                at = offset - base
                byte = data[at]
                at += 1
                code, size, shift = byte & 0x70, byte & 0x0F, 4
                while byte & 0x80:
                    byte = data[at]
                    at += 1
                    size |= (byte & 0x7F) << shift
                    shift += 7
                    if shift > 63:
                        raise CorruptError("entry of absurd size")
                if code == OFS_DELTA:
                    byte = data[at]
                    at += 1
                    distance = byte & 0x7F
                    while byte & 0x80:
                        byte = data[at]
                        at += 1
                        distance = (distance + 1) << 7 | byte & 0x7F
                        if distance > offset:
                            raise CorruptError("delta with an absurd base")
                    if not 0 < distance <= offset - HEADER_BYTES:
                        raise CorruptError("delta with its base outside of the pack")
                    link_delta(offset)
                    link_base(offset - distance)
                elif code == REF_DELTA:
                    self._reference(offset, links)
                    at += self._pack.index.hash_size
                elif code not in KINDS:
                    raise CorruptError("entry of unknown type")
                if size > LARGE:
                    inflated += size
                    self._large(offset)
                    continue
                stream = data[at : end - base]
                if len(stream) < _SURELY_SMALL:
                    content = inflate(stream)
                else:
                    content = self._pack.inflate(self._pack.entry(offset), limit=LARGE)
                if len(content) != size:
                    raise CorruptError("entry of another size than it claims")
            except (CorruptError, inflating.error, IndexError) as error:
                swept.problems[str(error) if isinstance(error, CorruptError) else "entry does not inflate"] += 1
                continue
            inflated += size
            if size < shortest:
                continue
            if code >= OFS_DELTA:
                if size > _SHORTEST_ARCHIVE and begins_container(content):
                    swept.wanted.add(offset)
                add_delta(content)
                add_delta_offset(offset)
                held_deltas += size
                if held_deltas > _BATCH_BYTES:
                    self._deltas(delta_offsets, deltas)
                    deltas.clear()
                    delta_offsets.clear()
                    held_deltas = 0
            elif code == _BLOB and is_archive(content):
                self._record(offset, rules.tell(Piece(Kind.BLOB, content)))
            else:
                add_whole(content)
                add_whole_offset(offset)
                held_wholes += size
                if held_wholes > _BATCH_BYTES:
                    self._wholes(whole_offsets, wholes)
                    wholes.clear()
                    whole_offsets.clear()
                    held_wholes = 0
        self._deltas(delta_offsets, deltas)
        self._wholes(whole_offsets, wholes)
        swept.links.append(links)
        swept.objects += len(offsets) - 1
        swept.inflated += inflated

    def _deltas(self, offsets: list[int], contents: list[bytes]) -> None:
        """Judges raw deltas together."""
        if self._rules.exhaustive:
            self._swept.wanted.update(offsets)
        else:
            self._swept.wanted.update(offsets[n] for n in self._rules.prefilter.flagged(contents, deltas=True))

    def _wholes(self, offsets: list[int], contents: list[bytes]) -> None:
        """Judges whole objects together."""
        rules = self._rules
        for number in range(len(offsets)) if rules.exhaustive else rules.prefilter.flagged(contents):
            offset = offsets[number]
            kind = KINDS[self._pack.view[offset] & 0x70]
            self._record(offset, rules.tell(Piece(kind, contents[number])))

    def _record(self, offset: int, told: Told[Hit]) -> None:
        self._swept.seeds.add(offset)
        if told:
            self._swept.told[offset] = told

    def _reference(self, offset: int, links: Links) -> None:
        base = self._pack.entry(offset).base
        assert isinstance(base, bytes)
        at = self._pack.index.find(base)
        if at is None:
            self._swept.foreign[offset] = base
        else:
            links.deltas.append(offset)
            links.bases.append(at)

    def _large(self, offset: int) -> None:
        """An entry too large to batch."""
        entry = self._pack.entry(offset)
        if entry.size > self._inflated_limit:
            raise CorruptError("entry of implausible size")
        kind = KINDS.get(entry.code)
        chunks = self._pack.stream(entry)
        if kind is None:
            if any(self._rules.suspects(piece.data, delta=True) for piece in windows(Kind.BLOB, chunks)):
                self._swept.wanted.add(offset)
            return
        told = tell_large(self._rules, kind, chunks, size=entry.size)
        if told is not None:
            self._record(offset, told)
