"""What a check answers: verdicts, and the findings that prove them.

All values compare by content, so a test can say "these facts give exactly this verdict".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypedDict, Unpack

Json = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


class Section(StrEnum):
    """The chapters of the vendor's go-live list, in its order; the last one is the tool's own."""

    USAGE = "usage"
    TESTING = "testing"
    SECURITY = "security"
    MONITORING = "monitoring"
    TOOL = "preflight"


class Status(StrEnum):
    """A verdict in one word. `UNKNOWN` is a first-class answer: never a pass, never a crash."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIP = "skip"


class Confidence(StrEnum):
    """How sure a finding is: a certain one fails the gate, a possible one warns."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Where(StrEnum):
    """The kind of place a finding sits in."""

    WORKTREE = "worktree"
    INDEX = "index"
    HISTORY = "history"
    STASH = "stash"
    REFLOG = "reflog"
    UNREACHABLE = "unreachable"
    COMMIT_MESSAGE = "commit-message"
    TAG_MESSAGE = "tag-message"
    AUTHOR = "author"
    NOTES = "notes"
    REF_NAME = "ref-name"
    PATH = "path"
    SUBMODULE = "submodule"
    LFS = "lfs"
    GIT_DIR = "git-dir"


class Live(StrEnum):
    """What the vendor says of a leaked key."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Evidence with a place. Of a key it holds the redacted form only."""

    rule: str
    """Slug of the rule that matched, e.g. `runway-api-key`."""
    confidence: Confidence
    where: Where
    redacted: str
    """`key_…` and the first 8 hex digits of the SHA-256 of the decoded key; where the finding is about no key, what
    stands there instead: a variable, a package, a model."""
    fingerprint: str
    """Names this key in this place; survives line moves and history rewrites of other lines."""
    path: str | None = None
    """Slash-separated, relative to the repository; unprintable bytes escaped."""
    line: int | None = None
    """From 1."""
    column: int | None = None
    """From 1, in characters."""
    commit: str | None = None
    """The first that has it."""
    last_commit: str | None = None
    """The last that has it, where it was taken away again; None where it may still be in a branch or tag."""
    author_date: datetime | None = None
    encoding: tuple[str, ...] = ()
    """The wrappings the key was found under, outermost first: `("gzip", "base64")`."""
    live: Live = Live.NOT_ASKED
    pushed: bool | None = None
    """Whether a remote-tracking branch has the commit; None where there is no commit, or no such branch."""
    set_aside: str | None = None
    """Why it does not count (an exclude, the baseline, a `preflight: allow`), with place, person or reason."""
    note: str = ""
    """What is wrong in this place, in a few words; empty where the rule says it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A check's answer about one subject (a model, a key, …), or about its whole question."""

    status: Status
    message: str
    """What is so, with the numbers; one sentence, no full stop needed."""
    remedy: str | None = None
    """What to type or click next."""
    subject: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    waivable: bool = True
    """False where no reason is good enough, as for a leaked key that still works."""


class More(TypedDict, total=False):
    """What any verdict may carry beside its message."""

    subject: str | None
    data: Mapping[str, Json]
    findings: tuple[Finding, ...]
    waivable: bool


def passed(message: str, **more: Unpack[More]) -> Verdict:
    """All is well; `message` says what was seen."""
    return Verdict(status=Status.PASS, message=message, **more)


def warned(message: str, *, remedy: str, **more: Unpack[More]) -> Verdict:
    """Launch is possible, but look at this first."""
    return Verdict(status=Status.WARN, message=message, remedy=remedy, **more)


def failed(message: str, *, remedy: str, **more: Unpack[More]) -> Verdict:
    """Do not launch like this; `remedy` is the smallest change that turns it green."""
    return Verdict(status=Status.FAIL, message=message, remedy=remedy, **more)


def unknown(message: str, *, remedy: str, **more: Unpack[More]) -> Verdict:
    """It should be known and is not; `message` says why, `remedy` how to find out."""
    return Verdict(status=Status.UNKNOWN, message=message, remedy=remedy, **more)


def skipped(message: str, *, remedy: str | None = None, **more: Unpack[More]) -> Verdict:
    """There is nothing to judge; never closes the gate."""
    return Verdict(status=Status.SKIP, message=message, remedy=remedy, **more)
