"""What the repository's files say about keys, as facts of the run."""

from preflight.facts.inputs import Inputs
from preflight.facts.leaks import Providers
from preflight.facts.naming import naming_of
from preflight.posture.env_files import EnvFiles, read_env_files
from preflight.registry import fact
from preflight.tree.model import Tree


@fact
def env_files(tree: Tree, inputs: Inputs, providers: Providers) -> EnvFiles:
    """The files that set the keys of the judged providers."""
    return read_env_files(tree, naming_of(inputs, providers))
