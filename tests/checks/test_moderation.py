"""`moderation`: what a person's word makes of it."""

import pytest

from preflight.providers.runway import RUNWAY
from preflight.verdict import Status
from preflight_checks.moderation import moderation
from tests.attestation_builders import STANDINGS, stated
from tests.facts_builders import CLOCK


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
def test_is_answered_by_a_person(parts, status, says):
    (verdict,) = moderation(RUNWAY, stated("moderation", parts), CLOCK)
    assert verdict.status is status
    assert says in verdict.message


def test_says_what_is_asked_and_what_to_type():
    (verdict,) = moderation(RUNWAY, stated("moderation", None), CLOCK)
    assert verdict.message == (
        "no API tells whether the use case lies outside what Runway moderates, or is moderated by your own means, and "
        "nobody has attested it"
    )
    assert verdict.remedy.endswith("then `preflight attest moderation --provider runway --by YOU --evidence LINK`")
    assert verdict.status is Status.UNKNOWN


def test_is_advised():
    assert moderation.required is False
