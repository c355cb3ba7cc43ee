"""What people have attested."""

from preflight.attestations.model import Attestations
from preflight.attestations.store import load
from preflight.facts.inputs import Inputs
from preflight.registry import fact


@fact
def attestations(inputs: Inputs) -> Attestations:
    """The committed statements beside the config."""
    return load(inputs.base / ".preflight" / "attestations.yml")
