from datetime import date

import pytest

from preflight.attestations.expiry import parse_expiry
from preflight.errors import UsageError

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("90d", date(2027, 2, 18)),
        ("1d", date(2026, 11, 21)),
        ("12w", date(2027, 2, 12)),
        ("9999w", date(2218, 7, 10)),
        ("2027-01-15", date(2027, 1, 15)),
        ("2026-11-20", TODAY),
    ],
)
def test_spans_and_dates(text, day):
    assert parse_expiry(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "90", "0d", "-1d", "1.5d", "90 d", "90D", "3m", "99999d", "2026-11-19", "2027-02-30", "15/01/2027", "never"],
)
def test_what_is_no_day_to_come_is_refused(text):
    with pytest.raises(UsageError, match="--expires"):
        parse_expiry(text, today=TODAY)
