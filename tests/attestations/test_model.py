from dataclasses import replace
from datetime import date, timedelta

import pytest

from preflight.attestations.model import Attestation, Attestations, Proof, Validity

TODAY = date(2026, 11, 20)


def attested(check: str = "emails", provider: str = "runway", expires: date | None = TODAY) -> Attestation:
    return Attestation(check=check, provider=provider, by="Ana", on=TODAY, expires=expires, evidence="seen")


@pytest.mark.parametrize(
    ("days", "status", "left"),
    [
        (90, Validity.VALID, 90),
        (15, Validity.VALID, 15),
        (14, Validity.EXPIRES_SOON, 14),
        (0, Validity.EXPIRES_SOON, 0),
        (-1, Validity.EXPIRED, -1),
        (-400, Validity.EXPIRED, -1),
    ],
)
def test_the_last_day_counts(days, status, left):
    one = attested(expires=TODAY + timedelta(days=days))
    assert (one.status(TODAY), one.valid(TODAY), one.days_left(TODAY)) == (status, days >= 0, left)


def test_without_a_readable_expiry_it_has_expired():
    assert attested(expires=None).status(TODAY) is Validity.EXPIRED


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"failed": True}, Validity.FAILED),
        ({"failed": True, "proven": Proof(void="but …")}, Validity.FAILED),
        ({"proven": Proof(void="but …")}, Validity.VOID),
        ({"signature": "AAAA"}, Validity.VOID),
        ({"bound": "sha256:0"}, Validity.VOID),
        ({"signature": "AAAA", "bound": "sha256:0", "proven": Proof(signed=True)}, Validity.EXPIRES_SOON),
        ({"proven": Proof(asked=True)}, Validity.EXPIRES_SOON),
    ],
)
def test_what_it_says_and_whether_it_is_proved_come_before_the_day(parts, status):
    one = replace(attested(), **parts)
    assert (one.status(TODAY), one.valid(TODAY)) == (status, status is Validity.EXPIRES_SOON)


def test_one_per_check_and_provider():
    old, other, new = attested(), attested("autobilling"), attested(expires=None)
    both = Attestations().with_one(old).with_one(other)
    assert both.entries == (other, old)
    assert both.of("emails", "runway") == old
    assert both.of("emails", "runtools") is None
    assert both.with_one(new).entries == (other, new)
    assert both.without("emails", "runway").entries == (other,)
    assert both.without("emails", "runtools") == both
