"""What a provider's account consumed, read over the network at most once per run, and only if a check asks for it."""

from datetime import timedelta
from typing import Final

from preflight.facts.account import reason_not_to_ask
from preflight.facts.credential import Credential
from preflight.facts.inputs import Clock, Inputs
from preflight.parts import NotReadable
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint
from preflight.registry import fact
from preflight.usage import Usage

DAYS: Final = 90
"""As much as Runway tells in one answer. Today is left out: it is not over."""


@fact
def usage(provider: Provider, credential: Credential, endpoint: Endpoint, inputs: Inputs, clock: Clock) -> Usage:
    """Asks the vendor, unless there is a reason not to; it runs beside the account's own question."""
    start, before = inputs.usage_range or (clock.today - timedelta(days=DAYS), clock.today)
    reason = reason_not_to_ask(credential, endpoint, offline=inputs.offline)
    vendor = provider.vendor
    if reason or credential.key is None:
        days = NotReadable(reason or "no key to ask with")
        return Usage(provider=vendor.name, unit=vendor.unit, start=start, before=before, days=days)
    from preflight.providers.http import Client

    with Client(endpoint, credential.key, budget=inputs.timeout) as client:
        return provider.read_usage(client, start, before)
