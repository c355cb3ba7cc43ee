"""What a proposed config says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

NUMBERS: Mapping[str, str] = {
    "per_day": "generations expected per day",
    "peak_per_hour": "in the busiest hour",
    "generation_seconds": "how long one takes to finish",
    "output_seconds": "seconds of output each; prices it from the published table",
    "credits_each": "what one costs; or output_seconds, to price it from the published table",
}
"""What launch day may ask of a model, in the order of asking: setting → its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedModel:
    """One model of the workload."""

    name: str
    numbers: Mapping[str, Decimal | int] = field(default_factory=dict)
    """By setting; empty where nobody has told any: then it is proposed as a comment."""
    seen: str | None = None
    """Where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedProvider:
    """One vendor that is judged."""

    name: str
    variable: str
    """That holds its key."""
    own: bool = True
    """Whether that is the one which the vendor's SDKs read."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Several keys instead: name → variable."""
    files: tuple[str, ...] = (".env",)
    models: tuple[ProposedModel, ...] = ()
    seen: str | None = None
    """Where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A whole config."""

    environment: str
    providers: tuple[ProposedProvider, ...]
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Environment → `env` or `file` → where its key is found."""


EXAMPLE = Proposal(
    environment="production",
    providers=(
        ProposedProvider(
            name="runway",
            variable="RUNWAYML_API_SECRET",
            models=(
                ProposedModel(
                    name="gen4.5",
                    numbers={"per_day": 600, "peak_per_hour": 90, "generation_seconds": 75, "credits_each": 60},
                ),
                ProposedModel(
                    name="veo3.1",
                    numbers={"per_day": 40, "peak_per_hour": 8, "generation_seconds": 120, "output_seconds": 8},
                ),
            ),
        ),
    ),
)
"""What `.preflight.yml.example` is made from."""
