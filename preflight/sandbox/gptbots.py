"""A fake of GPTBots' API: https://www.gptbots.ai/docs/api-reference/overview.

Errors come with HTTP 200 and a `code`. The form of what `api-key/verify` answers is not published; it is made up.
"""

import random
import string
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from preflight import clock
from preflight.config.model import ModelLoad
from preflight.providers.gptbots import VENDOR
from preflight.redact import Secret
from preflight.sandbox.fake import Fake, Keys
from preflight.sandbox.routes import Request, Response, Routes, answered, bearer
from preflight.sandbox.scenarios import Scenario, Standing
from preflight.verdict import Json

AGENT, WORKFLOW = "support-agent", "summarizer"
"""Its two keys, as a config would name them."""
RUNS = 214
"""Rows of the workflow; the agent has a quarter of them."""
_SEED: Final = 24
_DAY: Final = 86_400_000
_LONGEST: Final = {"rows": 30 * _DAY, "days": 90 * _DAY, "total": 365 * _DAY}

Handler = Callable[[str, Mapping[str, str]], Response]
"""What the key opens, and the query."""


def keys() -> Keys:
    """The keys that the sandbox accepts, the same each time, made when they are needed."""
    draw = random.Random(_SEED)
    return {
        name: Secret("app" + "-" + "".join(draw.choices(string.ascii_letters + string.digits, k=24)))
        for name in (AGENT, WORKFLOW)
    }


def routes(scenario: Scenario, accepted: Keys) -> Routes:
    """The paths of this vendor."""
    opens = {key.reveal(): name for name, key in accepted.items() if name}

    def guarded(handler: Handler) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            target = opens.get(bearer(request))
            if target is None or not scenario.accepts_key:
                return _error(40127, "Developer authentication failed")
            if scenario.standing is Standing.TIER_TOO_SMALL:
                return _error(20055, "API is forbidden")
            return handler(target, request.query)

        return answer

    return {
        ("GET", "/v1/api-key/verify"): guarded(_verify),
        ("GET", "/v1/bot/detail"): guarded(_detail),
        ("GET", "/v1/account/workflow/run/credits"): guarded(_workflow_rows),
        ("GET", "/v1/account/agent/conversation/credits"): guarded(_agent_rows),
        ("GET", "/v1/account/bill/total"): guarded(_bill_total),
        ("GET", "/v1/account/bill/page"): guarded(_bill_days),
    }


def runs(count: int, now: datetime) -> list[dict[str, Json]]:
    """`count` rows of the last 28 days, newest first; the record of every fiftieth was deleted."""
    made: list[dict[str, Json]] = []
    for number in range(count):
        at = now - timedelta(hours=26) - timedelta(seconds=number * 27 * 86_400 // max(1, count))
        chat, tools = 1.2 + number % 5 / 10, number % 3 * 0.25
        made.append(
            {
                "run_id": f"run{number:05d}",
                "run_start_time": None if number % 50 == 49 else int(at.timestamp() * 1000),
                "chat": chat,
                "tool_call": tools,
                "rerank": 0,
                "total": round(chat + tools, 2),
            }
        )
    return made


def _verify(target: str, query: Mapping[str, str]) -> Response:
    return answered(200, {"type": "agent" if target == AGENT else "workflow", "id": f"sandbox-{target}"})


def _detail(target: str, query: Mapping[str, str]) -> Response:
    if target != AGENT:
        return _error(40000, "Invalid parameter")
    return answered(200, {"bot_id": f"sandbox-{target}", "name": target, "bot_type": "QuestionAnswer"})


def _workflow_rows(target: str, query: Mapping[str, str]) -> Response:
    return _rows(runs(RUNS, clock.now()), query) if target == WORKFLOW else _error(40000, "Invalid parameter")


def _agent_rows(target: str, query: Mapping[str, str]) -> Response:
    if target != AGENT:
        return _error(40000, "Invalid parameter")
    names = {"run_id": "conversation_id", "run_start_time": "conversation_create_time"}
    rows = [{names.get(name, name): value for name, value in row.items()} for row in runs(RUNS // 4, clock.now())]
    return _rows(rows, query)


def _rows(rows: list[dict[str, Json]], query: Mapping[str, str]) -> Response:
    """A page of the rows that began in the asked time; deleted ones are listed whatever was asked."""
    span = _span(query, _LONGEST["rows"])
    page, size = _number(query.get("page", "1")), _number(query.get("page_size", "20"))
    if isinstance(span, Response):
        return span
    if not page or not size or size > 100:
        return _error(40000, "Invalid parameter")
    oldest = int((clock.now() - timedelta(days=30)).timestamp() * 1000)
    if span[1] < oldest:
        return _error(40001, "The time range is invalid")
    found = [row for row in rows if _in(row, span)]
    return answered(
        200,
        {
            "list": found[(page - 1) * size : page * size],
            "total": len(found),
            "page": page,
            "page_size": size,
            "start_time": span[0],
            "end_time": span[1],
        },
    )


def _in(row: Mapping[str, Json], span: tuple[int, int]) -> bool:
    at = row.get("run_start_time", row.get("conversation_create_time"))
    return at is None or (isinstance(at, int) and span[0] <= at <= span[1])


def billed_on(day: date) -> Decimal:
    """Credits of the agent on `day`, made up from the date."""
    return Decimal(12 + day.toordinal() % 7 * 3) / 4


def _bill_days(target: str, query: Mapping[str, str]) -> Response:
    span = _span(query, _LONGEST["days"])
    if isinstance(span, Response):
        return span
    if target != AGENT:
        return _error(40000, "Invalid parameter")
    days: Json = [
        {"date": day.isoformat(), "total": float(billed_on(day)), "chat": float(billed_on(day))} for day in _days(span)
    ]
    return answered(200, days)


def _bill_total(target: str, query: Mapping[str, str]) -> Response:
    span = _span(query, _LONGEST["total"])
    if isinstance(span, Response):
        return span
    if target != AGENT:
        return _error(40000, "Invalid parameter")
    days = list(_days(span))
    total = float(sum(map(billed_on, days)))
    return answered(
        200, {"start_date": days[0].isoformat(), "end_date": days[-1].isoformat(), "total": total, "chat": total}
    )


def _span(query: Mapping[str, str], longest: int) -> tuple[int, int] | Response:
    start, end = _number(query.get("start_time")), _number(query.get("end_time"))
    if start is None or end is None or end < start:
        return _error(40000, "Invalid parameter")
    if end - start > longest:
        return _error(40001, "The time range is invalid")
    return start, end


def _days(span: tuple[int, int]) -> Iterator[date]:
    start, end = (datetime.fromtimestamp(at / 1000, UTC).date() for at in span)
    return (start + timedelta(days=number) for number in range((end - start).days + 1))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 15 else None


def _error(code: int, message: str) -> Response:
    return answered(200, {"code": code, "message": message})


def _load(*, per_day: int, peak_per_hour: int, credits_each: str) -> ModelLoad:
    return ModelLoad(
        per_day=per_day,
        peak_per_hour=peak_per_hour,
        generation_seconds=Decimal(20),
        credits_each=Decimal(credits_each),
        max_daily=500,
        max_concurrent=5,
    )


FAKE: Final = Fake(
    vendor=VENDOR,
    keys=keys,
    routes=routes,
    workload={
        AGENT: _load(per_day=30, peak_per_hour=6, credits_each="1.5"),
        WORKFLOW: _load(per_day=12, peak_per_hour=3, credits_each="1.7"),
    },
    attested={
        "autobilling": {"threshold": Decimal(500), "amount": Decimal(2_000)},
        "credits": {"balance": Decimal(4_000)},
    },
)
