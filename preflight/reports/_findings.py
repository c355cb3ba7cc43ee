"""Findings as people read them: key by key, each with its places."""

from collections.abc import Sequence
from dataclasses import dataclass

from preflight.verdict import Confidence, Finding, Live

MOST_PLACES = 20
"""Lines under one verdict, or under one key."""
_LIVE = {
    Live.ACTIVE: "ACTIVE: the vendor accepts it",
    Live.INACTIVE: "inactive: the vendor rejects it",
    Live.UNKNOWN: "the vendor did not tell whether it works",
}


@dataclass(frozen=True, slots=True)
class Leak:
    """One key (or what else a rule is about), and where it stands; what is set aside is kept apart."""

    key: str
    """Redacted."""
    set_aside: str | None
    """Why it does not count in these places."""
    findings: Sequence[Finding]

    @property
    def certain(self) -> bool:
        """Whether one of the places leaves no doubt."""
        return any(finding.confidence is Confidence.CERTAIN for finding in self.findings)

    @property
    def heading(self) -> str:
        """`key_…1a2b3c4d  runway-api-key, possible`."""
        first = self.findings[0]
        words = (first.rule, "" if self.certain else "possible", _LIVE.get(first.live), self.set_aside)
        return f"{self.key}  {', '.join(word for word in words if word)}"


def by_key(findings: Sequence[Finding]) -> list[Leak]:
    """The keys in order of appearance, those that count first."""
    groups: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.redacted, finding.rule, finding.set_aside), []).append(finding)
    leaks = [Leak(key, set_aside, found) for (key, _, set_aside), found in groups.items()]
    return sorted(leaks, key=lambda leak: leak.set_aside is not None)


def place(finding: Finding) -> str:
    """`src/app.py:12:9  history, c0ffeec0ff of 2026-03-01, pushed, in base64 in gzip`, and what is wrong there."""
    where = finding.path or finding.where
    if finding.line:
        where += f":{finding.line}:{finding.column}"
    words: list[str] = [finding.where] if finding.path else []
    if finding.commit:
        date = f" of {finding.author_date:%Y-%m-%d}" if finding.author_date else ""
        until = f" to {finding.last_commit[:10]}" if finding.last_commit else ""
        words.append(f"{finding.commit[:10]}{date}{until}")
    if finding.pushed is not None:
        words.append("pushed" if finding.pushed else "not pushed")
    if finding.encoding:
        words.append(f"in {' in '.join(reversed(finding.encoding))}")
    if finding.note:
        words.append(finding.note)
    return f"{where}  {', '.join(words)}".rstrip()
