"""The keys that this environment uses, of all judged vendors together."""

from dataclasses import dataclass, field

from preflight.facts.credential import find_all
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.redact import Secret
from preflight.registry import fact

Providers = tuple[Provider, ...]


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """A fact: to find one of these in the repository is called out. A sandbox gives its own: the real are not read."""

    keys: tuple[Secret, ...] = field(repr=False)


@fact
def own_keys(inputs: Inputs, providers: Providers) -> OwnKeys:
    """Reads the environment and the configured `.env` files."""
    found = (find_all(provider.vendor, inputs) for provider in providers)
    return OwnKeys(tuple(credential.key for credentials in found for credential in credentials.keys if credential.key))
