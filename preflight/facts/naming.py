"""The names under which keys are set, as far as vendors and the config tell."""

from preflight.facts.inputs import Inputs
from preflight.facts.own_keys import Providers
from preflight.posture.naming import Naming


def naming_of(inputs: Inputs, providers: Providers) -> Naming:
    """The vendors' variables, and those that the config names for their keys."""
    own = []
    for provider in providers:
        if configured := inputs.config.providers.get(provider.vendor.name):
            own += [source.env for source in (configured.key, *configured.keys.values()) if source and source.env]
    own += [source.env for source in inputs.config.environments.values() if source.env]
    return Naming(tuple(provider.vendor for provider in providers), tuple(dict.fromkeys(own)))
