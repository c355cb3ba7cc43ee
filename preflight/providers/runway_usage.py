"""Runway's usage: `POST /v1/organization/usage`, a read in spite of its method.

Dates are UTC, the end is exclusive, one answer spans 90 days at most (`runwayml` 5.24.0): longer ranges are
stitched. Amounts may be negative, where refunds exceed charges.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from preflight.parts import Known, NotReadable, Part
from preflight.providers.fields import Field
from preflight.providers.question import Dialect
from preflight.usage import Amounts

if TYPE_CHECKING:
    from preflight.providers.http import Client

PATH: Final = "/v1/organization/usage"
MOST_DAYS: Final = 90

_Days = dict[date, dict[str, Decimal]]


def read_days(client: "Client", dialect: Dialect, start: date, before: date) -> Part[Mapping[date, Amounts]]:
    """Credits by day and model, or why any part of the range could not be read."""
    days: _Days = {}
    for first, end in windows(start, before):
        reply = client.post_json(PATH, {"startDate": first.isoformat(), "beforeDate": end.isoformat()}, dialect)
        if reply.body is None:
            return NotReadable(reply.problem)
        if gone := _add(days, Field("", Known(reply.body)), first, end):
            return gone
    return Known({day: days[day] for day in sorted(days) if days[day]})


def windows(start: date, before: date) -> Iterator[tuple[date, date]]:
    """Consecutive ranges of at most `MOST_DAYS` days that make up the whole one."""
    while start < before:
        end = min(before, start + timedelta(days=MOST_DAYS))
        yield start, end
        start = end


def _add(days: _Days, answer: Field, start: date, before: date) -> NotReadable | None:
    """Adds the days of one answer; what is wrong with it, if anything is."""
    results = answer.child("results").items()
    if isinstance(results, NotReadable):
        return results
    for row in results.value:
        day, used = row.child("date").day(), row.child("usedCredits").items()
        if isinstance(day, NotReadable):
            return day
        if isinstance(used, NotReadable):
            return used
        if not start <= day.value < before:
            return NotReadable(f"{row.path}.date is {day.value}, which was not asked for")
        amounts = days.setdefault(day.value, {})
        for one in used.value:
            model, amount = one.child("model").text(), one.child("amount").whole(lowest=-(2**53))
            if isinstance(model, NotReadable):
                return model
            if isinstance(amount, NotReadable):
                return amount
            amounts[model.value] = amounts.get(model.value, Decimal(0)) + amount.value
    return None
