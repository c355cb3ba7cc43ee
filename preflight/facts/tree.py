"""The files of the repository under review, as a fact of the run: listed and read once, for all checks together."""

from collections.abc import Iterator

from preflight.facts.inputs import Inputs
from preflight.facts.leaks import Providers, own_keys
from preflight.registry import fact
from preflight.tree.gate import Gate
from preflight.tree.listing import read_tree
from preflight.tree.model import Tree


@fact
def tree(inputs: Inputs, providers: Providers) -> Tree:
    """Keeps the files that speak of a judged provider or of a variable that the config names for its keys."""
    keys = [key.reveal() for key in own_keys(inputs, providers)]
    return read_tree(inputs.root, Gate(_words(inputs, providers), keys))


def _words(inputs: Inputs, providers: Providers) -> Iterator[str]:
    for provider in providers:
        vendor = provider.vendor
        yield from (vendor.name, vendor.key_variable, *vendor.lookalikes)
        if configured := inputs.config.providers.get(vendor.name):
            yield from (source.env for source in (configured.key, *configured.keys.values()) if source and source.env)
    yield from (source.env for source in inputs.config.environments.values() if source.env)
