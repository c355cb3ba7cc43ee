"""What the repository's code does with a provider's API, as a fact of the run."""

from preflight.facts.inputs import Inputs
from preflight.facts.naming import naming_of
from preflight.facts.own_keys import Providers
from preflight.lints.review import Integration, review
from preflight.model_table import load_models
from preflight.providers.base import Provider
from preflight.registry import fact
from preflight.tree.model import Tree


@fact
def integration(provider: Provider, tree: Tree, inputs: Inputs, providers: Providers) -> Integration:
    """Reads the code that calls the vendor; a vendor of which no models are published has none to read."""
    own = naming_of(inputs, providers).own
    return review(tree, provider.vendor, load_models(provider.vendor.name), frozenset(own))
