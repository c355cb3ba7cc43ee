"""`key-valid`: what became of the key."""

import pytest

from preflight.account import Access
from preflight.facts.account import Reading, Readings
from preflight.providers.endpoint import EndpointKind
from preflight.providers.runway import RUNWAY
from preflight.verdict import Status
from preflight_checks.key_valid import key_valid
from tests.facts_builders import account, credential, endpoint, readings


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
    (verdict,) = key_valid(readings(facts), endpoint(kind, source=source, sendable=sendable), RUNWAY)
    assert verdict.status is status
    assert says in verdict.message
    assert credential().key.reveal() not in repr(verdict)


def test_401_names_all_four_causes():
    (verdict,) = key_valid(readings(account(access=Access.REJECTED, detail="401")), endpoint(), RUNWAY)
    for cause in ("mistyped", "disabled", "suspended", "not the host"):
        assert cause in verdict.message


@pytest.mark.parametrize("parts", [{"key": None}, {"well_shaped": False}])
def test_nothing_to_judge_without_a_usable_key(parts):
    facts = account(access=Access.NOT_ASKED)
    (verdict,) = key_valid(readings(facts, credential(**parts)), endpoint(), RUNWAY)
    assert (verdict.status, verdict.subject) == (Status.SKIP, None)


def test_each_named_key_is_judged_by_its_name():
    good, bad = account(), account(access=Access.REJECTED, detail="401")
    both = Readings((Reading(credential(name="support"), good), Reading(credential(name="sales"), bad)))
    verdicts = list(key_valid(both, endpoint(), RUNWAY))
    assert [(verdict.subject, verdict.status) for verdict in verdicts] == [
        ("support", Status.PASS),
        ("sales", Status.FAIL),
    ]


def test_a_vendor_that_knows_better_says_what_to_do():
    facts = account(access=Access.REJECTED, detail="code 40378; the agent was deleted", cure="use another agent's key")
    (verdict,) = key_valid(readings(facts), endpoint(), RUNWAY)
    assert (verdict.status, verdict.remedy) == (Status.FAIL, "use another agent's key")
    assert "the agent was deleted" in verdict.message
    hidden = account(access=Access.UNDECIDED, detail="HTTP 403", cure="use an admin's key")
    (verdict,) = key_valid(readings(hidden), endpoint(), RUNWAY)
    assert (verdict.status, verdict.remedy) == (Status.UNKNOWN, "use an admin's key")
