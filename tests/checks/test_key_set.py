"""`key-set`: facts about how the key is set, and the verdicts they give."""

from dataclasses import replace

import pytest

from preflight.facts.credential import Sighting
from preflight.providers.runway import RUNWAY
from preflight.redact import Secret
from preflight.verdict import Status
from preflight_checks.key_set import key_set
from tests.facts_builders import credential, credentials
from tests.keys import runway_key

GOOD = credential()


@pytest.mark.parametrize(
    ("facts", "status", "says"),
    [
        (GOOD, Status.PASS, "is set by the environment and has the documented form"),
        (replace(GOOD, source=".env"), Status.PASS, "is set by .env"),
        (replace(GOOD, key=None), Status.FAIL, "is not set; looked in the environment and .env"),
        (replace(GOOD, key=None, empty=True), Status.FAIL, "to an empty value"),
        (replace(GOOD, well_shaped=False, length=40), Status.FAIL, "40 characters, expected"),
        (replace(GOOD, oddities=("quotes",)), Status.WARN, "has quotes in its value"),
        (
            replace(GOOD, lookalikes=(Sighting("RUNWAY_API_KEY", ".env"),)),
            Status.WARN,
            "RUNWAY_API_KEY in .env",
        ),
        (
            replace(GOOD, differing=(".env",)),
            Status.WARN,
            "differs between the environment (which wins) and .env",
        ),
        (replace(GOOD, unreadable=(".env is a FIFO",)), Status.WARN, "could not read .env is a FIFO"),
    ],
)
def test_says_what_it_saw(facts, status, says):
    (verdict,) = key_set(credentials(facts), RUNWAY)
    assert verdict.status is status
    assert says in verdict.message
    assert facts.key is None or facts.key.reveal() not in repr(verdict)


def test_a_lookalike_variable_is_the_remedy_for_a_missing_key():
    facts = replace(GOOD, key=None, lookalikes=(Sighting("RUNWAY_API_KEY", ".env"),))
    (verdict,) = key_set(credentials(facts), RUNWAY)
    assert "which the SDKs ignore" in verdict.message
    assert verdict.remedy == "rename RUNWAY_API_KEY in .env to RUNWAYML_API_SECRET"


def test_every_oddity_is_said():
    facts = replace(GOOD, oddities=("stray whitespace",), differing=(".env",))
    assert [verdict.status for verdict in key_set(credentials(facts), RUNWAY)] == [Status.WARN, Status.WARN]


def test_each_named_key_is_judged_by_its_name():
    support, sales = replace(GOOD, name="support"), replace(GOOD, name="sales", key=None)
    verdicts = list(key_set(credentials(support, sales), RUNWAY))
    assert [(verdict.subject, verdict.status) for verdict in verdicts] == [
        ("support", Status.PASS),
        ("sales", Status.FAIL),
    ]


def test_two_names_for_one_key_are_told():
    support, sales = replace(GOOD, name="support", variable="ONE"), replace(GOOD, name="sales", variable="TWO")
    *_, warning = key_set(credentials(support, sales), RUNWAY)
    assert (warning.status, warning.subject) == (Status.WARN, "sales")
    assert warning.message == "TWO holds the same key as ONE, which is support"
    other = replace(sales, key=Secret(runway_key(2)))
    assert {one.status for one in key_set(credentials(support, other), RUNWAY)} == {Status.PASS}


@pytest.mark.parametrize(
    ("development", "environment", "status"),
    [
        (True, "production", Status.WARN),
        (True, "staging", Status.PASS),
        (False, "production", Status.PASS),
    ],
)
def test_a_development_key_is_not_for_production(development, environment, status):
    facts = replace(GOOD, development=development, environment=environment)
    (verdict,) = key_set(credentials(facts), RUNWAY)
    assert verdict.status is status
    assert ("holds a development key" in verdict.message) == (status is Status.WARN)
