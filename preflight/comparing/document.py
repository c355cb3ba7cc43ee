"""As much of a JSON report as a comparison looks at; whatever else stands in it is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from preflight.attestations.model import Validity
from preflight.verdict import Section, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """The decision that covers a result."""

    reason: str
    by: str
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A verdict."""

    check: str
    section: Section
    provider: str | None
    subject: str | None
    required: bool
    status: Status
    waived: Waived | None
    message: str
    remedy: str | None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """Check, provider and subject."""
        return " ".join(part for part in (self.check, self.provider, self.subject) if part)

    @property
    def closes(self) -> bool:
        """Whether it keeps the gate shut."""
        return self.waived is None and (self.status is Status.FAIL or (self.status is Status.UNKNOWN and self.required))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was judged."""

    root: str
    commit: str | None
    environment: str
    sandbox: bool
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """Something that the config makes less strict."""

    what: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """A person's statement."""

    check: str
    provider: str
    by: str
    expires: date | None
    status: str
    void: str | None = None
    """Why it does not count whatever it says."""

    @property
    def holds(self) -> bool:
        """Whether it counted on the day of the report."""
        return self.status in (Validity.VALID, Validity.EXPIRES_SOON) and not self.void


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A decision, whether or not it covers a result."""

    check: str
    subject: str | None
    reason: str
    by: str
    expires: date

    @property
    def about(self) -> str:
        """Check and subject."""
        return f"{self.check} ({self.subject})" if self.subject else self.check


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    schema_version: int
    generated_at: datetime
    target: Target
    verdict: str
    results: tuple[Row, ...]
    narrowed: bool = False
    lowered: tuple[Lowered, ...] = ()
    attestations: tuple[Attested, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
