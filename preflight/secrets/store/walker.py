"""Every object of a repository, examined where it deserves it."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic

from preflight.secrets.store.cache import Cache, Known, KnownPack, pack_key
from preflight.secrets.store.layout import Layout, find_directories, loose_paths, pack_paths
from preflight.secrets.store.loose_sweep import LooseSweep, LooseSwept
from preflight.secrets.store.model import Hit, Kind, Progress, Rules, Stats, Walk
from preflight.secrets.store.outcome import PackOutcome, recall_pack
from preflight.secrets.store.turns import turns
from preflight.secrets.store.workers import KILLED, Tick, can_fork, fan_out

if TYPE_CHECKING:  # what reads packs is loaded where there is one to be read: a second scan need not wait for it
    from preflight.secrets.store.reader import Reader
    from preflight.secrets.store.sweep import Swept

_WORTH_FORKING: Final = 1 << 20
"""Stored bytes above which a second process pays for its start."""
_WORTH_PREPARING: Final = 6 << 20
"""Stored bytes that are sure to make Hyperscan worth while."""
_LOOSE_BYTES: Final = 2000
"""What a loose object costs, in packed bytes."""


def walk(
    objects: Path,
    rules: Rules[Hit],
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Walk[Hit]:
    """Examines all objects below an object directory and its alternates.

    Args:
        objects: `.git/objects`, or what GIT_OBJECT_DIRECTORY would be.
        rules: what to look for.
        jobs: processes; by default two where the platform forks and the work is worth it.
        progress: told of stored bytes done and in all, in this process.
        cache: what earlier walks of this store under these rules know; brought up to date.
    """
    walker = _Walker(find_directories(objects), rules, cache.load() if cache else Known())
    walked = walker.run(jobs, progress)
    if cache:
        cache.save(walker.known)
    return walked


class _Walker(Generic[Hit]):
    def __init__(self, layout: Layout, rules: Rules[Hit], known: Known) -> None:
        self.known = known
        self._layout = layout
        self._rules = rules
        self._packs = [path for directory in layout.directories for path in pack_paths(directory)]
        self._keys = {path: pack_key(path) for path in self._packs}
        self._outcomes = self._recalled()
        self._new = [path for path in self._packs if path not in self._outcomes]

    def run(self, jobs: int | None, progress: Progress | None) -> Walk[Hit]:
        total = sum(map(_size, self._new)) + self._loose_bytes()
        if jobs is None:
            jobs = 2 if total >= _WORTH_FORKING and can_fork() else 1
        done = 0

        def tick(units: int) -> None:
            nonlocal done
            done += units
            if progress:
                progress(done, total)

        slices = self._slices()
        if jobs > 1:
            self._rules.load()
            if total >= _WORTH_PREPARING:
                self._rules.prefilter.prepare()
        with turns(len(slices), jobs=jobs) as numbers:
            taken = (slices[number] for number in numbers)
            shares = fan_out(lambda worker, tick: self._share(taken, worker, jobs, tick), jobs=jobs, tick=tick)
        alive = [share for share in shares if share is not None]
        if self._new:
            self._finish([packs for packs, _ in alive], jobs, killed=len(alive) < jobs)
        loose = [part for _, part in alive]
        if len(alive) == jobs:
            self._learn(loose)
        return self._summary(loose, killed=len(alive) < jobs)

    def _recalled(self) -> dict[Path, PackOutcome[Hit]]:
        outcomes = {}
        for path, key in self._keys.items():
            known = self.known.packs.get(key or "")
            outcome = recall_pack(known, self._rules, self._read) if known else None
            if outcome:
                outcomes[path] = outcome
        return outcomes

    def _read(self, oid: bytes) -> tuple[Kind, bytes]:
        return self._reader.read(oid)

    @cached_property
    def _reader(self) -> "Reader":
        from preflight.secrets.store.reader import Reader

        return Reader(self._layout.directories)

    def _slices(self) -> Sequence[tuple[Path, int]]:
        """Of all new packs, one after the other."""
        if not self._new:
            return ()
        from preflight.secrets.store import pack_walk  # noqa: F401 -- here, before the processes part
        from preflight.secrets.store.slices import slice_count

        return [(path, number) for path in self._new for number in range(slice_count(_size(path)))]

    def _share(
        self, slices: Iterable[tuple[Path, int]], worker: int, jobs: int, tick: Tick
    ) -> "tuple[dict[Path, Swept[Hit]], LooseSwept[Hit]]":
        """What one worker sees in its part of the new packs and of the loose objects."""
        packs = self._sweep(slices, tick) if self._new else {}
        loose = LooseSweep(self._rules, known=self.known.loose)
        directories = self._layout.directories
        return packs, loose.run(
            pair for directory in directories for pair in loose_paths(directory, worker=worker, jobs=jobs)
        )

    def _sweep(self, slices: Iterable[tuple[Path, int]], tick: Tick) -> "dict[Path, Swept[Hit]]":
        from preflight.secrets.store.pack_walk import sweep_pack

        return {
            path: sweep_pack(path, self._rules, (number for _, number in mine), tick=tick)
            for path, mine in groupby(slices, key=itemgetter(0))
        }

    def _finish(self, shares: "Sequence[Mapping[Path, Swept[Hit]]]", jobs: int, *, killed: bool) -> None:
        from preflight.secrets.store.pack_walk import finish_pack

        for path in self._new:
            swept = [packs[path] for packs in shares if path in packs]
            self._outcomes[path] = finish_pack(path, swept, self._rules, read=self._read, jobs=jobs, killed=killed)

    def _learn(self, loose: Sequence[LooseSwept[Hit]]) -> None:
        packs = {
            key: KnownPack(outcome.objects, outcome.inflated, tuple(found.oid for found in outcome.found))
            for path, outcome in self._outcomes.items()
            if (key := self._keys[path]) and not outcome.problems
        }
        sizes = {oid: size for part in loose for oid, size in part.clean.items()}
        gone = self.known.packs.keys() - packs.keys() or self.known.loose.keys() - sizes.keys()
        self.known = Known(packs, sizes, () if gone else self.known.whole)

    def _summary(self, loose: Sequence[LooseSwept[Hit]], *, killed: bool) -> Walk[Hit]:
        problems = [*self._layout.incomplete, *([KILLED] if killed else [])]
        for path in self._packs:
            problems += _reasons(path.name, self._outcomes[path].problems)
        problems += _reasons("loose objects", sum((part.problems for part in loose), Counter[str]()))
        parts: list[PackOutcome[Hit] | LooseSwept[Hit]] = [*self._outcomes.values(), *loose]
        return Walk(
            found=tuple(found for part in parts for found in part.found),
            stats=Stats(
                objects=sum(part.objects for part in parts),
                bytes=sum(part.inflated for part in parts),
                packs=len(self._packs),
                loose=sum(part.objects for part in loose),
            ),
            incomplete=tuple(problems),
            promised=any(path.with_suffix(".promisor").exists() for path in self._packs),
        )

    def _loose_bytes(self) -> int:
        """An estimate of what the loose objects cost, from one of the 256 folders, as git makes it."""
        count = 0
        for directory in self._layout.directories:
            try:
                count += len(os.listdir(directory / "17"))
            except OSError:
                continue
        return max(0, count * 256 - len(self.known.loose)) * _LOOSE_BYTES


def _reasons(where: str, problems: Counter[str]) -> list[str]:
    return [
        f"{ascii(where)[1:-1]}: {reason}" + (f" ({count} times)" if count > 1 else "")
        for reason, count in sorted(problems.items())
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
