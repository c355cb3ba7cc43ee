"""`emails`: what a person's word makes of it."""

import pytest

from preflight.providers.runway import RUNWAY
from preflight.verdict import Status
from preflight_checks.emails import emails
from tests.attestation_builders import STANDINGS, stated
from tests.facts_builders import CLOCK


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
def test_is_answered_by_a_person(parts, status, says):
    (verdict,) = emails(RUNWAY, stated("emails", parts), CLOCK)
    assert verdict.status is status
    assert says in verdict.message


def test_says_what_is_asked_and_what_to_type():
    (verdict,) = emails(RUNWAY, stated("emails", None), CLOCK)
    assert verdict.message == (
        "no API tells whether Runway's mails about charges and failed charges reach a mailbox that somebody watches, "
        "and nobody has attested it"
    )
    assert verdict.remedy.endswith("then `preflight attest emails --provider runway --by YOU --evidence LINK`")
    assert verdict.status is Status.UNKNOWN


def test_is_advised():
    assert emails.required is False
