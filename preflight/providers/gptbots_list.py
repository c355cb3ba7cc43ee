"""A list of GPTBots, read whole: every page, or the reason why it is only a part.

`total` has two meanings there: at the top of an answer the number of rows, in a row its credits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from preflight.parts import Known, NotReadable, Part
from preflight.providers.fields import Field
from preflight.providers.gptbots_answer import Kind, error_code, heard
from preflight.providers.question import Dialect
from preflight.providers.reply import Reply
from preflight.usage import Run

if TYPE_CHECKING:
    from preflight.providers.http import Client

PAGE_SIZE: Final = 100
"""The largest that is allowed."""
MOST_PAGES: Final = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the two lists: what its rows are called."""

    path: str
    kind: str
    id: str
    at: str
    label: str
    """What a day's sum is called."""


LISTINGS: Final[Mapping[Kind, Listing]] = {
    Kind.WORKFLOW: Listing("/v1/account/workflow/run/credits", "run", "run_id", "run_start_time", "runs"),
    Kind.AGENT: Listing(
        "/v1/account/agent/conversation/credits",
        "conversation",
        "conversation_id",
        "conversation_create_time",
        "conversations",
    ),
}


def query(start: datetime, end: datetime, *, page: int = 1, page_size: int = PAGE_SIZE) -> str:
    """The parameters of a page; times are milliseconds since 1970."""
    times = {"start_time": millis(start), "end_time": millis(end)}
    return urlencode({**times, "page": page, "page_size": page_size})


def millis(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def read_list(client: "Client", dialect: Dialect, listing: Listing, span: tuple[datetime, datetime]) -> Part[list[Run]]:
    """All rows between two times."""
    first = client.get_json(f"{listing.path}?{query(*span)}", dialect)
    return read_rest(client, dialect, listing, span, first)


def read_rest(
    client: "Client", dialect: Dialect, listing: Listing, span: tuple[datetime, datetime], first: Reply
) -> Part[list[Run]]:
    """All rows of a list whose first page has come."""
    if gone := refusal(first):
        return gone
    answer = Field("", Known(first.body or {}))
    total = answer.child("total").whole()
    if isinstance(total, NotReadable):
        return total
    match answer.child("page_size").whole():
        case Known(size) if 0 < size <= PAGE_SIZE:
            pass
        case _:
            size = PAGE_SIZE
    pages = -(-total.value // size)
    if pages > MOST_PAGES:
        return NotReadable(
            f"partial: {total.value:,} {listing.label} are more than the {MOST_PAGES * size:,} that are read; "
            "ask for a shorter time"
        )
    paths = [f"{listing.path}?{query(*span, page=page, page_size=size)}" for page in range(2, pages + 1)]
    replies = [first, *client.get_all(paths, dialect, pages=True)]
    return _joined(replies, listing, total.value, size)


def refusal(reply: Reply) -> NotReadable | None:
    """Why an answer holds no rows."""
    if reply.body is not None and error_code(reply.body) is None:
        return None
    return NotReadable(heard(reply).words)


def _joined(replies: Sequence[Reply], listing: Listing, total: int, size: int) -> Part[list[Run]]:
    runs: dict[str, Run] = {}
    for page, reply in enumerate(replies, start=1):
        where = f"partial: page {page} of {len(replies)}"
        if gone := refusal(reply):
            return NotReadable(f"{where}: {gone.reason}")
        answer = Field("", Known(reply.body or {}))
        rows = _rows(answer.child("list"), listing)
        if isinstance(rows, NotReadable):
            return NotReadable(f"{where}: {rows.reason}")
        expected = min(size, total - size * (page - 1))
        if answer.child("total").whole() != Known(total):
            return NotReadable(f"{where} does not say {total:,} rows, as page 1 does: the list has changed")
        if len(rows.value) != expected:
            return NotReadable(f"{where} holds {len(rows.value)} rows where {expected} were due: the list has changed")
        runs |= {run.id: run for run in rows.value}
    if len(runs) != total:
        return NotReadable(f"partial: {len(runs):,} of {total:,} rows differ: the list has changed while it was read")
    return Known(list(runs.values()))


def _rows(rows: Field, listing: Listing) -> Part[list[Run]]:
    items = rows.items()
    if isinstance(items, NotReadable):
        return items
    runs = []
    for item in items.value:
        parts = (
            item.child(listing.id).identifier(),
            item.child(listing.at).nullable(Field.epoch),
            item.child("total").amount(),
            item.entries(),
        )
        match parts:
            case (Known(name), Known(at), Known(total), Known(entries)):
                components = _components(entries, (listing.at, "total"))
                runs.append(Run(id=name, kind=listing.kind, at=at, total=total, parts=components))
            case _:
                return next(part for part in parts if isinstance(part, NotReadable))
    return Known(runs)


def _components(entries: Mapping[str, Field], not_one: tuple[str, ...]) -> Mapping[str, Decimal]:
    """The parts of a row's credits, those that are not zero."""
    amounts = {name: field.amount() for name, field in entries.items() if name not in not_one}
    return {name: part.value for name, part in amounts.items() if isinstance(part, Known) and part.value}
