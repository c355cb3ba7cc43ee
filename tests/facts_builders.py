"""Facts with sensible defaults, so that a test names only what it is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from preflight.account import Access, Account, ModelLimits, Unit
from preflight.attestations.model import Attestation, Attestations
from preflight.config.model import ModelLoad
from preflight.facts.account import Reading, Readings
from preflight.facts.credential import Credential, Credentials
from preflight.facts.inputs import Clock
from preflight.parts import Known, Part
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.redact import Secret
from preflight.usage import Usage
from preflight.vendor_data import load
from preflight.workload import Workload
from tests.keys import runway_key

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
CLOCK = Clock(NOW)
RUNWAY_DATA = load("runway")


def limits(daily: int | None = 1000, concurrent: int | None = 5) -> ModelLimits:
    return ModelLimits(max_concurrent=Known(concurrent), max_daily=Known(daily))


def account(**parts: Any) -> Account:
    """A tier 3 account with 40,000 credits that nobody has used today."""
    whole = Account(
        provider="runway",
        access=Access.ACCEPTED,
        detail="200",
        balance=Known(40_000),
        monthly_cap=Known(200_000),
        limits=Known({"gen4.5": limits(), "veo3.1": limits()}),
        used=Known({}),
    )
    return replace(whole, **parts)


def usage(*per_day: int, model: str = "gen4.5", days: Part[Any] | None = None, **parts: Any) -> Usage:
    """The 90 days before today; `usage(5, 7)` is 5 the day before yesterday and 7 yesterday."""
    amounts = {TODAY - timedelta(days=ago): amount for ago, amount in enumerate(reversed(per_day), start=1)}
    whole = Usage(
        provider="runway",
        unit=Unit.CREDITS,
        start=TODAY - timedelta(days=90),
        before=TODAY,
        days=days or Known({day: {model: Decimal(amount)} for day, amount in sorted(amounts.items()) if amount}),
    )
    return replace(whole, **parts)


def workload(models: Mapping[str, ModelLoad] | None = None, **load_of_gen45: Any) -> Workload:
    """`workload(per_day=3)` is a load of gen4.5; `workload({})` is none at all."""
    if models is not None:
        return Workload(models)
    return Workload({"gen4.5": ModelLoad(**load_of_gen45)})


def attestations(
    *, check: str = "autobilling", provider: str = "runway", expires: date | None = None, **values: int
) -> Attestations:
    """One attestation of yesterday, valid for 90 days unless said otherwise."""
    return Attestations(
        (
            Attestation(
                check=check,
                provider=provider,
                by="owner@example.com",
                on=TODAY - timedelta(days=1),
                expires=expires or TODAY + timedelta(days=90),
                values={name: Decimal(value) for name, value in values.items()},
                evidence="https://example.com/screenshot",
            ),
        )
    )


NONE_ATTESTED = Attestations(())


def credential(**parts: Any) -> Credential:
    whole = Credential(
        provider="runway",
        variable="RUNWAYML_API_SECRET",
        places=("the environment", ".env"),
        key=Secret(runway_key()),
        source="the environment",
        length=132,
    )
    return replace(whole, **parts)


def credentials(*keys: Credential) -> Credentials:
    return Credentials(keys or (credential(),))


def readings(facts: Account, key: Credential | None = None) -> Readings:
    """What one key reads."""
    return Readings((Reading(key or credential(), facts),))


def endpoint(kind: EndpointKind = EndpointKind.OFFICIAL, **parts: Any) -> Endpoint:
    whole = Endpoint(
        url="https://api.dev.runwayml.com",
        host="api.dev.runwayml.com",
        source="default",
        kind=kind,
        sendable=True,
    )
    return replace(whole, **parts)
