"""What stands in the way of using an account, each with its cause and what to do: the vendors' troubleshooting pages.

Sources: https://docs.dev.runwayml.com/errors/troubleshooting, https://docs.dev.runwayml.com/usage/tiers
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from preflight.account import Access, Account, ModelLimits
from preflight.facts.account import Reading, Readings
from preflight.parts import Known
from preflight.providers.base import Vendor
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.vendor_data import VendorData
from preflight.words import amount, listed, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong."""

    cause: str
    fix: str
    subject: str | None = None
    """The key or the model that it is about."""


def troubles(vendor: Vendor, readings: Readings, endpoint: Endpoint, data: VendorData) -> Iterator[Trouble]:
    """All of them, the gravest first."""
    if endpoint.kind is EndpointKind.WRONG or not endpoint.sendable:
        yield Trouble(
            cause=f"{endpoint.source} points at {endpoint.host or 'no host'}: {endpoint.reason}",
            fix=f"unset {vendor.base_url_variable}, or set it to {vendor.base_url}",
        )
        return
    for reading in readings.each:
        yield from _key(vendor, reading, endpoint)
    account = readings.account
    yield from _money(vendor, account)
    if isinstance(account.limits, Known) and account.limits.value:
        yield from _limits(account.limits.value, account, data)
    match account.autobilling:
        case Known(told) if told.enabled == Known(False):
            yield Trouble(
                cause="auto-top-up is off: nothing refills the account",
                fix=f"preflight fix autobilling --provider {vendor.name} --threshold N --amount N",
            )
        case Known(told) if told.payment_method == Known(False):
            yield Trouble(
                cause="auto-top-up has no saved payment method: nothing can be charged",
                fix="save one on the vendor's billing page",
            )
        case _:
            pass


def _key(vendor: Vendor, reading: Reading, endpoint: Endpoint) -> Iterator[Trouble]:
    account, credential = reading.account, reading.credential
    where = vendor.portal or "the vendor's dashboard"
    if credential.key is None or not credential.well_shaped:
        what = "is not set" if credential.key is None else "does not have the documented form"
        yield Trouble(
            cause=f"{credential.variable} {what}; looked in {listed(credential.places)}",
            fix=f"set it to a key from {where}; `preflight check --only key-set` says more",
            subject=credential.name,
        )
    elif account.access is Access.REJECTED:
        yield Trouble(
            cause=f"the key {credential.key} is rejected: {account.detail}",
            fix=account.cure
            or f"in turn: copy the key again from {where}, without quotes or spaces; look there whether it was "
            f"disabled, and in the mail whether the account is suspended; make sure that it belongs to {endpoint.host}",
            subject=credential.name,
        )
    elif account.access is not Access.ACCEPTED:
        offline = account.access is Access.NOT_ASKED
        yield Trouble(
            cause=account.detail,
            fix="run again, online" if offline else account.cure or "run again; `-v` shows each request",
            subject=credential.name,
        )


def _money(vendor: Vendor, account: Account) -> Iterator[Trouble]:
    match account.balance:
        case Known(balance) if balance <= 0:
            refused = "; Runway then refuses every generation with HTTP 400, not 402" if vendor.name == "runway" else ""
            yield Trouble(
                cause=f"the balance is {amount(balance, account.unit)}{refused}",
                fix=f"buy credits at {vendor.portal or 'the billing page of the dashboard'}"
                + ("; credits of the web app do not count for the API" if vendor.name == "runway" else ""),
            )
        case _ if account.out_of_credits:
            yield Trouble(
                cause="the vendor says that there are not enough credits", fix="buy credits in the vendor's dashboard"
            )
        case _:
            pass


def _limits(limits: Mapping[str, ModelLimits], account: Account, data: VendorData) -> Iterator[Trouble]:
    if all(Known(0) in (limit.max_daily, limit.max_concurrent) for limit in limits.values()):
        yield Trouble(
            cause="all limits are 0: the account has no access to any model",
            fix="buy its first credits; if it has some, look in the portal and in the mail whether it is suspended",
        )
        return
    for model, limit in limits.items():
        match limit.max_daily, account.used_24h(model):
            case Known(int() as most), Known(used) if 0 < most <= used:
                yield Trouble(
                    cause=f"the daily limit is reached: {number(used)} of {number(most)} in the past 24 hours; new "
                    "tasks are answered with HTTP 429, however often they are tried again",
                    fix=f"wait until the older ones leave the 24 hours{_or_next_tier(account, data)}",
                    subject=model,
                )
            case _:
                pass


def _or_next_tier(account: Account, data: VendorData) -> str:
    tier = data.tier_of(account.monthly_cap.value) if isinstance(account.monthly_cap, Known) else None
    above = next((up for one, up in pairwise(data.tiers) if one == tier), None)
    return f", or unlock tier {above.name}: it {above.unlock}" if above else ""
