"""What a provider's account consumed, read over the network at most once per run and key, and only if asked for."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from preflight.facts.asking import Asking
from preflight.facts.credential import Credentials
from preflight.facts.inputs import Clock, Inputs
from preflight.parts import Known, NotReadable
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint
from preflight.registry import fact
from preflight.usage import Usage, total_of

DAYS: Final = 90
"""As much as Runway tells in one answer. Today is left out: it is not over."""


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """What one key tells of consumption."""

    name: str | None
    """What the config calls the key; None for a provider's only one."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class Usages:
    """A fact: what each key of a provider tells of consumption, in the order of its `Credentials`."""

    each: tuple[KeyUsage, ...]


@fact
def usages(provider: Provider, credentials: Credentials, endpoint: Endpoint, inputs: Inputs, clock: Clock) -> Usages:
    """Asks the vendor, unless there is a reason not to; it runs beside the account's own question."""
    start, before = inputs.usage_range or (clock.today - timedelta(days=DAYS), clock.today)
    told = Asking(provider, credentials, endpoint, inputs).each(
        partial(provider.read_usage, start=start, before=before),
        instead=lambda reason: Usage(
            provider=provider.vendor.name,
            unit=provider.vendor.unit,
            start=start,
            before=before,
            days=NotReadable(reason),
        ),
    )
    names = [credential.name for credential in credentials.keys]
    return Usages(tuple(KeyUsage(*pair) for pair in zip(names, told, strict=True)))


@fact
def usage(provider: Provider, usages: Usages) -> Usage:
    """What all keys consumed together: the sum where each opens a part of its own, else what the first can read."""
    if provider.vendor.separate_keys and len(usages.each) > 1:
        return total_of({one.name or "": one.usage for one in usages.each})
    told = [one.usage for one in usages.each]
    return next((one for one in told if isinstance(one.days, Known)), told[0])
