"""Statements in every standing, for the tests of checks that a person answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from preflight.attestations.model import Attestation, Attestations, Proof
from preflight.verdict import Status
from tests.facts_builders import TODAY

_DAY: Final = timedelta(days=1)

STANDINGS: Final[tuple[tuple[Mapping[str, Any] | None, Status, str], ...]] = (
    (None, Status.UNKNOWN, "nobody has attested it"),
    ({}, Status.PASS, "attested by ana@example.com until 2027-02-18: https://example.com/1"),
    ({"expires": TODAY + 14 * _DAY}, Status.WARN, "lapses in 14 days"),
    ({"expires": TODAY}, Status.WARN, "last day"),
    (
        {"expires": TODAY - _DAY},
        Status.UNKNOWN,
        "attested by ana@example.com on 2026-11-19, which lapsed on 2026-11-19",
    ),
    ({"expires": None}, Status.UNKNOWN, "no readable expiry date"),
    ({"failed": True, "note": "nobody looks"}, Status.FAIL, "stated on 2026-11-19 that it is not so: nobody looks"),
    ({"proven": Proof(void="but it is signed by a stranger")}, Status.UNKNOWN, "signed by a stranger"),
    ({"proven": Proof(asked=True)}, Status.WARN, "is not signed"),
    ({"proven": Proof(asked=True, signed=True)}, Status.PASS, "attested and signed by"),
)
"""Parts of a statement (None for none at all), the verdict's status, and words of its message."""


def stated(check: str, parts: Mapping[str, Any] | None, *, provider: str = "runway") -> Attestations:
    """One statement about `check`, valid for 90 days unless `parts` say otherwise."""
    if parts is None:
        return Attestations()
    whole: dict[str, Any] = {
        "check": check,
        "provider": provider,
        "by": "ana@example.com",
        "on": TODAY - _DAY,
        "expires": TODAY + 90 * _DAY,
        "evidence": "https://example.com/1",
        **parts,
    }
    return Attestations((Attestation(**whole),))
