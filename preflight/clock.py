"""The only place that reads the clock; everything else is handed the time."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present UTC date."""
    return now().date()
