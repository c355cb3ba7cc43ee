"""RunTools' consumption: the ledger (`/billing/credits/history`) and the vendor's summary (`/billing/my-usage`).

The documentation does not say whether the ledger writes what was spent as a negative amount. The balance after each
booking tells: what a booking changed is the difference between two of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from preflight import clock
from preflight.account import Unit
from preflight.parts import Known, NotReadable, Part
from preflight.providers.fields import Field
from preflight.providers.question import Dialect
from preflight.providers.reply import Reply
from preflight.usage import Booking, Summary, Usage

if TYPE_CHECKING:
    from preflight.providers.http import Client

LEDGER: Final = "/billing/credits/history"
SUMMARY: Final = "/billing/my-usage"
MOST_ROWS: Final = 500
"""That one answer may hold."""
MOST_PAGES: Final = 20
_MOST_FIGURES: Final = 200
_NO_PERMISSION: Final = "not readable with this key (HTTP 403)"


def read_usage(client: "Client", dialect: Dialect, start: date, before: date) -> Usage:
    """Cents by resource and day, the bookings behind them, and the summary of the nearest period."""
    usage = Usage(provider="runtools", unit=Unit.CENTS, start=start, before=before, days=NotReadable(""))
    summary = _summary(client, dialect, start, before)
    match _ledger(client, dialect, start):
        case NotReadable() as gone:
            return replace(usage, days=gone, ledger=gone, summary=summary)
        case Known(ledger):
            return replace(_from(ledger, usage), summary=summary)


@dataclass(frozen=True, slots=True)
class _Row:
    """A booking as it is written."""

    path: str
    booking: Booking
    """Its change has the sign that the vendor wrote."""


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Bookings, oldest first."""

    bookings: tuple[Booking, ...]
    since: date | None
    """The first day of which it holds all; None where it goes back to the empty account."""


def _ledger(client: "Client", dialect: Dialect, start: date) -> Part[_Ledger]:
    """As much of it as is needed to know the days from `start` on."""
    rows: list[_Row] = []
    query = {"limit": str(MOST_ROWS)}
    for _ in range(MOST_PAGES):
        reply = client.get_json(f"{LEDGER}?{urlencode(query)}", dialect)
        if reply.body is None:
            return NotReadable(_NO_PERMISSION if reply.status == 403 else reply.problem)
        answer = Field("", Known(reply.body))
        page = _rows(answer.child("data"))
        if isinstance(page, NotReadable):
            return page
        rows += page.value
        meta = answer.child("meta")
        match meta.child("nextCursor").text():
            case Known(cursor) if page.value and meta.child("hasMore").flag() == Known(True):
                if _newest_first(rows) and rows[-1].booking.at.date() < start:
                    return _proved(rows)
                query["cursor"] = cursor
            case _:
                return _proved(rows)
    if _newest_first(rows):
        return _proved(rows)
    return NotReadable(f"the ledger has more than {len(rows):,} bookings, and the newest ones come last")


def _rows(data: Field) -> Part[list[_Row]]:
    items = data.items()
    if isinstance(items, NotReadable):
        return items
    rows = []
    for item in items.value:
        parts = (
            item.child("createdAt").instant(),
            item.child("type").text(),
            item.child("amountCents").balance(),
            item.child("balanceAfterCents").balance(),
        )
        match parts:
            case (Known(at), Known(kind), Known(amount), Known(after)):
                resource = item.child("resource").text()
                booking = Booking(
                    at=at,
                    kind=kind,
                    resource=resource.value if isinstance(resource, Known) else "",
                    change=Decimal(amount),
                    after=Decimal(after),
                )
                rows.append(_Row(item.path, booking))
            case _:
                return next(part for part in parts if isinstance(part, NotReadable))
    return Known(rows)


def _newest_first(rows: Sequence[_Row]) -> bool:
    return rows[0].booking.at > rows[-1].booking.at


def _proved(rows: Sequence[_Row]) -> Part[_Ledger]:
    """Oldest first, each with the sign that the balances prove; or where they prove that something is missing.

    The oldest booking has none before it: it is told only where it is the first one of an empty account.
    """
    if not rows:
        return Known(_Ledger((), None))
    rows = rows[::-1] if _newest_first(rows) else rows
    oldest = rows[0].booking
    since = None if abs(oldest.after) == abs(oldest.change) else oldest.at.date() + timedelta(days=1)
    bookings = [replace(oldest, change=oldest.after)] if since is None else []
    for earlier, row in pairwise(rows):
        change = row.booking.after - earlier.booking.after
        if row.booking.at < earlier.booking.at or abs(change) != abs(row.booking.change):
            return NotReadable(f"{row.path} does not follow from the booking before it: the ledger has a gap")
        bookings.append(replace(row.booking, change=change))
    return Known(_Ledger(tuple(bookings), since))


def _from(ledger: _Ledger, usage: Usage) -> Usage:
    """The days that the ledger covers."""
    start = usage.start
    notes: tuple[str, ...] = ()
    if ledger.since and ledger.since > start:
        start, notes = ledger.since, (f"the ledger is told back to {ledger.since} only",)
    if start >= usage.before:
        gone = NotReadable(f"the ledger is told back to {start} only")
        return replace(usage, days=gone, ledger=gone)
    bookings = tuple(booking for booking in ledger.bookings if start <= booking.at.date() < usage.before)
    days: dict[date, dict[str, Decimal]] = {}
    for booking in bookings:
        if spent := _spent(booking):
            amounts = days.setdefault(booking.at.date(), {})
            name = booking.resource or booking.kind
            amounts[name] = amounts.get(name, Decimal(0)) + spent
    return replace(usage, start=start, days=Known(days), ledger=Known(bookings), notes=notes)


def _spent(booking: Booking) -> Decimal:
    """What a booking cost: money that is put on the account is no refund."""
    if booking.change > 0 and "refund" not in booking.kind.lower():
        return Decimal(0)
    return -booking.change


def _summary(client: "Client", dialect: Dialect, start: date, before: date) -> Part[Summary]:
    """The whole organization's figures, where the key may read them; else its own."""
    period = _period(start, before, clock.today())
    whose = "of the whole organization"
    reply = client.get_json(f"{SUMMARY}?{urlencode({'period': period, 'all': 'true'})}", dialect)
    if reply.status == 403:
        whose = "of this key's user (the organization's is for admins)"
        reply = client.get_json(f"{SUMMARY}?{urlencode({'period': period})}", dialect)
    return _told(reply, f"period {period}, {whose}")


def _period(start: date, before: date, today: date) -> str:
    """The shortest of the vendor's periods that holds all days of the range."""
    back = (today - start).days
    if before < today or back > 30:
        return "all_time"
    return "7d" if back <= 7 else "30d"


def _told(reply: Reply, about: str) -> Part[Summary]:
    if reply.body is None:
        return NotReadable(_NO_PERMISSION if reply.status == 403 else reply.problem)
    figures = dict(_figures(Field("", Known(reply.body)).child("data"), ""))
    if not figures:
        return NotReadable("HTTP 200, but without a figure in it")
    return Known(Summary(about=about, figures=dict(list(figures.items())[:_MOST_FIGURES])))


def _figures(field: Field, name: str, depth: int = 0) -> Iterator[tuple[str, Decimal]]:
    """Every number in an answer whose form is not documented, by its path."""
    if depth > 8:
        return
    match field.amount(), field.entries(), field.items():
        case (Known(value), _, _):
            yield name, value
        case (_, Known(entries), _):
            for key, child in entries.items():
                yield from _figures(child, f"{name}.{key}" if name else key, depth + 1)
        case (_, _, Known(items)):
            for place, child in enumerate(items):
                yield from _figures(child, f"{name}[{place}]", depth + 1)
