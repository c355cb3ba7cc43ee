"""Where requests of a provider go."""

from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint, resolve
from preflight.registry import fact


@fact
def endpoint(provider: Provider, inputs: Inputs) -> Endpoint:
    """The base URL from the process environment alone: neither `.env` files nor the config name hosts."""
    return resolve(provider.vendor, inputs.environ, inputs.allow_hosts)
