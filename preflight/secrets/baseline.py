"""Keys that a person has looked at and accepts for a while, known by salted hashes alone.

An entry is about a key, wherever it stands: it outlives moved lines, renamed files and rewritten history. Of the
places it keeps hashes too, so that a new one can be told without the file naming any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from preflight.redact import Secret
from preflight.secrets.model import Scope, SecretScan
from preflight.secrets.salted import KEY_DIGITS, salted_hash
from preflight.verdict import Finding, Live

_PLACE_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One accepted key."""

    reason: str
    by: str
    expires: date
    """The last UTC day on which it counts."""
    places: frozenset[str] = frozenset()
    """Salted hashes of key and path, or of key and kind of place where there is no path."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a project accepts."""

    salt: bytes = field(repr=False)
    """Random, one per file: without it the hashes say nothing, and no two files can be compared."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By the salted hash of the key."""

    def key(self, secret: Secret) -> str:
        """The hash by which a key is known: 32 hex digits."""
        return salted_hash(self.salt, secret)[:KEY_DIGITS]

    def place(self, secret: Secret, finding: Finding) -> str:
        """The hash by which a place of a key is known: 12 hex digits; lines, commits and branches are no part of it."""
        return salted_hash(self.salt, secret, finding.path or finding.where)[:_PLACE_DIGITS]


def accept(scan: SecretScan, baseline: Baseline, today: date) -> SecretScan:
    """`scan` with the findings of accepted keys set aside. A key that its vendor says is active is never accepted."""
    digests = {redacted: baseline.key(secret) for redacted, secret in scan.keys.items()}
    current = {digest: entry for digest, entry in baseline.entries.items() if entry.expires >= today}
    counted: list[Finding] = []
    accepted: list[Finding] = []
    new_places: list[Finding] = []
    for finding in scan.findings:
        entry = current.get(digests.get(finding.redacted, ""))
        if entry is None or finding.live is Live.ACTIVE:
            counted.append(finding)
            continue
        accepted.append(replace(finding, set_aside=f"baseline: {entry.reason} (by {entry.by} until {entry.expires})"))
        if baseline.place(scan.keys[finding.redacted], finding) not in entry.places:
            new_places.append(accepted[-1])
    return replace(
        scan,
        findings=tuple(counted),
        unreasoned=tuple(finding for finding in scan.unreasoned if finding in counted),
        accepted=tuple(accepted),
        new_places=tuple(new_places),
        stale=_stale(scan, current, digests.values()),
        expired=tuple(
            f"{digest[:8]} ({entry.reason}), on {entry.expires}"
            for digest, entry in baseline.entries.items()
            if digest not in current
        ),
    )


def is_whole(scan: SecretScan) -> bool:
    """Whether a key that the scan did not find is nowhere."""
    return scan.scope is Scope.EVERYTHING and not scan.incomplete


def _stale(scan: SecretScan, current: Mapping[str, Entry], found: Iterable[str]) -> tuple[str, ...]:
    if not is_whole(scan):
        return ()
    gone = current.keys() - set(found)
    return tuple(f"{digest[:8]} ({entry.reason})" for digest, entry in current.items() if digest in gone)


def record(scan: SecretScan, baseline: Baseline, new: Entry) -> Baseline:
    """`baseline` brought up to date with `scan`, which it has been applied to.

    Keys that still count get what `new` says; those that are accepted keep their words and learn their new places.
    Entries that are stale or have expired go, where the scan was whole. Active keys are never recorded.
    """
    places: dict[str, set[str]] = {}
    for finding in (*scan.findings, *scan.accepted):
        if finding.live is not Live.ACTIVE:
            secret = scan.keys[finding.redacted]
            places.setdefault(baseline.key(secret), set()).add(baseline.place(secret, finding))
    accepted = {baseline.key(scan.keys[finding.redacted]) for finding in scan.accepted}
    entries = {} if is_whole(scan) else dict(baseline.entries)
    for digest, seen in places.items():
        old = baseline.entries[digest] if digest in accepted else new
        known = frozenset() if is_whole(scan) else old.places
        entries[digest] = replace(old, places=known | seen)
    return replace(baseline, entries=dict(sorted(entries.items())))
