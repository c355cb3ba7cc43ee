"""What the team expects on launch day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preflight.config.model import ModelLoad


@dataclass(frozen=True, slots=True)
class Workload:
    """A fact: one provider's expected load by model id. Empty where the config tells none."""

    models: Mapping[str, ModelLoad]
    remedy: str = field(default="`preflight init` writes a .preflight.yml with a workload", compare=False)
    """What to type where none is told."""

    @property
    def told(self) -> bool:
        """Whether the config tells any."""
        return bool(self.models)
