"""What a vendor's fake is: routes to serve, keys that it accepts, and what a demonstration is told beside them.

A module of this package that has a `FAKE` is a vendor's; adding one is adding a file here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import preflight.sandbox
from preflight.config.model import ModelLoad
from preflight.providers.base import Vendor
from preflight.redact import Secret
from preflight.sandbox.routes import Routes
from preflight.sandbox.scenarios import Scenario
from preflight.slugs import CONTRACT_PROVIDERS

Keys = Mapping[str | None, Secret]
"""By the name that the config would give them; None for a vendor's only key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """One vendor, as the sandbox plays it."""

    vendor: Vendor
    keys: Callable[[], Keys]
    """The keys that it accepts, made when they are needed; the same each time."""
    routes: Callable[[Scenario, Keys], Routes]
    """Its paths. What a request changes is kept as long as these routes are."""
    path: str = ""
    """What its base URL has after the host."""
    workload: Mapping[str, ModelLoad] = field(default_factory=dict)
    """What a demonstration expects of launch day."""
    attested: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """What a demonstration attests: values by check."""


@cache
def fakes() -> Mapping[str, Fake]:
    """All of them by the provider's name: the contract's first, in its order."""
    found: dict[str, Fake] = {}
    for info in iter_modules(preflight.sandbox.__path__):
        fake = getattr(import_module(f"preflight.sandbox.{info.name}"), "FAKE", None)
        if isinstance(fake, Fake):
            found[fake.vendor.name] = fake
    first = [name for name in CONTRACT_PROVIDERS if name in found]
    return {name: found[name] for name in dict.fromkeys((*first, *found))}
