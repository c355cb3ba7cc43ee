"""A provider's account, read over the network at most once per run and key."""

from dataclasses import dataclass, replace

from preflight.account import Access, Account
from preflight.facts.asking import Asking
from preflight.facts.credential import Credential, Credentials
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint
from preflight.registry import fact


@dataclass(frozen=True, slots=True)
class Reading:
    """What the vendor tells to one key."""

    credential: Credential
    account: Account


@dataclass(frozen=True, slots=True)
class Readings:
    """A fact: what the vendor tells to each key of a provider, in the order of its `Credentials`."""

    each: tuple[Reading, ...]

    @property
    def account(self) -> Account:
        """The account of the first key that is accepted, else that of the first key.

        It is out of credits when the vendor says so to any key: keys share the money.
        """
        accounts = [reading.account for reading in self.each]
        first = next((account for account in accounts if account.access is Access.ACCEPTED), accounts[0])
        return replace(first, out_of_credits=any(account.out_of_credits for account in accounts))


@fact
def readings(provider: Provider, credentials: Credentials, endpoint: Endpoint, inputs: Inputs) -> Readings:
    """Asks the vendor with every key, unless there is a reason not to; then every part says that reason."""
    vendor = provider.vendor
    accounts = Asking(provider, credentials, endpoint, inputs).each(
        provider.read_account,
        instead=lambda reason: Account.unread(vendor.name, Access.NOT_ASKED, reason, unit=vendor.unit),
    )
    return Readings(tuple(Reading(*pair) for pair in zip(credentials.keys, accounts, strict=True)))


@fact
def account(readings: Readings) -> Account:
    """The account that the provider's checks judge."""
    return readings.account
