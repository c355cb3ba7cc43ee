"""A provider's account, read over the network at most once per run."""

from preflight.account import Access, Account
from preflight.facts.credential import Credential
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint
from preflight.registry import fact


@fact
def account(provider: Provider, credential: Credential, endpoint: Endpoint, inputs: Inputs) -> Account:
    """Asks the vendor, unless there is a reason not to; then every part says that reason."""
    reason = reason_not_to_ask(credential, endpoint, offline=inputs.offline)
    if reason or credential.key is None:
        return Account.unread(
            provider.vendor.name, Access.NOT_ASKED, reason or "no key to ask with", unit=provider.vendor.unit
        )
    from preflight.providers.http import Client

    with Client(endpoint, credential.key, budget=inputs.timeout) as client:
        return provider.read_account(client)


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
