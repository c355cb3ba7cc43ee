"""Whether a vendor is asked at all, and how: with every key of a provider at the same time, within one budget."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from preflight.facts.credential import Credential, Credentials
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint
from preflight.providers.together import together
from preflight.redact import Secret

if TYPE_CHECKING:
    from preflight.providers.http import Client

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """All that decides how one provider is asked."""

    provider: Provider
    credentials: Credentials
    endpoint: Endpoint
    inputs: Inputs

    def each(self, ask: "Callable[[Client], T]", *, instead: Callable[[str], T]) -> list[T]:
        """What `ask` returns for each key; `instead`, of the reason, where nothing may be asked."""
        deadline = time.monotonic() + self.inputs.timeout

        def with_one(credential: Credential) -> T:
            reason = reason_not_to_ask(credential, self.endpoint, offline=self.inputs.offline)
            if reason or credential.key is None:
                return instead(reason or "no key to ask with")
            left = deadline - time.monotonic()
            with open_client(self.provider, self.endpoint, self.inputs, key=credential.key, budget=left) as client:
                return ask(client)

        return together([partial(with_one, credential) for credential in self.credentials.keys])


def open_client(
    provider: Provider, endpoint: Endpoint, inputs: Inputs, *, key: Secret, budget: float | None = None
) -> "Client":
    """A client that asks as the config wants it; `budget` in seconds, by default that of the run."""
    from preflight.providers.http import Client, Settings

    configured = inputs.config.providers.get(provider.vendor.name)
    settings = Settings(auth=configured.auth if configured else None, told=inputs.told)
    return Client(endpoint, key, budget=inputs.timeout if budget is None else budget, settings=settings)


def reason_not_to_ask(credential: Credential, endpoint: Endpoint, *, offline: bool) -> str | None:
    """Why no request is sent at all; None where one is."""
    if offline:
        return "offline: no vendor was asked"
    if credential.key is None:
        return "no key to ask with"
    if not credential.well_shaped:
        return "the key does not have the documented form, so it was not sent"
    if not endpoint.sendable:
        return f"the key was not sent: {endpoint.reason}"
    return None
