"""A fake of Runway's account API: https://docs.dev.runwayml.com/api.

It answers as the documented API does, and charges nobody. Where the wording of an error is not documented, it
is ours.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from preflight import clock
from preflight.config.model import ModelLoad
from preflight.providers.runway import VENDOR
from preflight.redact import Secret
from preflight.sandbox.fake import Fake, Keys
from preflight.sandbox.routes import Request, Response, Routes, answered, bearer
from preflight.sandbox.scenarios import Scenario, Standing
from preflight.verdict import Json

_VERSION: Final = "2024-11-06"
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DEFAULT_DAYS: Final = 30
_MOST_DAYS: Final = 90
_ISSUE: Final = "invalid_date"
_SEED: Final = 2024


def _organization(*, balance: int, cap: int, concurrent: int, daily: int, used: Mapping[str, int]) -> Json:
    limits: Json = {"maxConcurrentGenerations": concurrent, "maxDailyGenerations": daily}
    return {
        "creditBalance": balance,
        "tier": {"maxMonthlyCreditSpend": cap, "models": {"gen4.5": limits, "veo3.1": limits}},
        "usage": {"models": {model: {"dailyGenerations": count} for model, count in used.items()}},
    }


ORGANIZATIONS: Final[Mapping[Standing, Json]] = {
    Standing.HEALTHY: _organization(
        balance=420_000, cap=2_000_000, concurrent=10, daily=5_000, used={"gen4.5": 212, "veo3.1": 9}
    ),
    Standing.NO_CREDITS: _organization(
        balance=0, cap=2_000_000, concurrent=10, daily=5_000, used={"gen4.5": 212, "veo3.1": 9}
    ),
    Standing.TIER_TOO_SMALL: _organization(balance=4_000, cap=10_000, concurrent=1, daily=50, used={"gen4.5": 12}),
}
"""What `GET /v1/organization` answers."""


def key() -> Secret:
    """The key that the sandbox accepts: the documented form, the same each time, made when it is needed."""
    digits = random.Random(_SEED).choices("0123456789abcdef", k=128)
    return Secret("key" + "_" + "".join(digits))


def routes(scenario: Scenario, keys: Keys) -> Routes:
    """The paths of this vendor."""
    accepted = keys[None]

    def organization(request: Request) -> Response:
        return _refusal(request, scenario, accepted) or answered(200, ORGANIZATIONS[scenario.standing])

    def usage(request: Request) -> Response:
        return _refusal(request, scenario, accepted) or _usage(request.body, clock.today())

    return {("GET", "/v1/organization"): organization, ("POST", "/v1/organization/usage"): usage}


def usage_on(day: date) -> Mapping[str, int]:
    """Credits by model on `day`, made up from the date: a weekly rhythm, and a refund every tenth day."""
    number = day.toordinal()
    credits = {"gen4.5": 60 * (30 + number % 7), "veo3.1": 320 * (number % 3)}
    if number % 10 == 0:
        credits["gen4_turbo"] = -25
    return {model: amount for model, amount in credits.items() if amount}


def _refusal(request: Request, scenario: Scenario, accepted: Secret) -> Response | None:
    presented = bearer(request)
    if not presented:
        return _error(401, "No API key was provided. Send it as: Authorization: Bearer <key>")
    if not scenario.accepts_key or presented != accepted.reveal():
        return _error(401, "The API key is not valid.")
    if request.headers.get("x-runway-version") != _VERSION:
        return _error(400, f"The X-Runway-Version header must be {_VERSION}.")
    return None


def _usage(body: bytes, today: date) -> Response:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        return _error(400, "The body is not JSON.")
    if not isinstance(asked, dict):
        return _invalid([], "Expected an object")
    for name in ("startDate", "beforeDate"):
        if name in asked and _date(asked[name]) is None:
            return _invalid([name], "Expected a date of the form YYYY-MM-DD")
    start = _date(asked.get("startDate")) or today - timedelta(days=_DEFAULT_DAYS)
    before = _date(asked.get("beforeDate")) or start + timedelta(days=_DEFAULT_DAYS)
    if not 0 <= (before - start).days <= _MOST_DAYS:
        return _invalid(["beforeDate"], f"Must be 0 to {_MOST_DAYS} days after startDate")
    days = {day: usage_on(day) for day in _days(start, before)}
    return answered(
        200,
        {
            "models": sorted({model for credits in days.values() for model in credits}),
            "results": [
                {
                    "date": day.isoformat(),
                    "usedCredits": [{"model": model, "amount": amount} for model, amount in credits.items()],
                }
                for day, credits in days.items()
            ],
        },
    )


def _days(start: date, before: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((before - start).days))


def _date(value: object) -> date | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _invalid(path: list[str], message: str) -> Response:
    issue: Json = {"code": _ISSUE, "message": message, "path": path}
    return _error(400, "Validation of body failed", issues=[issue])


def _error(status: int, error: str, **more: Json) -> Response:
    return answered(status, {"error": error, **more, "docUrl": "https://docs.dev.runwayml.com/api"})


FAKE: Final = Fake(
    vendor=VENDOR,
    keys=lambda: {None: key()},
    routes=routes,
    workload={
        "gen4.5": ModelLoad(per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60)),
        "veo3.1": ModelLoad(per_day=40, peak_per_hour=8, generation_seconds=Decimal(120), output_seconds=Decimal(8)),
    },  # 48,800 credits a day, 7,960 in the peak hour, 146,400 in the three days that a failing card leaves
    attested={"autobilling": {"threshold": Decimal(150_000), "amount": Decimal(250_000)}},
)
