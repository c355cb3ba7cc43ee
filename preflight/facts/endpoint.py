"""Where requests of a provider go."""

from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint, resolve
from preflight.registry import fact


@fact
def endpoint(provider: Provider, inputs: Inputs) -> Endpoint:
    """The base URL from the process environment alone: `.env` files name no hosts, the config a region at most."""
    return endpoint_of(provider, inputs)


def endpoint_of(provider: Provider, inputs: Inputs) -> Endpoint:
    """Where the requests of `provider` go in this run."""
    configured = inputs.config.providers.get(provider.vendor.name)
    region = configured.region if configured else None
    return resolve(provider.vendor, inputs.environ, inputs.allow_hosts, region=region)
