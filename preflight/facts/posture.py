"""What the repository's files say about keys, as facts of the run."""

from preflight.facts.inputs import Inputs
from preflight.facts.naming import naming_of
from preflight.facts.own_keys import OwnKeys, Providers
from preflight.posture.env_files import EnvFiles, read_env_files
from preflight.posture.exposure import ClientExposure, read_exposure
from preflight.posture.storage import KeyStores, read_stores
from preflight.providers.base import Provider
from preflight.registry import fact
from preflight.tree.model import Tree


@fact
def env_files(tree: Tree, inputs: Inputs, providers: Providers) -> EnvFiles:
    """The files that set the keys of the judged providers."""
    return read_env_files(tree, naming_of(inputs, providers))


@fact
def client_exposure(tree: Tree, inputs: Inputs, providers: Providers, own: OwnKeys) -> ClientExposure:
    """What of the repository runs at the user's, and whether a key gets there."""
    return read_exposure(tree, naming_of(inputs, providers), own.keys)


@fact
def key_stores(provider: Provider, tree: Tree, inputs: Inputs) -> KeyStores:
    """What keeps the key of one provider."""
    return read_stores(tree, provider.vendor, naming_of(inputs, (provider,)).own)
