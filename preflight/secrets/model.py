"""What a scan of a repository is asked and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.redact import Secret, scrub
from preflight.text import printable
from preflight.verdict import Finding
from preflight.words import count, size

if TYPE_CHECKING:
    from preflight.config.model import OwnRule


class Scope(StrEnum):
    """Which part of a repository is looked at."""

    EVERYTHING = "everything"
    STAGED = "staged"
    """What the index holds and HEAD does not: what a commit would add."""
    WORKTREE = "worktree"
    """Files on disk alone."""


@dataclass(frozen=True, slots=True)
class Since:
    """A scope too: what HEAD has and a revision does not have."""

    revision: str
    """As the user wrote it; anything that git can resolve to a commit."""


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
    scope: Scope | Since = Scope.EVERYTHING
    include_ignored: bool = False
    """Also read files that git ignores."""
    rules: "Mapping[str, OwnRule]" = field(default_factory=dict)
    """Kinds of keys to look for beside the vendors', by name."""
    exhaustive: bool = False
    """Read every object in full, whatever a quick look at it says."""
    use_cache: bool = True
    """Take the word of an earlier scan for what has not changed since."""
    index_file: Path | None = None
    """For `Scope.STAGED`, the index that a commit hook was given, in place of the repository's own."""
    progress: Callable[[int, int], None] | None = field(default=None, repr=False, compare=False)
    """Told now and then of the stored bytes read, and of those there are."""
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
    """Files on disk: read, or known to be what the index has."""
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
    """A fact: the outcome of one scan. Clean only when there are no findings *and* nothing is incomplete.

    Every finding is in exactly one of `findings`, `hidden`, `allowed` and `accepted`; of those in the last three,
    `Finding.set_aside` says why they do not count.
    """

    findings: tuple[Finding, ...]
    coverage: Coverage
    scope: Scope | Since = Scope.EVERYTHING
    incomplete: tuple[str, ...] = ()
    """Reasons why not everything could be read; non-empty is never clean."""
    remedies: tuple[str, ...] = ()
    """What to type or to do about them, each once."""
    empty: bool = False
    """True where there provably is nothing in the scope: no refs, no objects, no index entries, no files; nothing
    staged."""
    hidden: tuple[Hidden, ...] = field(default=())
    all_excluded: bool = False
    """Whether every file on disk, but for git's and our own settings, lies below an exclude: then no finding counts."""
    allowed: tuple[Finding, ...] = ()
    """On a line that says `preflight: allow` and why."""
    unreasoned: tuple[Finding, ...] = ()
    """Those of `findings` on a line that says `preflight: allow`, and not why."""
    accepted: tuple[Finding, ...] = ()
    """Whose keys are in the baseline."""
    new_places: tuple[Finding, ...] = ()
    """Those of `accepted` in a place that the baseline does not know."""
    stale: tuple[str, ...] = ()
    """Baseline entries whose key is nowhere any more, in words."""
    expired: tuple[str, ...] = ()
    """Baseline entries that count no more, in words."""
    unanswered: tuple[str, ...] = ()
    """Why vendors that were asked about keys did not tell."""
    own: frozenset[str] = frozenset()
    """`redacted` forms of this environment's own keys that were found."""
    patterns: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What the keys of the project's own rules look like, by name of the rule."""
    keys: Mapping[str, Secret] = field(default_factory=dict, repr=False, compare=False)
    """The keys themselves by their `redacted` forms: for the vendor and the baseline, never for output."""

    def of(self, request: ScanRequest) -> "SecretScan":
        """The outcome as an answer to `request`, of which a remedy needs the keys in use and the patterns."""
        return replace(
            self,
            own=frozenset(self.keys.keys() & {str(key) for key in request.own_keys}),
            patterns={name: rule.pattern for name, rule in request.rules.items()},
        )

    @property
    def set_aside(self) -> tuple[Finding, ...]:
        """Findings that do not count, for whichever reason."""
        return (*(finding for hidden in self.hidden for finding in hidden.findings), *self.allowed, *self.accepted)

    @property
    def nothing_read(self) -> bool:
        """Whether there is nothing that a word like "clean" could be about."""
        return not (self.coverage.objects or self.coverage.files or self.coverage.bytes)

    @property
    def looked_at(self) -> str:
        """What was read, in words: `1,204 objects and 88 files (3.1 MB), 4 refs, in 0.24 s`."""
        seen = self.coverage
        read = f"({size(seen.bytes)})"
        match self.scope:
            case Scope.STAGED:
                parts = [f"{count(seen.objects, 'staged file')} {read}"]
            case Scope.WORKTREE:
                parts = [f"{count(seen.files, 'file')} on disk {read}"]
            case Since(revision):
                parts = [f"{count(seen.objects, 'object')} {read} of {printable(scrub(revision))}..HEAD"]
            case _:
                parts = [f"{count(seen.objects, 'object')} and {count(seen.files, 'file')} {read}"]
                parts.append(count(seen.refs, "ref"))
        return ", ".join((*parts, f"in {seen.seconds:.{1 if seen.seconds >= 1 else 2}f} s"))
