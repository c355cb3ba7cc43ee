"""A fake of RunTools' billing API: https://docs.runtools.ai/api-reference/billing.

What the documentation leaves open (the sign of what was spent, the form of `my-usage`) is made up.
"""

import json
import random
import string
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from preflight import clock
from preflight.config.model import ModelLoad
from preflight.providers.runtools import VENDOR
from preflight.redact import Secret
from preflight.sandbox.fake import Fake, Keys
from preflight.sandbox.routes import Request, Response, Routes, answered, bearer
from preflight.sandbox.scenarios import Scenario, Standing
from preflight.verdict import Json

_SEED: Final = 32
_DAYS: Final = 60
_ORGANIZATION: Final = "5a1db0c5-0000-4000-8000-000000000001"
_MOST_ROWS: Final = 500
_PERIODS: Final = {"current", "7d", "30d", "all_time"}

BALANCES: Final[Mapping[Standing, int]] = {
    Standing.HEALTHY: 42_000,
    Standing.NO_CREDITS: 0,
    Standing.TIER_TOO_SMALL: 900,
}
"""Cents."""
PLANS: Final[Mapping[Standing, str]] = {
    Standing.HEALTHY: "team",
    Standing.NO_CREDITS: "team",
    Standing.TIER_TOO_SMALL: "free",
}
AUTO_TOPUP: Final[Mapping[Standing, Mapping[str, Json]]] = {
    Standing.HEALTHY: {"enabled": True, "thresholdCents": 5_000, "topupAmountCents": 20_000, "saved": True},
    Standing.NO_CREDITS: {"enabled": False, "thresholdCents": 0, "topupAmountCents": 0, "saved": True},
    Standing.TIER_TOO_SMALL: {"enabled": True, "thresholdCents": 500, "topupAmountCents": 1_000, "saved": False},
}
"""Enabled without a saved payment method is how a launch fails on day two."""


def key() -> Secret:
    """The key that the sandbox accepts: a live one's form, the same each time, made when it is needed."""
    return Secret("rt" + "_live_" + "".join(random.Random(_SEED).choices(string.ascii_letters + string.digits, k=32)))


def routes(scenario: Scenario, keys: Keys) -> Routes:
    """The paths of this vendor; auto-top-up keeps what is written to it."""
    settings = dict(AUTO_TOPUP[scenario.standing])
    balance, plan = BALANCES[scenario.standing], PLANS[scenario.standing]
    answers: Routes = {
        ("GET", "/credits"): lambda request: _data(_credits(balance, {"freeCreditsUsed": True})),
        ("GET", "/plan"): lambda request: _data(_credits(balance, {"orgId": _ORGANIZATION, "plan": plan})),
        ("GET", "/credits/history"): lambda request: _history(request.query, list(ledger(balance, clock.today()))),
        ("GET", "/my-usage"): lambda request: _usage(request.query, may_see_all=scenario.may_write),
        ("GET", "/auto-topup"): lambda request: _data(_topup(settings)),
        ("PUT", "/auto-topup"): lambda request: _write(request.body, settings, may_write=scenario.may_write),
    }

    def guarded(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        return lambda request: _refusal(request, scenario, keys) or answer(request)

    return {(method, f"/v1/billing{path}"): guarded(answer) for (method, path), answer in answers.items()}


def ledger(balance: int, today: date) -> Iterator[Mapping[str, Json]]:
    """Bookings that end, yesterday, in `balance` cents; oldest first. The first one fills an empty account."""
    changes: list[tuple[datetime, str, str, int]] = []
    for number in range(_DAYS):
        day = today - timedelta(days=_DAYS - number)
        changes += [
            (_at(day, 9), "usage", "agent-run", -(300 + 20 * (day.toordinal() % 7))),
            (_at(day, 15), "usage", "sandbox", -(40 * (day.toordinal() % 3))),
        ]
        if day.toordinal() % 10 == 0:
            changes.append((_at(day, 18), "refund", "tool-call", 75))
    changes = [change for change in changes if change[3]]
    opening = balance - sum(amount for *_, amount in changes)
    after = 0
    for at, kind, resource, amount in [(_at(today - timedelta(days=_DAYS), 1), "topup", "", opening), *changes]:
        after += amount
        yield {
            "id": f"00000000-0000-4000-8000-{int(at.timestamp()):012d}",
            "orgId": _ORGANIZATION,
            "type": kind,
            "amountCents": abs(amount),
            "resource": resource,
            "description": kind,
            "referenceId": "",
            "balanceAfterCents": after,
            "createdAt": at.isoformat().replace("+00:00", "Z"),
        }


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _refusal(request: Request, scenario: Scenario, keys: Keys) -> Response | None:
    presented = request.headers.get("x-api-key") or bearer(request)
    if not presented:
        return _error(401, "unauthorized", "No credentials were provided.")
    if not scenario.accepts_key or presented != keys[None].reveal():
        return _error(401, "invalid_token", "The key is not valid.")
    return None


def _credits(balance: int, more: Mapping[str, Json]) -> Json:
    return {"balanceCents": balance, "totalGrantedCents": balance + 25_000, "totalUsedCents": 25_000, **more}


def _history(query: Mapping[str, str], rows: list[Mapping[str, Json]]) -> Response:
    limit, first = query.get("limit", "100"), query.get("cursor", "0")
    if not (limit.isdigit() and 1 <= int(limit) <= _MOST_ROWS and first.isdigit()):
        return _error(400, "bad_request", f"limit must be 1 to {_MOST_ROWS}.")
    rows = rows[::-1]
    end = int(first) + int(limit)
    more: Json = {"hasMore": True, "nextCursor": str(end)} if end < len(rows) else {"hasMore": False}
    return answered(200, {"data": rows[int(first) : end], "meta": more})


def _usage(query: Mapping[str, str], *, may_see_all: bool) -> Response:
    if query.get("period", "current") not in _PERIODS:
        return _error(400, "bad_request", "period must be current, 7d, 30d or all_time.")
    if query.get("all") == "true" and not may_see_all:
        return _error(403, "forbidden", "Only organization admins may see everyone's usage.")
    people = 3 if query.get("all") == "true" else 1
    return _data(
        {
            "tokens": {"input": 1_200_000 * people, "output": 310_000 * people},
            "modelUsage": {"requests": 4_210 * people},
            "sandboxRuntime": {"seconds": 86_400 * people},
            "storageUsage": {"bytes": 5_000_000_000},
            "toolExecutions": 912 * people,
            "resourceCharges": {"cents": 11_480 * people},
        }
    )


def _topup(settings: Mapping[str, Json]) -> Json:
    shown = {name: settings[name] for name in ("enabled", "thresholdCents", "topupAmountCents")}
    return {**shown, "hasSavedPaymentMethod": settings["saved"], "lastTopupAt": None}


def _write(body: bytes, settings: dict[str, Json], *, may_write: bool) -> Response:
    if not may_write:
        return _error(403, "forbidden", "Only organization admins may change billing.")
    try:
        wanted = json.loads(body)
    except ValueError:
        return _error(400, "bad_request", "The body is not JSON.")
    kinds: Mapping[str, type] = {"enabled": bool, "thresholdCents": int, "topupAmountCents": int}
    if not isinstance(wanted, dict) or any(type(wanted.get(name)) is not kind for name, kind in kinds.items()):
        return _error(400, "bad_request", "enabled, thresholdCents and topupAmountCents are required.")
    settings.update({name: wanted[name] for name in kinds})
    return answered(200, {})


def _data(data: Json) -> Response:
    return answered(200, {"data": data, "meta": {"requestId": "sandbox"}})


def _error(status: int, code: str, message: str) -> Response:
    return answered(status, {"error": {"code": code, "message": message}})


FAKE: Final = Fake(
    vendor=VENDOR,
    keys=lambda: {None: key()},
    routes=routes,
    path="/v1",
    workload={
        "agent-run": ModelLoad(
            per_day=200,
            peak_per_hour=30,
            generation_seconds=Decimal(40),
            credits_each=Decimal(3),
            max_daily=2_000,
            max_concurrent=20,
        )
    },
)
