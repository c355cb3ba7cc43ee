"""An attestation, and all of a repository's as a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from preflight.config.model import Position

SOON_DAYS = 14
"""An attestation that lapses within so many days is worth a word."""


class Validity(StrEnum):
    """How an attestation stands on a day."""

    VALID = "valid"
    EXPIRES_SOON = "expires-soon"
    EXPIRED = "expired"
    VOID = "void"
    """It does not count, whatever the day."""
    FAILED = "failed"
    """It states that what the check asks for is not so, whatever the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is known of an attestation beyond its own words."""

    signed: bool = False
    """By a key that the repository's allowed signers list for the person who states it."""
    asked: bool = False
    """Whether the repository lists allowed signers: then whoever states something should sign it."""
    void: str = ""
    """Why it does not count whatever it says, in words that fit after a comma; empty where it may count."""


_UNSEEN: Final = Proof(void="but its signature or what it is bound to was not looked at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A named person's dated statement about one check of one provider."""

    check: str
    provider: str
    by: str
    on: date
    """The UTC day on which it was stated."""
    expires: date | None
    """The last UTC day on which it holds; None where the file gives no readable one: then it has expired."""
    evidence: str
    values: Mapping[str, Decimal] = field(default_factory=dict)
    """In the vendor's unit: credits or cents."""
    note: str | None = None
    unreadable_expiry: str | None = None
    """What the file gives in place of a date; kept, so that it can be shown and mended."""
    failed: bool = False
    """Whether it states that what the check asks for is *not* so."""
    bound: str | None = None
    """Digest of the provider's section of the config, if it speaks of that alone."""
    signature: str | None = None
    """SSH signature in base64, without its armour; hostile until verified."""
    proven: Proof | None = field(default=None, compare=False)
    """None where nobody has looked."""
    position: Position | None = field(default=None, compare=False)

    @property
    def proof(self) -> Proof:
        """What is known of it; a signature or a binding that nobody has looked at voids it."""
        return self.proven or (_UNSEEN if self.signature or self.bound else Proof())

    def status(self, today: date) -> Validity:
        """How it stands on `today` (UTC)."""
        if self.failed:
            return Validity.FAILED
        if self.proof.void:
            return Validity.VOID
        left = self.days_left(today)
        if left < 0:
            return Validity.EXPIRED
        return Validity.EXPIRES_SOON if left <= SOON_DAYS else Validity.VALID

    def valid(self, today: date) -> bool:
        """Whether it counts on `today`, and says that it is so; its last day counts."""
        return self.status(today) in {Validity.VALID, Validity.EXPIRES_SOON}

    def days_left(self, today: date) -> int:
        """Days from `today` to the last day it holds; 0 on that day, -1 once it has expired."""
        return -1 if self.expires is None else max(-1, (self.expires - today).days)


@dataclass(frozen=True, slots=True)
class Attestations:
    """A fact: what was attested, at most once per check and provider, sorted by both."""

    entries: tuple[Attestation, ...] = ()

    def of(self, check: str, provider: str) -> Attestation | None:
        """The attestation of `check` for `provider`, expired or not."""
        return next((one for one in self.entries if (one.check, one.provider) == (check, provider)), None)

    def providers(self, check: str) -> list[str]:
        """The providers for which `check` is attested."""
        return [one.provider for one in self.entries if one.check == check]

    def with_one(self, attestation: Attestation) -> "Attestations":
        """These and `attestation`, which replaces an older one of the same check and provider."""
        others = self.without(attestation.check, attestation.provider).entries
        return Attestations(tuple(sorted((*others, attestation), key=lambda one: (one.check, one.provider))))

    def without(self, check: str, provider: str) -> "Attestations":
        """These but the one of `check` for `provider`."""
        return Attestations(tuple(one for one in self.entries if (one.check, one.provider) != (check, provider)))
