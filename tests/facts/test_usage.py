"""Which days of usage are read: 90 whole UTC days, today left out."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from preflight.config.model import DEFAULT
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.usage import usage, usages
from preflight.parts import NotReadable
from preflight.providers.runway import RUNWAY
from tests.facts_builders import credentials, endpoint


def read(now, **parts):
    inputs = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={}, offline=True, **parts)
    return usage.gather(RUNWAY, usages.gather(RUNWAY, credentials(), endpoint(), inputs, Clock(now)))


@pytest.mark.parametrize(
    ("now", "start", "before"),
    [
        (datetime(2026, 11, 20, 0, 0, 0, tzinfo=UTC), date(2026, 8, 22), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), date(2026, 8, 22), date(2026, 11, 20)),
        (datetime(2026, 11, 21, 0, 0, 0, tzinfo=UTC), date(2026, 8, 23), date(2026, 11, 21)),
        (datetime(2028, 3, 1, tzinfo=UTC), date(2027, 12, 2), date(2028, 3, 1)),  # over a leap day
        (datetime(2028, 2, 29, tzinfo=UTC), date(2027, 12, 1), date(2028, 2, 29)),
        (datetime(2027, 3, 1, tzinfo=UTC), date(2026, 12, 1), date(2027, 3, 1)),
        (datetime(2027, 1, 1, tzinfo=UTC), date(2026, 10, 3), date(2027, 1, 1)),
    ],
)
def test_ninety_days_before_today(now, start, before):
    found = read(now)
    assert (found.start, found.before) == (start, before)
    assert (found.before - found.start).days == 90
    assert found.days == NotReadable("offline: no vendor was asked")


def test_no_summer_time_moves_a_day():
    """The clock is UTC; an instant late in a Californian day is the next UTC day, in March as in November."""
    pacific = timezone(timedelta(hours=-8))
    late = datetime(2026, 11, 1, 20, tzinfo=pacific).astimezone(UTC)
    assert read(late).before == date(2026, 11, 2)


def test_a_range_that_was_asked_for_is_kept():
    asked = (date(2026, 1, 1), date(2026, 2, 1))
    found = read(datetime(2026, 11, 20, tzinfo=UTC), usage_range=asked)
    assert (found.start, found.before) == asked
