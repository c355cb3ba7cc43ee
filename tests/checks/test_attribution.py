"""`attribution`: what a person's word makes of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from preflight.providers.runway import RUNWAY
from preflight.verdict import Status, skipped
from preflight_checks.attribution import attribution
from tests.attestation_builders import STANDINGS, stated
from tests.facts_builders import CLOCK


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
def test_is_answered_by_a_person(parts, status, says):
    (verdict,) = attribution(RUNWAY, stated("attribution", parts), CLOCK)
    assert verdict.status is status
    assert says in verdict.message


def test_says_what_is_asked_and_what_to_type():
    (verdict,) = attribution(RUNWAY, stated("attribution", None), CLOCK)
    assert verdict.message == 'no API tells whether users see "Powered by Runway", and nobody has attested it'
    assert verdict.remedy.endswith("then `preflight attest attribution --provider runway --by YOU --evidence LINK`")
    assert verdict.status is Status.UNKNOWN


def test_other_vendors_are_not_known_to_ask_for_it():
    other = SimpleNamespace(vendor=replace(RUNWAY.vendor, name="runtools", title="RunTools"))
    (verdict,) = attribution(other, stated("attribution", None), CLOCK)
    assert verdict == skipped("no attribution that RunTools asks for is known")


def test_is_advised():
    assert attribution.required is False
