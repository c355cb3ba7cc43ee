"""Runway's developer API: https://docs.dev.runwayml.com.

`GET /v1/organization` is read as the official clients type it (`runwayml` 5.24.0, 2026-10-23): limits may be
null, which means "no limit"; fields that are not listed there are ignored.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from preflight.account import Access, Account, ModelLimits
from preflight.parts import Known, NotReadable, Part
from preflight.providers.base import KeyShape, Vendor
from preflight.providers.fields import Field
from preflight.providers.payload import JsonObject, quoted
from preflight.providers.question import Dialect
from preflight.providers.reply import Reply
from preflight.providers.runway_usage import read_days
from preflight.usage import Usage

if TYPE_CHECKING:
    from preflight.providers.http import Client

VERSION_HEADER: Final = "X-Runway-Version"
API_VERSION: Final = "2024-11-06"

VENDOR: Final = Vendor(
    name="runway",
    title="Runway",
    key_variable="RUNWAYML_API_SECRET",
    base_url_variable="RUNWAYML_BASE_URL",
    base_url="https://api.dev.runwayml.com",
    hosts=frozenset({"api.dev.runwayml.com"}),
    wrong_hosts={
        "api.runwayml.com": "it is not the API's host and answers 401 to every key; api.dev.runwayml.com is",
        "api.dev-stage.runwayml.com": "it is Runway's staging host; production is api.dev.runwayml.com",
    },
    # https://docs.dev.runwayml.com/errors/troubleshooting
    key_shape=KeyShape(re.compile(r"key_[0-9a-f]{128}"), "`key_` and 128 lower-case hex digits"),
    lookalikes=(
        "RUNWAY_API_KEY",
        "RUNWAYML_API_KEY",
        "RUNWAY_API_SECRET",
        "RUNWAY_TOKEN",
        "RUNWAY_API_ACCESS",
    ),
    npm_package="@runwayml/sdk",
    code_words=("wait_for_task_output", "waitForTaskOutput"),
    portal="https://dev.runwayml.com",
)

_DIALECT: Final = Dialect(headers={VERSION_HEADER: API_VERSION})
_ORGANIZATION: Final = "/v1/organization"

# https://docs.dev.runwayml.com/errors/errors; 403 and 500 are not in that table
_MEANINGS: Final[Mapping[int, str]] = {
    400: "the request was not understood, though the key may be good",
    403: "a firewall or proxy may have refused the request; it does not tell whether the key is good",
    404: f"no {_ORGANIZATION} there; the base URL may have a path too much, or be another service's",
    405: "GET is not allowed there; the base URL may be another service's",
    429: "too many requests; it does not tell whether the key is good",
    500: "a fault on the vendor's side",
    502: "the vendor is shedding load",
    503: "the vendor is shedding load",
    504: "the vendor is overloaded",
}


class Runway:
    """Reads an account with one request, and usage with one for each 90 days."""

    vendor: Final = VENDOR

    def read_account(self, client: "Client") -> Account:
        """Balance, monthly cap, limits and use, each known or not readable on its own."""
        reply = client.get_json(_ORGANIZATION, _DIALECT)
        if reply.body is None:
            access = Access.REJECTED if reply.status == 401 else Access.UNDECIDED
            return Account.unread(VENDOR.name, access, _why(reply))
        account = _account(reply.body)
        parts = (account.balance, account.monthly_cap, account.limits, account.used)
        if any(isinstance(part, Known) for part in parts):
            return account
        return Account.unread(VENDOR.name, Access.UNDECIDED, _not_runway(reply.body))

    def read_usage(self, client: "Client", start: date, before: date) -> Usage:
        """Credits by model."""
        days = read_days(client, _DIALECT, start, before)
        return Usage(provider=VENDOR.name, unit=VENDOR.unit, start=start, before=before, days=days)


RUNWAY: Final = Runway()


def _why(reply: Reply) -> str:
    meaning = _MEANINGS.get(reply.status or 0)
    return f"{reply.problem}; {meaning}" if meaning else reply.problem


def _not_runway(body: JsonObject) -> str:
    found = quoted(", ".join(map(str, body))) or "nothing"
    return f"HTTP 200, but without a readable creditBalance, tier or usage (found: {found}): not Runway's answer"


def _account(body: JsonObject) -> Account:
    answer = Field("", Known(body))
    tier, usage = answer.child("tier"), answer.child("usage")
    return Account(
        provider=VENDOR.name,
        access=Access.ACCEPTED,
        detail="HTTP 200",
        balance=answer.child("creditBalance").balance(),
        monthly_cap=tier.child("maxMonthlyCreditSpend").whole(),
        limits=_limits(tier.child("models")),
        used=_used(usage.child("models")),
    )


def _limits(models: Field) -> Part[Mapping[str, ModelLimits]]:
    match models.entries():
        case Known(entries):
            return Known({model: _model_limits(entry) for model, entry in entries.items()})
        case NotReadable() as gone:
            return gone


def _model_limits(entry: Field) -> ModelLimits:
    return ModelLimits(
        max_concurrent=entry.child("maxConcurrentGenerations").limit(),
        max_daily=entry.child("maxDailyGenerations").limit(),
    )


def _used(models: Field) -> Part[Mapping[str, Part[int]]]:
    match models.entries():
        case Known(entries):
            return Known({model: entry.child("dailyGenerations").whole() for model, entry in entries.items()})
        case NotReadable() as gone:
            return gone
