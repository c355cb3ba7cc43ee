"""Which key each environment of the config uses, known by salted hashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from preflight.redact import Secret
from preflight.secrets.salted import KEY_DIGITS, salted_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was recorded of one environment."""

    keys: Mapping[str, str]
    """Variable → salted hash of its key, 32 hex digits."""
    on: date
    """The UTC day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All that was recorded: `.preflight/keys.json`."""

    salt: bytes = field(repr=False)
    environments: Mapping[str, Recorded] = field(default_factory=dict)

    def hash(self, key: Secret) -> str:
        """What a key is known by."""
        return salted_hash(self.salt, key)[:KEY_DIGITS]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentKey:
    """A key that an environment uses."""

    environment: str
    source: str
    """`RUNWAYML_API_SECRET in the environment`, or "… recorded on 2026-11-20"."""
    hash: str
    key: Secret | None = None
    """Where it was read here: for redaction, never for output."""
    file: str | None = None
    """The file that the config says it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentKeys:
    """A fact: the keys of the environments that the config declares."""

    declared: tuple[str, ...] = ()
    keys: tuple[EnvironmentKey, ...] = ()
    """As read here and as recorded; an environment may have several, for several vendors."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Environment → why its key is neither read here nor recorded."""
    changed: Mapping[str, date] = field(default_factory=dict)
    """Environment → the day on which another key was recorded for it than the one read here."""
    undeclared: tuple[str, ...] = ()
    """Environments that are recorded and that the config does not declare."""
    records: Records = field(default_factory=lambda: Records(salt=b""))

    def users_of(self, key: Secret) -> tuple[EnvironmentKey, ...]:
        """The environments that use `key`, each with where that is known from."""
        named = self.records.hash(key)
        return tuple(one for one in self.keys if one.hash == named)


@dataclass(frozen=True, slots=True)
class LeakedKeys:
    """A fact: who uses the keys that stand in the repository. Kept as it is: of a recorded key only a hash is known."""

    users: Mapping[str, tuple[EnvironmentKey, ...]] = field(default_factory=dict)
    """The key, redacted → the environments that use it; keys that none of them uses are not in it."""
