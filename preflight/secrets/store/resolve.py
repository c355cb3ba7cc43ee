"""Resolving deltas along a plan: each object is made once, from a base that is at hand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Generic

from preflight.secrets.store.chain import Fetch, Key, content_of, delta_parts
from preflight.secrets.store.delta import seams
from preflight.secrets.store.model import CorruptError, Hit, Kind, Piece, Rules, Told
from preflight.secrets.store.pack import Pack
from preflight.secrets.store.plan import Plan

_HELD_LIMIT: Final = 64 << 20
_FORGET_EVERY: Final = 128
"""Objects: each may have drawn some hundred kilobytes of the pack into memory."""
_MADE_FREE: Final = 16 << 30
_MADE_RATIO: Final = 400


@dataclass(slots=True)
class Resolved(Generic[Hit]):
    """What became of a worker's share of a plan."""

    told: dict[int, Told[Hit]] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    problems: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Base:
    """An object whose children are still to be made."""

    key: Key
    kind: Kind
    content: bytes | None
    """None where too much is held already: made again when it is needed."""
    suspect: bool
    """Its descendants may rebuild a key from it."""
    telling: bool
    """Its descendants are examined whatever they show: it has something to tell."""
    naming: bool
    """One of the words stands in it: a change anywhere in it may make a key of something."""
    pending: int = 0


class Resolver(Generic[Hit]):
    """Walks trees of a plan depth first."""

    def __init__(self, pack: Pack, plan: Plan, rules: Rules[Hit], fetch: Fetch) -> None:
        self._pack = pack
        self._plan = plan
        self._rules = rules
        self._fetch = fetch
        self._resolved: Resolved[Hit] = Resolved()
        self._held = 0
        self._made = 0
        self._made_limit = _MADE_FREE + _MADE_RATIO * pack.end

    def run(self, roots: Iterable[Key]) -> Resolved[Hit]:
        """Resolves all trees below some roots."""
        for root in roots:
            try:
                kind, content = content_of(root, pack=self._pack, fetch=self._fetch)
            except CorruptError as error:
                self._resolved.problems[str(error)] += 1
                continue
            plan, naming = self._plan, self._rules.prefilter.names(content)
            self._tree(_Base(root, kind, content, root in plan.suspects, root in plan.telling, naming))
            if self._made > self._made_limit:
                self._resolved.problems["deltas make more than is plausible, not resolved to the end"] += 1
                break
        return self._resolved

    def _tree(self, root: _Base) -> None:
        stack: list[tuple[int, _Base]] = []
        self._push(stack, root)
        while stack and self._made <= self._made_limit:
            offset, base = stack.pop()
            try:
                made = self._child(offset, base)
            except CorruptError as error:
                self._resolved.problems[str(error)] += 1
                continue
            self._resolved.done.add(offset)
            if len(self._resolved.done) % _FORGET_EVERY == 0:
                self._pack.forget(0, self._pack.end)
            self._push(stack, made)

    def _push(self, stack: list[tuple[int, _Base]], base: _Base) -> None:
        assert base.content is not None
        needed = self._plan.needed
        family = self._plan.children.get(base.key, ())
        children = [child for child in family if base.suspect or child in needed]
        base.pending = len(children)
        if self._held + len(base.content) > _HELD_LIMIT and len(children) > 1:
            base.content = None
        elif children:
            self._held += len(base.content)
        stack.extend((child, base) for child in children)

    def _child(self, offset: int, base: _Base) -> _Base:
        content = base.content
        if content is None:
            _, content = content_of(base.key, pack=self._pack, fetch=self._fetch)
            self._made += len(content)
        base.pending -= 1
        if not base.pending and base.content is not None:
            self._held -= len(base.content)
            base.content = None
        parts = delta_parts(self._pack, self._pack.entry(offset), content)
        made = b"".join(parts)
        self._made += len(made)
        new, rules = seams(parts), self._rules
        naming = rules.prefilter.names(made if base.naming else new)  # what is not new was in the base
        child = _Base(offset, base.kind, made, base.suspect, telling=False, naming=naming)
        if base.suspect or offset in self._plan.wanted:
            archive = base.kind is Kind.BLOB and rules.is_archive(made)
            if base.telling or naming or archive or rules.suspects(new):
                told = rules.tell(Piece(base.kind, made))
                child.suspect, child.telling = True, bool(told)
                if told:
                    self._resolved.told[offset] = told
        return child
