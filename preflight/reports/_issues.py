"""What the formats for machines show as issues: a verdict that is not fine, or one place of a leaked key.

An issue has a weight, a place in the repository to point at, and a fingerprint that holds no line number.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from preflight.config.find import NAME
from preflight.config.model import Position
from preflight.report import Report, Result
from preflight.reports._findings import place
from preflight.verdict import Confidence, Finding, Status, Where


class Weight(IntEnum):
    """How bad, worst first."""

    FAILURE = 0
    """Closes the gate."""
    UNDECIDED = 1
    """Closes the gate, because a required check could not be decided."""
    WARNING = 2
    UNKNOWN = 3
    """An advised check could not be decided."""
    ACCEPTED = 4
    """Waived, or a finding that is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing to show."""

    result: Result
    weight: Weight
    at: Position
    """Path from the repository's root, line, column. What stands in no file is pinned to the config."""
    fingerprint: str
    """32 hex digits; the same from run to run for the same trouble, wherever its line has moved."""
    finding: Finding | None = None
    further: bool = False
    """Not the first of its verdict: a list that must be cut is cut here."""

    @property
    def title(self) -> str:
        """`daily-volume (runway gen4.5)`."""
        return name(self.result)

    @property
    def message(self) -> str:
        """What is so, with the place of a finding; one line."""
        said = f"{_PREFIXES.get(self.weight, '')}{self.result.verdict.message}"
        if self.finding is None:
            return said
        aside = f", set aside: {self.finding.set_aside}" if self.finding.set_aside else ""
        where = place(self.finding).replace("  ", ", ", 1)
        note = f": {self.finding.note}" if self.finding.note else ""
        return f"{self.finding.redacted} ({self.finding.rule}) at {where}{note}{aside}. {said}"

    @property
    def accepted(self) -> str | None:
        """Why it does not count; None where it does."""
        if self.finding and self.finding.set_aside:
            return self.finding.set_aside
        waived = self.result.waived
        return f"waived by {waived.by} until {waived.expires}: {waived.reason}" if waived else None


_FILES = {
    Where.WORKTREE, Where.INDEX, Where.HISTORY, Where.STASH, Where.UNREACHABLE, Where.PATH, Where.SUBMODULE, Where.LFS,
}  # fmt: skip
_PREFIXES = {Weight.UNDECIDED: "not decided: ", Weight.UNKNOWN: "not decided: "}


def name(result: Result) -> str:
    """`daily-volume (runway gen4.5)`: the check, and what it was asked about."""
    about = " ".join(part for part in (result.provider, result.verdict.subject) if part)
    return f"{result.check} ({about})" if about else result.check


def weigh(result: Result, report: Report) -> Weight | None:
    """None for what is fine, or was not to be judged."""
    if result.status in {Status.PASS, Status.SKIP}:
        return None
    if result.waived:
        return Weight.ACCEPTED
    if result.status is Status.UNKNOWN:
        return Weight.UNDECIDED if result.required else Weight.UNKNOWN
    return Weight.FAILURE if result.status is Status.FAIL or report.strict else Weight.WARNING


def issues(report: Report) -> list[Issue]:
    """All of them, worst first; among equals the first of every verdict before the further places of any."""
    seen: Counter[tuple[str | None, ...]] = Counter()
    found = [issue for result in report.results for issue in _issues(result, report, seen)]
    return sorted(found, key=lambda issue: (issue.weight, issue.further))


def config_line(report: Report, position: Position | None) -> Position:
    """`position` with the config's path as seen from the root; without one its first line."""
    path = report.config_path or NAME
    return Position(path, position.line, position.column) if position else Position(path, 1, 1)


def _issues(result: Result, report: Report, seen: Counter[tuple[str | None, ...]]) -> Iterator[Issue]:
    weight = weigh(result, report)
    at = config_line(report, result.expected_at)
    findings = result.verdict.findings
    shown = any(not finding.set_aside for finding in findings) and result.status is not Status.UNKNOWN
    if weight is not None and not shown:
        fingerprint = _fingerprint(result, None, seen)
        yield Issue(result=result, weight=weight, at=at, fingerprint=fingerprint)
    weighed = sorted(((_weigh_finding(finding, weight), finding) for finding in findings), key=lambda pair: pair[0])
    for number, (heaviness, finding) in enumerate(weighed):
        yield Issue(
            result=result,
            weight=heaviness,
            at=_stands_at(finding) or at,
            fingerprint=_fingerprint(result, finding, seen),
            finding=finding,
            further=number > 0 or not shown,
        )


def _stands_at(finding: Finding) -> Position | None:
    """Its line, where it stands in a file that the repository has or had."""
    if finding.path is None or finding.where not in _FILES:
        return None
    return Position(finding.path, finding.line or 1, finding.column or 1)


def _weigh_finding(finding: Finding, verdict: Weight | None) -> Weight:
    """No heavier than its verdict."""
    if finding.set_aside or verdict is None:
        return Weight.ACCEPTED
    return verdict if finding.confidence is Confidence.CERTAIN else max(verdict, Weight.WARNING)


def _fingerprint(result: Result, finding: Finding | None, seen: Counter[tuple[str | None, ...]]) -> str:
    """Of what was asked about what; the n-th of several equal answers is told from the others by its number."""
    about = (result.check, result.provider, result.verdict.subject, finding.fingerprint if finding else None)
    seen[about] += 1
    parts = [*(part or "" for part in about), str(seen[about])]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
