"""What a scan of a repository is asked and what it answers."""

from dataclasses import dataclass, field
from pathlib import Path

from preflight.redact import Secret
from preflight.verdict import Finding


@dataclass(frozen=True, slots=True)
class Exclude:
    """A glob from the config: findings below it do not count, but are counted."""

    glob: str
    origin: str
    """`.preflight.yml:14:20`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What to look for, and where."""

    root: Path
    """The directory under review: a repository's work tree, a bare repository, or a plain folder."""
    excludes: tuple[Exclude, ...] = ()
    include_ignored: bool = False
    """Also read files that git ignores."""
    own_keys: tuple[Secret, ...] = ()
    """Keys this environment uses: finding one of them is called out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at; shown in every report, so that "clean" can be judged."""

    objects: int = 0
    """Git objects (blobs, and whatever else the scanner reads)."""
    bytes: int = 0
    """Their content, plus that of files read from disk, before any decoding."""
    files: int = 0
    """Files read from disk."""
    refs: int = 0
    worktrees: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one exclude hid."""

    exclude: Exclude
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretScan:
    """A fact: the outcome of one scan. Clean only when there are no findings *and* nothing is incomplete."""

    findings: tuple[Finding, ...]
    coverage: Coverage
    incomplete: tuple[str, ...] = ()
    """Reasons why not everything could be read; non-empty is never clean."""
    empty: bool = False
    """True where there provably is nothing: no refs, no objects, no index entries, no files."""
    hidden: tuple[Hidden, ...] = field(default=())
    own: frozenset[str] = frozenset()
    """`redacted` forms of this environment's own keys that were found."""
