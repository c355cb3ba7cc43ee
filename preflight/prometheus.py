"""Asks a Prometheus server, or what speaks as one, over its HTTP API. It only reads, and no key is sent.

https://prometheus.io/docs/prometheus/latest/querying/api/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from preflight.config.model import SERIES
from preflight.monitoring import WINDOW, Amount
from preflight.parts import Known, NotReadable, Part
from preflight.promql import Rule, names_in
from preflight.providers.fields import Field
from preflight.providers.http import Client
from preflight.providers.payload import quoted
from preflight.providers.question import Dialect

if TYPE_CHECKING:
    from preflight.providers.reply import Reply

MOST_BYTES: Final = 16 << 20
"""Of an answer: the rules of a large company are megabytes."""
_WINDOW: Final = f"{WINDOW // timedelta(hours=1)}h"
_NAME: Final = "__name__"
_COUNTERS: Final = ("_total", "_count", "_sum", "_bucket")
_LONGEST_NUMBER: Final = 40
_LARGEST: Final = 10**18
_PLAIN: Final = Dialect()


@dataclass(frozen=True, slots=True)
class _Sample:
    number: Decimal
    at: Decimal
    """Seconds since 1970, by the server's clock, when it was evaluated."""


class Prometheus:
    """One server. Every fault and odd answer becomes a part that is not readable."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.unreachable = ""
        """Why it gave no answer at all to the last question, if it did not."""

    def names(self) -> Part[frozenset[str]]:
        """The names of all series that it keeps."""
        match self._ask(f"label/{_NAME}/values").items():
            case Known(items):
                texts = [item.found.value for item in items if isinstance(item.found, Known)]
                return Known(frozenset(text for text in texts if isinstance(text, str)))
            case NotReadable() as gone:
                return gone

    def age(self, series: str) -> Part[timedelta | None]:
        """Of the newest sample in the window; None where there is none."""
        chosen = _selector(series)
        recent = f"max(timestamp({chosen}))"
        older = f"max(max_over_time(timestamp({chosen})[{_WINDOW}:5m]))"
        found = self._number(f"{recent} or {older}")
        if isinstance(found, NotReadable):
            return found
        if found.value is None:
            return Known(None)
        seconds = found.value.at - found.value.number
        if abs(seconds) > 2 * WINDOW.total_seconds():
            return NotReadable("the time of the newest sample is none of the window")
        return Known(timedelta(seconds=max(0, int(seconds))))

    def amount(self, series: str) -> Part[Amount | None]:
        """How much a counter rose in the window, or the average of what is none."""
        chosen = _selector(series)
        counted = series.endswith(_COUNTERS) or self._is_counter(series)
        rose, average = f"sum(increase({chosen}[{_WINDOW}]))", f"avg(avg_over_time({chosen}[{_WINDOW}]))"
        found = self._number(rose if counted else average)
        if isinstance(found, NotReadable):
            return found
        return Known(None if found.value is None else Amount(found.value.number, counted))

    def rules(self) -> Part[Sequence[Rule]]:
        """All recording and alerting rules."""
        rules: list[Rule] = []
        match self._ask("rules", exclude_alerts="true").child("groups").items():
            case NotReadable() as gone:
                return gone
            case Known(groups):
                pass
        for group in groups:
            match group.child("rules").items():
                case NotReadable() as gone:
                    return gone
                case Known(items):
                    pass
            for item in items:
                match _rule(item):
                    case Known(rule):
                        rules.append(rule)
                    case NotReadable() as gone:
                        return gone
        return Known(rules)

    def _is_counter(self, series: str) -> bool:
        """What the one who exports it says; recorded and remotely written series have nobody to say it."""
        match self._ask("metadata", metric=series).child(series).items():
            case Known([first, *_]):
                return first.child("type").text() == Known("counter")
        return False

    def _number(self, query: str) -> "Part[_Sample | None]":
        """The one value of a query whose result has no labels; None where it has no result."""
        data = self._ask("query", query=query)
        if (kind := data.child("resultType").text()) != Known("vector"):
            return kind if isinstance(kind, NotReadable) else NotReadable("the answer is no vector")
        match data.child("result").items():
            case Known([]):
                return Known(None)
            case Known([one]):
                return _sample(one.child("value"))
            case Known():
                return NotReadable("several values where one was asked for")
            case NotReadable() as gone:
                return gone

    def _ask(self, path: str, **parameters: str) -> Field:
        """The `data` of an answer."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        reply = self._client.get_json(f"/api/v1/{path}{query}", _PLAIN)
        self.unreachable = reply.problem if reply.status is None else ""
        return _data(reply)


def _data(reply: "Reply") -> Field:
    if reply.body is None:
        return Field("data", NotReadable(reply.problem))
    answer = Field("", Known(reply.body))
    match answer.child("status").text():
        case Known("success"):
            return answer.child("data")
        case Known(status):
            return Field("data", NotReadable(f'its answer has the status "{status}"'))
        case NotReadable() as gone:
            return Field("data", gone)


def _sample(pair: Field) -> "Part[_Sample | None]":
    """`[1795592147.735, "7.42"]`; None for "NaN", which is what nothing divided by nothing comes to."""
    match pair.items():
        case Known([at, value]):
            texts = (at.found, value.found)
        case Known():
            return NotReadable(f"{pair.path} should be a pair")
        case NotReadable() as gone:
            return gone
    moment, number = (_decimal(text) for text in texts)
    if moment is None or number is None:
        return NotReadable(f"{pair.path} should be a time and a number")
    return Known(None if number.is_nan() else _Sample(number, moment))


def _decimal(text: Part[object]) -> Decimal | None:
    """A number that is no infinity and not absurd; None for what is no number."""
    match text:
        case Known(str() | int() | float() as value) if len(str(value)) <= _LONGEST_NUMBER:
            try:
                number = Decimal(str(value))
            except InvalidOperation:
                return None
            return number if number.is_nan() or abs(number) <= _LARGEST else None
    return None


def _rule(item: Field) -> Part[Rule]:
    parts = [item.child(name) for name in ("name", "query", "type")]
    match [part.found for part in parts]:
        case [Known(str() as name), Known(str() as query), Known(str() as kind)]:
            broken = item.child("health").text() == Known("err")
            return Known(Rule(quoted(name, 100), names_in(query), alerting=kind == "alerting", broken=broken))
    return NotReadable(f"{item.path} should have a name, a query and a type")


def _selector(series: str) -> str:
    """`{__name__="…"}`, which takes names that are words of the language, too. ValueError for what is no name."""
    if not re.fullmatch(SERIES, series):
        raise ValueError("not the name of a series")
    return f'{{{_NAME}="{series}"}}'
