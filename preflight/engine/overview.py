"""`preflight account`: what each vendor says, gathered as for `check`, and shown instead of judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from preflight.account import Access, Account
from preflight.attestations.model import Attestation, Attestations
from preflight.engine.gather import Gatherer, Key
from preflight.engine.troubles import Trouble, troubles
from preflight.exit_codes import ExitCode
from preflight.facts.account import Reading, Readings
from preflight.facts.gatherers import GATHERERS
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.usage import KeyUsage, Usages
from preflight.parts import Known, NotReadable
from preflight.providers.base import Provider, Vendor
from preflight.providers.endpoint import Endpoint
from preflight.report import Target
from preflight.vendor_data import Tier, VendorData


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One vendor's account."""

    vendor: Vendor
    endpoint: Endpoint
    keys: tuple[Reading, ...]
    account: Account
    """The one that the provider's checks judge."""
    data: VendorData
    attested: tuple[Attestation, ...]
    """What people have stated of its numbers, expired or not."""
    troubles: tuple[Trouble, ...]
    usage: tuple[KeyUsage, ...] = ()
    """By key; empty where it was not asked for."""

    @property
    def tier(self) -> Tier | None:
        """Inferred from the monthly cap; None for a custom one, and where the cap is not readable."""
        match self.account.monthly_cap:
            case Known(cap):
                return self.data.tier_of(cap)
            case NotReadable():
                return None

    @property
    def next_tier(self) -> Tier | None:
        """The published tier above; None at the top, and where the tier is not known."""
        return next((above for tier, above in pairwise(self.data.tiers) if tier == self.tier), None)

    @property
    def read(self) -> bool:
        """Whether all that was asked for was told: every key accepted, and all of the usage."""
        accepted = all(key.account.access is Access.ACCEPTED for key in self.keys)
        return accepted and all(isinstance(one.usage.days, Known) for one in self.usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All accounts that were asked for."""

    generated_at: datetime
    target: Target
    sheets: tuple[Sheet, ...]
    with_usage: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """0 when all was read, 3 when something was not."""
        return ExitCode.READY if all(sheet.read for sheet in self.sheets) else ExitCode.UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an overview depends on."""

    inputs: Inputs
    clock: Clock
    providers: Sequence[Provider]
    target: Target
    given: Mapping[Key, object]
    with_usage: bool = False


def look(wish: Wish) -> Overview:
    """Asks all vendors at the same time."""
    gatherer = Gatherer(GATHERERS, {(Inputs, None): wish.inputs, (Clock, None): wish.clock, **wish.given})
    fill = _with_usage if wish.with_usage else _sheet
    asked = [gatherer.start(fill, provider) for provider in wish.providers]
    sheets = [fill(**{name: future.result().value for name, future in facts.items()}) for facts in asked]
    return Overview(generated_at=wish.clock.now, target=wish.target, sheets=tuple(sheets), with_usage=wish.with_usage)


def _sheet(
    provider: Provider, readings: Readings, endpoint: Endpoint, data: VendorData, attestations: Attestations
) -> Sheet:
    """The types of the parameters name the facts that are gathered, as they do for a check."""
    name = provider.vendor.name
    return Sheet(
        vendor=provider.vendor,
        endpoint=endpoint,
        keys=readings.each,
        account=readings.account,
        data=data,
        attested=tuple(one for one in attestations.entries if one.provider == name and one.values),
        troubles=tuple(troubles(provider.vendor, readings, endpoint, data)),
    )


def _with_usage(
    provider: Provider,
    readings: Readings,
    endpoint: Endpoint,
    data: VendorData,
    attestations: Attestations,
    usages: Usages,
) -> Sheet:
    return replace(_sheet(provider, readings, endpoint, data, attestations), usage=usages.each)
