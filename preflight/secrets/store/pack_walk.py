"""One pack from sweep to findings."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from preflight.secrets.store.chain import Fetch
from preflight.secrets.store.model import CorruptError, Found, Hit, Rules
from preflight.secrets.store.outcome import PackOutcome
from preflight.secrets.store.pack import open_pack
from preflight.secrets.store.plan import make_plan
from preflight.secrets.store.resolve import Resolver
from preflight.secrets.store.sweep import Sweep, Swept, merge
from preflight.secrets.store.turns import turns
from preflight.secrets.store.workers import KILLED, Tick, fan_out

_WORTH_FORKING: Final = 8 << 20
"""Bytes of objects to make above which a second process pays for its start."""


def sweep_pack(path: Path, rules: Rules[Hit], slices: Iterable[int], *, tick: Tick) -> Swept[Hit]:
    """Some slices of a pack, in ascending order; never raises for what the pack holds."""
    try:
        pack = open_pack(path)
    except (OSError, CorruptError) as error:
        return Swept(troubles={_reason(error)})
    sweep = Sweep(pack, rules)
    for done in sweep.run(slices):
        tick(done)
    return sweep.result()


def finish_pack(
    path: Path, shares: Sequence[Swept[Hit]], rules: Rules[Hit], *, read: Fetch, jobs: int, killed: bool = False
) -> PackOutcome[Hit]:
    """Resolves what the sweep asks for, and names all findings. `killed`: not every worker's share is there."""
    swept = merge(shares)
    problems = swept.problems + Counter(swept.troubles)
    if swept.objects != swept.listed and not (problems or killed):
        problems["not read to its end"] += 1
    outcome: PackOutcome[Hit] = PackOutcome(swept.objects, swept.inflated, problems=problems)
    if not (swept.wanted or swept.seeds or swept.foreign):
        return outcome
    try:
        pack = open_pack(path)
    except (OSError, CorruptError) as error:
        outcome.problems[_reason(error)] += 1
        return outcome
    plan = make_plan(swept)
    weights = {root: plan.below(root) * pack.size_at(root) for root in plan.roots}
    jobs = jobs if sum(weights.values()) >= _WORTH_FORKING else 1
    heaviest_first = sorted(plan.roots, key=weights.__getitem__, reverse=True)
    resolver = Resolver(pack, plan, rules, read)
    with turns(len(heaviest_first), jobs=jobs) as numbers:
        trees = (heaviest_first[number] for number in numbers)
        parts = fan_out(lambda *_: resolver.run(trees), jobs=jobs, tick=lambda _: None)
    told = dict(swept.told)
    done: set[int] = set()
    for part in parts:
        if part is None:
            outcome.problems[KILLED] += 1
            continue
        told |= part.told
        done |= part.done
        outcome.problems += part.problems
    if not plan.complete:
        outcome.problems["deltas refer back and forth, not all were followed"] += 1
    if missed := len(plan.wanted - done):
        outcome.problems["delta without a readable base"] += missed
    names = pack.index.names(told.keys()) if told else {}
    outcome.found = [Found(names[offset], one) for offset, one in sorted(told.items())]
    return outcome


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, CorruptError) else "cannot be read"
