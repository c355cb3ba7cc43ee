"""What a sandbox run is given instead of the user's own keys, hosts, workload and attestations."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from preflight.attestations.model import Attestation, Attestations
from preflight.engine.gather import Key
from preflight.facts.credential import Credential, Credentials
from preflight.facts.own_keys import OwnKeys
from preflight.posture.environment_keys import EnvironmentKeys
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.sandbox.fake import Fake, fakes
from preflight.sandbox.server import Sandbox
from preflight.workload import Workload

if TYPE_CHECKING:
    from decimal import Decimal

SOURCE = "the sandbox"
ANSWERED: Final = ("attribution", "emails", "key-storage", "metrics", "moderation")
"""Checks that the sandbox's person has attested for every vendor; a fake adds those that hold values."""


def facts(sandbox: Sandbox, today: date) -> Mapping[Key, object]:
    """Given facts of every vendor that the sandbox plays: the user's real keys are neither read nor sent."""
    given: dict[Key, object] = {
        (Attestations, None): Attestations(tuple(one for fake in fakes().values() for one in _attested(fake, today))),
        (EnvironmentKeys, None): EnvironmentKeys(),
        (OwnKeys, None): OwnKeys(tuple(key for name in fakes() for key in sandbox.keys[name].values())),
    }
    for name, fake in fakes().items():
        given[Credentials, name] = _credentials(fake, sandbox)
        given[Endpoint, name] = _endpoint(sandbox.base_url(name))
        given[Workload, name] = Workload(fake.workload)
    return given


def _credentials(fake: Fake, sandbox: Sandbox) -> Credentials:
    return Credentials(
        tuple(
            Credential(
                provider=fake.vendor.name,
                name=name,
                variable=fake.vendor.key_variable,
                places=(SOURCE,),
                key=key,
                source=SOURCE,
            )
            for name, key in sandbox.keys[fake.vendor.name].items()
        )
    )


def _endpoint(url: str) -> Endpoint:
    return Endpoint(
        url=url,
        host="127.0.0.1",
        source=SOURCE,
        kind=EndpointKind.LOOPBACK,
        sendable=True,
        reason="served by this run itself",
    )


def _attested(fake: Fake, today: date) -> list[Attestation]:
    nothing: Mapping[str, Decimal] = {}
    values_of = {**dict.fromkeys(ANSWERED, nothing), **fake.attested}
    return [
        Attestation(
            check=check,
            provider=fake.vendor.name,
            by="demo@example.com",
            on=today,
            expires=today + timedelta(days=90),
            values=values,
            evidence="the sandbox's own",
        )
        for check, values in values_of.items()
    ]
