"""GPTBots' consumption: the runs or conversations of a key, and of an agent the bill by day.

Rows are kept for 30 days. The bill goes back further and holds what no conversation does (knowledge storage); its two
answers, the days and their total, have to agree before either is believed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from preflight import clock
from preflight.account import Unit
from preflight.parts import Known, NotReadable, Part
from preflight.providers.fields import Field
from preflight.providers.gptbots_answer import Kind
from preflight.providers.gptbots_list import LISTINGS, Listing, millis, read_list, refusal
from preflight.providers.question import Dialect
from preflight.providers.reply import Reply
from preflight.usage import Run, Usage
from preflight.words import count, number

if TYPE_CHECKING:
    from preflight.providers.http import Client

BILL_DAYS: Final = "/v1/account/bill/page"
BILL_TOTAL: Final = "/v1/account/bill/total"
KEPT: Final = timedelta(days=30)
MARGIN: Final = timedelta(hours=1)
"""Clocks differ, and a range of a minute more than 30 days is refused."""
BILL_WINDOW: Final = 89
"""Days; the vendor takes 90."""
_CENT: Final = Decimal("0.01")
_TICK: Final = timedelta(milliseconds=1)

_Range = tuple[date, date]


def read_usage(client: "Client", dialect: Dialect, kind: Kind | None, asked: _Range) -> Usage:
    """Credits by day, and the rows behind them; `kind` None: whichever list has rows, if only one can be meant."""
    usage = Usage(provider="gptbots", unit=Unit.CREDITS, start=asked[0], before=asked[1], days=NotReadable(""))
    if kind is None:
        return _of_either(client, dialect, usage)
    usage = _by_rows(client, dialect, LISTINGS[kind], usage)
    return _by_bill(client, dialect, usage, asked) if kind is Kind.AGENT else usage


def kept(asked: _Range, now: datetime) -> Part[_Range]:
    """The whole days of a range of which the rows are still kept."""
    oldest = (now - KEPT + MARGIN).date() + timedelta(days=1)
    start = max(asked[0], oldest)
    if start >= asked[1]:
        return NotReadable(f"expired: GPTBots keeps rows for 30 days, back to {oldest}")
    return Known((start, asked[1]))


def _of_either(client: "Client", dialect: Dialect, usage: Usage) -> Usage:
    """Both lists are asked; a list that refuses, or is empty, is the one that is not meant."""
    both = [_by_rows(client, dialect, listing, usage) for listing in LISTINGS.values()]
    filled = [one for one in both if isinstance(one.runs, Known) and one.runs.value]
    if len(filled) == 1:
        return filled[0]
    reasons = [one.days.reason for one in both if isinstance(one.days, NotReadable)]
    if reasons or filled:
        what = "; ".join(reasons) or "both lists have rows"
        gone = NotReadable(f"whether the key opens an agent or a workflow is not told: {what}")
        return replace(usage, days=gone, runs=gone)
    return both[0]


def _by_rows(client: "Client", dialect: Dialect, listing: Listing, usage: Usage) -> Usage:
    now = clock.now()
    match kept((usage.start, usage.before), now):
        case NotReadable() as gone:
            return replace(usage, days=gone, runs=gone)
        case Known((start, before)):
            end = min(_midnight(before) - _TICK, now)
    runs = read_list(client, dialect, listing, (_midnight(start), end))
    if isinstance(runs, NotReadable):
        return replace(usage, start=start, days=runs, runs=runs)
    notes = (f"rows are kept for 30 days: from {start} on",) if start > usage.start else ()
    return _summed(runs.value, listing, replace(usage, start=start, notes=notes))


def _summed(runs: Sequence[Run], listing: Listing, usage: Usage) -> Usage:
    """The rows by day; those that no day of the range can be told are in the total alone."""
    days: dict[date, Decimal] = {}
    undated = [run for run in runs if run.at is None or not usage.start <= run.at.date() < usage.before]
    for run in runs:
        if run.at is not None and usage.start <= run.at.date() < usage.before:
            days[run.at.date()] = days.get(run.at.date(), Decimal(0)) + run.total
    notes = usage.notes
    lost = sum((run.total for run in undated), Decimal(0))
    if undated:
        notes += (
            f"{count(len(undated), listing.kind)} without a day of this range (their records were deleted, or they "
            f"began before it): {number(lost)} credits, in the total only",
        )
    return replace(
        usage,
        days=Known({day: {listing.label: days[day]} for day in sorted(days)}),
        undated={listing.label: lost} if undated else {},
        runs=Known(tuple(sorted(runs, key=lambda run: (run.at or datetime.min.replace(tzinfo=UTC), run.id)))),
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Bill:
    """What an agent was billed, by day as the vendor dates it."""

    days: dict[date, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.days.values(), Decimal(0))


def _by_bill(client: "Client", dialect: Dialect, usage: Usage, asked: _Range) -> Usage:
    """`usage` with the bill's days in place of the conversations', where the bill can be read."""
    match _bill(client, dialect, asked):
        case NotReadable(reason):
            note = f"the days are those of the conversations; the bill is not readable: {reason}"
            return replace(usage, notes=(*usage.notes, note))
        case Known(bill):
            pass
    label = LISTINGS[Kind.AGENT].label
    notes = ["the days are the bill's, whose time zone is not documented"]
    if usage.start > asked[0]:
        notes.append(f"conversations are kept for 30 days: from {usage.start} on")
    elif isinstance(usage.totals, Known):
        conversations = sum(usage.totals.value.values(), Decimal(0))
        if abs(bill.total - conversations) > _CENT * max(1, len(bill.days)):
            notes.append(f"the conversations account for {number(conversations)} of {number(bill.total)} credits")
    return replace(
        usage,
        start=asked[0],
        days=Known({day: {label: bill.days[day]} for day in sorted(bill.days) if bill.days[day]}),
        undated={},
        notes=tuple(notes),
    )


def _bill(client: "Client", dialect: Dialect, asked: _Range) -> Part[_Bill]:
    windows = list(_windows(asked))
    paths = [path for window in windows for path in _bill_paths(window)]
    replies = client.get_all(paths, dialect, bare_list="days")
    days: dict[date, Decimal] = {}
    for place, window in enumerate(windows):
        told = _agreed(replies[2 * place], replies[2 * place + 1], window)
        if isinstance(told, NotReadable):
            return told
        days |= told.value
    return Known(_Bill(days))


def _bill_paths(window: _Range) -> tuple[str, str]:
    span = {"start_time": millis(_midnight(window[0])), "end_time": millis(_midnight(window[1]) - _TICK)}
    return f"{BILL_DAYS}?{urlencode({**span, 'page': 1, 'page_size': 100})}", f"{BILL_TOTAL}?{urlencode(span)}"


def _agreed(by_day: Reply, whole: Reply, window: _Range) -> Part[dict[date, Decimal]]:
    """The days of a bill, if its total is their sum."""
    if gone := refusal(by_day) or refusal(whole):
        return gone
    told = _days(Field("", Known(by_day.body or {})).child("days"), window)
    total = Field("", Known(whole.body or {})).child("total").amount()
    if isinstance(told, NotReadable):
        return told
    if isinstance(total, NotReadable):
        return total
    summed = sum(told.value.values(), Decimal(0))
    if abs(summed - total.value) > _CENT * max(1, len(told.value)):
        return NotReadable(f"its days add up to {number(summed)}, its total is {number(total.value)}")
    return told


def _days(rows: Field, window: _Range) -> Part[dict[date, Decimal]]:
    """A bill's days; a time zone east or west may push one over the edge of the range, which is put back."""
    items = rows.items()
    if isinstance(items, NotReadable):
        return items
    days: dict[date, Decimal] = {}
    for item in items.value:
        match item.child("date").day(), item.child("total").amount():
            case Known(day), Known(total):
                inside = min(max(day, window[0]), window[1] - timedelta(days=1))
                if abs(inside - day) > timedelta(days=1):
                    return NotReadable(f"{item.path}.date is {day}, which was not asked for")
                days[inside] = days.get(inside, Decimal(0)) + total
            case day_or_total:
                return next(part for part in day_or_total if isinstance(part, NotReadable))
    return Known(days)


def _windows(asked: _Range) -> Iterator[_Range]:
    start, before = asked
    while start < before:
        end = min(before, start + timedelta(days=BILL_WINDOW))
        yield start, end
        start = end


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
