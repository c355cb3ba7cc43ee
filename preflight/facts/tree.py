"""The files of the repository under review, as a fact of the run: listed and read once, for all checks together."""

from collections.abc import Iterator

from preflight.facts.inputs import Inputs
from preflight.facts.naming import naming_of
from preflight.facts.own_keys import OwnKeys, Providers
from preflight.registry import fact
from preflight.tree.gate import Gate
from preflight.tree.listing import read_tree
from preflight.tree.model import Tree


@fact
def tree(inputs: Inputs, providers: Providers, own: OwnKeys) -> Tree:
    """Keeps the files that speak of a judged provider or of a variable that the config names for its keys."""
    keys = [key.reveal() for key in own.keys]
    return read_tree(inputs.root, Gate(_words(inputs, providers), keys))


def _words(inputs: Inputs, providers: Providers) -> Iterator[str]:
    naming = naming_of(inputs, providers)
    yield from naming.own
    for vendor in naming.vendors:
        yield from (vendor.name, vendor.key_variable, *vendor.lookalikes, *vendor.code_words)
