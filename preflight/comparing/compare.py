"""What moved between two reviews. Judged from what was reported alone: nothing is asked again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from preflight.comparing import terms
from preflight.comparing.document import Attested, Document, Row
from preflight.comparing.load import Review
from preflight.verdict import Section, Status

Key = tuple[str, str | None, str | None, int]
"""Check, provider, subject, and which of several that share these."""

_RANK: Final = {Status.PASS: 0, Status.SKIP: 0, Status.WARN: 1, Status.FAIL: 2}
"""Of what is decided; unknown is no better than anything."""


class Kind(StrEnum):
    """What a change means, worst first."""

    WORSE = "worse"
    LAPSED = "lapsed"
    """A statement that held, and does not any more."""
    UNASKED = "not-asked-any-more"
    """A required check that was answered, and is not any more."""
    HIDDEN = "hidden-by-a-waiver"
    LOWERED = "lowered-by-the-config"
    BETTER = "better"
    OTHER = "other"
    TERMS = "limits-and-prices"


BAD_NEWS: Final = frozenset({Kind.WORSE, Kind.LAPSED, Kind.UNASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that moved."""

    kind: Kind
    about: str
    was: str
    now: str
    message: str = ""
    """What is so now."""
    status: Status | None = None
    """Of the verdict now; None where it is about no verdict."""


def compare(old: Review, new: Review) -> list[Change]:
    """What moved from `old` to `new`, worst first, else in the order of the reports."""
    changes = [
        *_moved(old.report, new.report),
        *_lapsed(old.report, new.report),
        *_lowered(old.report, new.report),
        *_terms(old, new),
    ]
    return sorted(changes, key=lambda change: list(Kind).index(change.kind))


def got_worse(changes: Collection[Change]) -> bool:
    """Whether any of them is bad news."""
    return any(change.kind in BAD_NEWS for change in changes)


def _moved(old: Document, new: Document) -> Iterator[Change]:
    before, after = _rows(old), _rows(new)
    for key, row in after.items():
        was = before.get(key)
        kind = _kind_of_new(row) if was is None else _kind(was, row)
        if kind:
            yield Change(
                kind=kind, about=row.about, was=_word(was), now=_word(row), message=_message(row), status=row.status
            )
    answered = {(row.check, row.provider) for row in after.values() if row.status is not Status.SKIP}
    for row in [row for key, row in before.items() if key not in after]:
        if row.section is not Section.TOOL and row.status is not Status.SKIP:
            dropped = row.required and (row.check, row.provider) not in answered
            yield Change(kind=Kind.UNASKED if dropped else Kind.OTHER, about=row.about, was=_word(row), now="not asked")


def _rows(report: Document) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for row in report.results:
        number = 0
        while (key := (row.check, row.provider, row.subject, number)) in rows:
            number += 1
        rows[key] = row
    return rows


def _kind_of_new(row: Row) -> Kind | None:
    """Of a verdict that was not there before."""
    if row.waived:
        return Kind.HIDDEN
    if row.closes:
        return Kind.WORSE
    return None if row.status in (Status.PASS, Status.SKIP) else Kind.OTHER


def _kind(old: Row, new: Row) -> Kind | None:
    """Of a verdict that was there before; None where it is the same."""
    if old.status is new.status and bool(old.waived) is bool(new.waived):
        return None
    if new.waived:
        return Kind.HIDDEN
    if new.status is Status.UNKNOWN:
        return Kind.WORSE
    if new.status is Status.SKIP:
        return Kind.UNASKED if new.required else Kind.OTHER
    if old.status is Status.UNKNOWN:
        return Kind.WORSE if new.status is Status.FAIL else Kind.BETTER
    if _RANK[old.status] == _RANK[new.status] and not old.waived:  # between skip and pass
        return Kind.OTHER
    return Kind.BETTER if _RANK[new.status] < _RANK[old.status] else Kind.WORSE


def _word(row: Row | None) -> str:
    if row is None:
        return "not there"
    return f"{row.status}, waived" if row.waived else str(row.status)


def _message(row: Row) -> str:
    waived = row.waived
    return f"{row.message}; waived by {waived.by} until {waived.expires}: {waived.reason}" if waived else row.message


def _lapsed(old: Document, new: Document) -> Iterator[Change]:
    if new.attestations is None:
        return
    now = {(one.check, one.provider): one for one in new.attestations}
    for one in old.attestations or ():
        current = now.get((one.check, one.provider))
        if one.holds and not (current and current.holds):
            yield Change(
                kind=Kind.LAPSED,
                about=f"{one.check} for {one.provider}",
                was=f"attested by {one.by} until {one.expires}",
                now=_gone(current),
            )


def _gone(one: Attested | None) -> str:
    if one is None:
        return "not attested"
    return one.void or f"lapsed on {one.expires or 'a day that cannot be read'}"


def _lowered(old: Document, new: Document) -> Iterator[Change]:
    before = {lowered.what for lowered in old.lowered}
    for lowered in new.lowered:
        if lowered.what not in before:
            yield Change(kind=Kind.LOWERED, about=lowered.what, was="not lowered", now=lowered.effect)


def _terms(old: Review, new: Review) -> Iterator[Change]:
    """What could not be read on one side is no news about it; the verdicts tell that."""
    before, after = old.terms, new.terms
    if before is None or after is None:  # then a verdict that is not there says nothing either
        before, after = terms.of_verdicts(old.report), terms.of_verdicts(new.report)
        before = {name: value for name, value in before.items() if name in after}
        after = {name: value for name, value in after.items() if name in before}
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name, "not told"), after.get(name, "not told")
        if was != now and terms.GONE not in (was, now):
            yield Change(kind=Kind.TERMS, about=name, was=was, now=now)
