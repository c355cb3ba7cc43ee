"""What a sandbox run is given instead of the user's own key, host, workload and attestations."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from preflight.attestations.model import Attestation, Attestations
from preflight.config.model import ModelLoad
from preflight.engine.gather import Key
from preflight.facts.credential import Credential
from preflight.posture.environment_keys import EnvironmentKeys
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.sandbox.server import Sandbox
from preflight.workload import Workload

SOURCE = "the sandbox"

WORKLOAD = Workload(
    {
        "gen4.5": ModelLoad(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60)),
        "veo3.1": ModelLoad(per_day=40, peak_per_hour=8, generation_seconds=Decimal(120), output_seconds=Decimal(8)),
    }
)
"""48,800 credits a day, 7,960 in the peak hour."""

ATTESTED: Final[Mapping[str, Mapping[str, Decimal]]] = {
    "attribution": {},
    "autobilling": {"threshold": Decimal(50_000), "amount": Decimal(250_000)},
    "emails": {},
    "key-storage": {},
    "metrics": {},
    "moderation": {},
}
"""Check → values of what the sandbox's person has attested."""


def facts(sandbox: Sandbox, today: date) -> Mapping[Key, object]:
    """Given facts of the provider `runway`: the user's real key is neither read nor sent."""
    return {
        (Credential, "runway"): Credential(
            provider="runway",
            variable="RUNWAYML_API_SECRET",
            places=(SOURCE,),
            key=sandbox.key,
            source=SOURCE,
        ),
        (Endpoint, "runway"): Endpoint(
            url=sandbox.url,
            host="127.0.0.1",
            source=SOURCE,
            kind=EndpointKind.LOOPBACK,
            sendable=True,
            reason="served by this run itself",
        ),
        (Workload, "runway"): WORKLOAD,
        (Attestations, None): Attestations(tuple(_attested(check, today) for check in ATTESTED)),
        (EnvironmentKeys, None): EnvironmentKeys(),
    }


def _attested(check: str, today: date) -> Attestation:
    return Attestation(
        check=check,
        provider="runway",
        by="demo@example.com",
        on=today,
        expires=today + timedelta(days=90),
        values=ATTESTED[check],
        evidence="the sandbox's own",
    )
