"""The repository under review, as a fact of the run."""

from preflight.facts.inputs import Inputs
from preflight.facts.repository import Repository, read_repository
from preflight.registry import fact


@fact
def repository(inputs: Inputs) -> Repository:
    """Opens it; a directory outside of any repository is an answer too."""
    return read_repository(inputs.root)
