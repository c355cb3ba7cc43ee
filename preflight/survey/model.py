"""What a first look saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was seen first."""

    path: str
    """Relative to the repository, slash-separated, printable."""
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What speaks of one provider."""

    sdk: Place | None = None
    """In a manifest or a lock file."""
    variable: Place | None = None
    """Its SDK's own variable, by name."""
    others: Mapping[str, Place] = field(default_factory=dict)
    """Variables of another name that the code reads for its key."""
    host: Place | None = None
    models: Mapping[str, Place] = field(default_factory=dict)
    """Model ids that its tables know, beside something that is called a model."""
    files: tuple[str, ...] = ()
    """`.env` files that set its variable, for whichever environment."""
    environments: Mapping[str, str] = field(default_factory=dict)
    """Environment → the `.env` file that sets its variable there."""

    @property
    def evidence(self) -> Place | None:
        """The strongest reason to think that the repository works with it."""
        named = (*self.others.values(), *self.models.values())
        return self.sdk or self.variable or self.host or next(iter(named), None)

    @property
    def seen(self) -> bool:
        """Whether anything speaks of it."""
        return self.evidence is not None or bool(self.files or self.environments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was seen of every provider."""

    sights: Mapping[str, Sight]
    """By provider; those that nothing speaks of are in it too."""
    files: int = 0
    """That were read."""
    gaps: tuple[str, ...] = ()
    """What could not be looked at, in words."""
