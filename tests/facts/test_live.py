"""Do leaked keys still work? Asked of a loopback vendor, and of none where no key may go."""

import time
from pathlib import Path

import pytest

from preflight.config.model import DEFAULT
from preflight.facts.inputs import Inputs
from preflight.facts.live import MOST_KEYS, Answer, answered, ask_vendors
from preflight.providers.runway import RUNWAY
from preflight.redact import Secret, redact
from preflight.secrets.model import Coverage, Exclude, Hidden, SecretScan
from preflight.verdict import Confidence, Finding, Live, Where
from tests.keys import runway_key
from tests.servers import answer, closed_port, hang, playing

ORGANIZATION = {"creditBalance": 4200, "tier": {"maxMonthlyCreditSpend": 1, "models": {}}, "usage": {"models": {}}}
ACCEPTS = answer(200, ORGANIZATION)
REJECTS = answer(401, {"error": "no"})
KEY = runway_key(1)


def finding(key=KEY, **parts):
    whole = {"rule": "runway-api-key", "where": Where.HISTORY, "path": "a.py", "fingerprint": key[-8:]}
    return Finding(**{"confidence": Confidence.CERTAIN, "redacted": redact(key), **whole, **parts})


def scanned(*keys, **more):
    found = tuple(finding(key) for key in keys)
    return SecretScan(
        **{
            "findings": found,
            "coverage": Coverage(objects=1),
            "keys": {redact(key): Secret(key) for key in keys},
            **more,
        }
    )


def ask(url, *keys, timeout=5.0, **environ):
    inputs = Inputs(
        root=Path(), base=Path(), config=DEFAULT, environ={"RUNWAYML_BASE_URL": url, **environ}, timeout=timeout
    )
    return ask_vendors(scanned(*keys), [RUNWAY], inputs)


@pytest.mark.parametrize(
    ("behaviour", "live"),
    [
        (ACCEPTS, Live.ACTIVE),
        (REJECTS, Live.INACTIVE),
        (answer(403), Live.UNKNOWN),
        (answer(404), Live.UNKNOWN),
        (answer(200, {"something": "else"}), Live.UNKNOWN),
        (answer(200, b"<html>", content_type="text/html"), Live.UNKNOWN),
        (answer(302, headers={"Location": "http://127.0.0.1:1/"}), Live.UNKNOWN),
    ],
)
def test_only_a_clear_answer_tells(behaviour, live):
    with playing(behaviour) as vendor:
        result = ask(vendor.url, KEY)
    assert [one.live for one in result.findings] == [live]
    assert bool(result.unanswered) == (live is Live.UNKNOWN)
    assert KEY not in repr(result)


def test_each_key_is_asked_about_once_wherever_it_stands():
    with playing(REJECTS) as vendor:
        inputs = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={"RUNWAYML_BASE_URL": vendor.url})
        everywhere = scanned(
            KEY, findings=(finding(path="a.py"), finding(path="b.py")), allowed=(finding(path="c.py"),)
        )
        result = ask_vendors(everywhere, [RUNWAY], inputs)
    assert [one.live for one in (*result.findings, *result.allowed)] == [Live.INACTIVE] * 3
    assert len(vendor.heads) == 1
    assert vendor.holds("GET /v1/organization")


def test_several_keys_are_asked_about_at_the_same_time():
    keys = [runway_key(seed) for seed in range(4)]
    with playing(hang) as vendor:
        began = time.monotonic()
        result = ask(vendor.url, *keys, timeout=0.5)
        assert time.monotonic() - began < 4
    assert {one.live for one in result.findings} == {Live.UNKNOWN}


def test_only_what_has_the_form_of_a_key_is_sent():
    with playing(ACCEPTS) as vendor:
        result = ask(vendor.url, KEY[:-4])
    assert (result.findings[0].live, vendor.heads) == (Live.NOT_ASKED, [])


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://evil.example.com", "is not a host of Runway"),
        ("http://api.dev.runwayml.com", "unencrypted"),
        ("", "set to nothing"),
        ("https://api.runwayml.com", "answers 401 to every key"),
    ],
)
def test_no_key_goes_to_a_host_that_is_not_the_vendors(url, says):
    result = ask(url, KEY)
    assert result.findings[0].live is Live.UNKNOWN
    assert says in result.unanswered[0]


def test_a_host_that_rejects_every_key_is_not_believed_even_if_allowed():
    inputs = Inputs(
        root=Path(),
        base=Path(),
        config=DEFAULT,
        environ={"RUNWAYML_BASE_URL": "https://api.runwayml.com"},
        allow_hosts=("api.runwayml.com",),
    )
    result = ask_vendors(scanned(KEY), [RUNWAY], inputs)
    assert result.findings[0].live is Live.UNKNOWN
    assert "no key was sent to api.runwayml.com" in result.unanswered[0]


def test_nobody_there_is_unknown():
    with closed_port() as url:
        assert ask(url, KEY, timeout=0.3).findings[0].live is Live.UNKNOWN


def test_a_provider_that_fails_is_unknown():
    class Broken:
        vendor = RUNWAY.vendor

        def read_account(self, client):
            raise ZeroDivisionError

    inputs = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={"RUNWAYML_BASE_URL": "http://127.0.0.1:1"})
    result = ask_vendors(scanned(KEY), [Broken()], inputs)
    assert result.unanswered == ("the provider `runway` failed: ZeroDivisionError",)


def test_too_many_keys_are_not_all_asked_about():
    keys = [runway_key(seed) for seed in range(MOST_KEYS + 2)]
    with playing(REJECTS) as vendor:
        result = ask(vendor.url, *keys, timeout=20)
    states = [one.live for one in result.findings]
    assert (states.count(Live.INACTIVE), states.count(Live.UNKNOWN)) == (MOST_KEYS, 2)


@pytest.mark.parametrize("place", ["hidden", "allowed", "accepted"])
def test_an_active_key_counts_whatever_set_it_aside_and_comes_first(place):
    aside = finding(set_aside="because")
    value = (Hidden(Exclude("*", "x:1:1"), (aside,)),) if place == "hidden" else (aside,)
    other = finding(runway_key(2), path="0.py")
    before = scanned(findings=(other,), **{place: value})
    after = answered(before, {redact(KEY): Answer(Live.ACTIVE)})
    assert [(one.redacted, one.live, one.set_aside) for one in after.findings] == [
        (redact(KEY), Live.ACTIVE, None),
        (other.redacted, Live.NOT_ASKED, None),
    ]
    assert after.set_aside == ()
