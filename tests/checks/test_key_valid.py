"""`key-valid`: what became of the key."""

import pytest

from preflight.account import Access
from preflight.providers.endpoint import EndpointKind
from preflight.providers.runway import RUNWAY
from preflight.verdict import Status
from preflight_checks.key_valid import key_valid
from tests.facts_builders import account, credential, endpoint


@pytest.mark.parametrize(
    ("access", "kind", "source", "status", "says"),
    [
        (Access.ACCEPTED, EndpointKind.OFFICIAL, "default", Status.PASS, "accepts the key"),
        (Access.ACCEPTED, EndpointKind.LOOPBACK, "the sandbox", Status.PASS, "accepts the key"),
        (Access.ACCEPTED, EndpointKind.LOOPBACK, "RUNWAYML_BASE_URL", Status.WARN, "points at this machine"),
        (Access.ACCEPTED, EndpointKind.ALLOWED, "RUNWAYML_BASE_URL", Status.WARN, "not Runway's own host"),
        (
            Access.ACCEPTED,
            EndpointKind.WRONG,
            "RUNWAYML_BASE_URL",
            Status.FAIL,
            "RUNWAYML_BASE_URL points at",
        ),
        (
            Access.NOT_ASKED,
            EndpointKind.REFUSED,
            "RUNWAYML_BASE_URL",
            Status.FAIL,
            "RUNWAYML_BASE_URL points at",
        ),
        (Access.REJECTED, EndpointKind.OFFICIAL, "default", Status.FAIL, "rejects the key"),
        (Access.UNDECIDED, EndpointKind.OFFICIAL, "default", Status.UNKNOWN, "503 three times"),
        (Access.NOT_ASKED, EndpointKind.OFFICIAL, "default", Status.UNKNOWN, "503 three times"),
    ],
)
def test_access_and_host_decide(access, kind, source, status, says):
    facts = account(access=access, detail="503 three times")
    sendable = kind is not EndpointKind.REFUSED
    (verdict,) = key_valid(facts, credential(), endpoint(kind, source=source, sendable=sendable), RUNWAY)
    assert verdict.status is status
    assert says in verdict.message
    assert credential().key.reveal() not in repr(verdict)


def test_401_names_all_four_causes():
    (verdict,) = key_valid(account(access=Access.REJECTED, detail="401"), credential(), endpoint(), RUNWAY)
    for cause in ("mistyped", "disabled", "suspended", "not the host"):
        assert cause in verdict.message


@pytest.mark.parametrize("parts", [{"key": None}, {"well_shaped": False}])
def test_nothing_to_judge_without_a_usable_key(parts):
    facts = account(access=Access.NOT_ASKED)
    (verdict,) = key_valid(facts, credential(**parts), endpoint(), RUNWAY)
    assert verdict.status is Status.SKIP
