"""RunTools' billing API: https://docs.runtools.ai/api-reference/billing. It counts in cents.

It tells the balance, the plan and auto-top-up; limits it does not tell. A key whose scopes do not cover billing is
answered with 403, which says nothing against the key.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from preflight.account import Access, Account, AutoBilling, Unit
from preflight.parts import Known, NotReadable, Part
from preflight.providers.base import KeyShape, Vendor
from preflight.providers.fields import Field
from preflight.providers.question import Dialect
from preflight.providers.reply import Reply
from preflight.providers.runtools_usage import read_usage
from preflight.usage import Usage

if TYPE_CHECKING:
    from preflight.providers.http import Client

VENDOR: Final = Vendor(
    name="runtools",
    title="RunTools",
    key_variable="RUNTOOLS_API_KEY",
    base_url_variable="RUNTOOLS_BILLING_URL",
    base_url="https://billing.runtools.ai/v1",
    hosts=frozenset({"billing.runtools.ai"}),
    wrong_hosts={
        "api.runtools.ai": "it is the orchestrator's host; billing is at billing.runtools.ai",
        "auth.runtools.ai": "it is the sign-in host; billing is at billing.runtools.ai",
        "tools.runtools.ai": "it is the tools' host; billing is at billing.runtools.ai",
        "api.example.com": "it is the placeholder of the documentation; billing is at billing.runtools.ai",
    },
    # https://github.com/runtools-ai/runtools-auth, src/credentials/keys.rs
    key_shape=KeyShape(
        re.compile(r"rt_(live|test)_[0-9A-Za-z]{32}"), "`rt_live_` or `rt_test_` and 32 letters or digits"
    ),
    development_key="rt_test_",
    unit=Unit.CENTS,
)

_OWN_HEADER: Final = Dialect(key_header="X-API-Key", key_prefix="")
_DIALECTS: Final[Mapping[str | None, Dialect]] = {None: _OWN_HEADER, "x-api-key": _OWN_HEADER, "bearer": Dialect()}
_CREDITS, _PLAN, _AUTO_TOPUP = "/billing/credits", "/billing/plan", "/billing/auto-topup"
_NOT_TOLD: Final = NotReadable("RunTools' API does not tell limits")
NO_PERMISSION: Final = "not readable with this key (HTTP 403)"

_REJECTIONS: Final = {
    "token_expired": ("the key has expired", "make a new key (`runtools auth keys create`) and set it"),
    "invalid_token": (
        "the key is unknown, mistyped or revoked",
        "copy the key again; `runtools auth keys list` shows which ones exist, `runtools auth keys create` makes one",
    ),
}
_MEANINGS: Final = {
    404: "the base URL may lack its /v1, or be another service's",
    429: "too many requests; it does not tell whether the key is good",
}


class RunTools:
    """Reads an account with three requests at the same time, and may change auto-top-up when told to."""

    vendor: Final = VENDOR

    def read_account(self, client: "Client") -> Account:
        """Balance, plan and auto-top-up, each known or not readable on its own."""
        replies = client.get_all([_CREDITS, _PLAN, _AUTO_TOPUP], _DIALECTS[client.auth])
        if all(reply.body is None for reply in replies):
            return _unread(replies)
        credits, plan, topup = (_data(reply) for reply in replies)
        account = Account(
            provider=VENDOR.name,
            access=Access.ACCEPTED,
            detail="HTTP 200",
            balance=_either(credits.child("balanceCents").balance(), plan.child("balanceCents").balance()),
            monthly_cap=_NOT_TOLD,
            limits=_NOT_TOLD,
            used=_NOT_TOLD,
            unit=VENDOR.unit,
            plan=plan.child("plan").text(),
            autobilling=_autobilling(topup),
        )
        if any(isinstance(part, Known) for part in (account.balance, account.plan, *_parts(account.autobilling))):
            return account
        return _undecided("HTTP 200, but without a readable balance, plan or auto-top-up: not RunTools' answer")

    def read_usage(self, client: "Client", start: date, before: date) -> Usage:
        """Cents by resource, from the ledger; with it the vendor's own summary."""
        return read_usage(client, _DIALECTS[client.auth], start, before)

    def ask_autobilling(self, client: "Client") -> Reply:
        """Auto-top-up as it is set now, unread."""
        return client.get_json(_AUTO_TOPUP, _DIALECTS[client.auth])

    def autobilling_in(self, reply: Reply) -> Part[AutoBilling]:
        """What such an answer tells."""
        return _autobilling(_data(reply))

    def write_autobilling(self, client: "Client", *, threshold: int, amount: int) -> Reply:
        """Turns auto-top-up on, with these cents. Asked once; what came of it has to be read."""
        wanted = {"enabled": True, "thresholdCents": threshold, "topupAmountCents": amount}
        return client.put_json(_AUTO_TOPUP, wanted, _DIALECTS[client.auth])


RUNTOOLS: Final = RunTools()


def _data(reply: Reply) -> Field:
    """The answer without its envelope; where there is none, why."""
    if reply.body is not None:
        return Field("", Known(reply.body)).child("data")
    return Field("data", NotReadable(NO_PERMISSION if reply.status == 403 else reply.problem))


def _either(first: Part[int], second: Part[int]) -> Part[int]:
    return first if isinstance(first, Known) or isinstance(second, NotReadable) else second


def _autobilling(data: Field) -> Part[AutoBilling]:
    """Not readable as a whole only where there is no answer, or no object in it."""
    fields = data.fields()
    if isinstance(fields, NotReadable):
        return fields
    return Known(
        AutoBilling(
            enabled=data.child("enabled").flag(),
            threshold=data.child("thresholdCents").whole(),
            amount=data.child("topupAmountCents").whole(),
            payment_method=data.child("hasSavedPaymentMethod").flag(),
            last_charge=data.child("lastTopupAt").nullable(Field.instant),
        )
    )


def _parts(autobilling: Part[AutoBilling]) -> tuple[object, ...]:
    if isinstance(autobilling, NotReadable):
        return ()
    told = autobilling.value
    return (told.enabled, told.threshold, told.amount, told.payment_method, told.last_charge)


def _unread(replies: list[Reply]) -> Account:
    """Nothing was answered with 200. One 401 rejects the key; 403 leaves it open."""
    refused = next((reply for reply in replies if reply.status == 401), None)
    if refused:
        code = _code(refused)
        meaning, cure = _REJECTIONS.get(code, ("", ""))
        detail = f"{refused.problem}; {meaning}" if meaning else refused.problem
        return Account.unread(VENDOR.name, Access.REJECTED, detail, unit=VENDOR.unit, cure=cure)
    reply = replies[0]
    if reply.status == 403:
        return _undecided(
            f"{reply.problem}; billing is not readable with this key, which does not tell whether it is good",
            cure="check with a key that may read billing: an organization admin's",
        )
    meaning = _MEANINGS.get(reply.status or 0, "")
    return _undecided(f"{reply.problem}; {meaning}" if meaning else reply.problem)


def _undecided(reason: str, *, cure: str = "") -> Account:
    return Account.unread(VENDOR.name, Access.UNDECIDED, reason, unit=VENDOR.unit, cure=cure)


def _code(reply: Reply) -> str:
    error = Field("", Known(reply.refusal or {})).child("error")
    match error.child("code").text():
        case Known(code):
            return code
        case NotReadable():
            return ""
