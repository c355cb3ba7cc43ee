"""When to ask again, and after how long."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

TRIES: Final = 3
_FIRST_PAUSE: Final = 0.5
_SECONDS: Final = re.compile(r"[0-9]{1,9}")


def worth_retrying(status: int) -> bool:
    """Whether the same question may be answered later: 429, and whatever is the server's own fault."""
    return status == 429 or status >= 500


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Seconds to pause after the `attempt`-th try, counted from 1: doubling, plus up to half at random.

    The documented advice: https://docs.dev.runwayml.com/errors/errors
    """
    return _FIRST_PAUSE * float(2 ** (attempt - 1)) * (1 + random() / 2)


def asked_wait(header: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3); None without one that can be read."""
    if header is None:
        return None
    value = header.strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
