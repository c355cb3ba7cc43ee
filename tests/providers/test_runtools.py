"""RunTools' account over real HTTP: what is asked, each part on its own, and every way to say no."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from preflight.account import Access, Account, AutoBilling, Unit
from preflight.parts import Known, NotReadable
from preflight.providers.runtools import NO_PERMISSION, RUNTOOLS
from preflight.sandbox.runtools import BALANCES, PLANS
from preflight.sandbox.scenarios import SCENARIOS
from preflight.sandbox.server import Asked, serve
from tests.keys import runtools_key
from tests.providers.asked import asking
from tests.servers import answer, closed_port, hang, playing

KEY = runtools_key()
CREDITS = {"balanceCents": 1_000, "totalGrantedCents": 2_000, "totalUsedCents": 1_000, "freeCreditsUsed": False}
PLAN = {"orgId": "x", "plan": "free", "balanceCents": 1_000}
TOPUP = {
    "enabled": True,
    "thresholdCents": 500,
    "topupAmountCents": 2_000,
    "hasSavedPaymentMethod": True,
    "lastTopupAt": "2026-11-01T12:30:00+02:00",
}
GOOD = {"data": {**CREDITS, **PLAN, **TOPUP}}
"""One answer that suits all three questions: which of them comes first is not settled."""


def read(url, **options):
    with asking(RUNTOOLS, url, KEY, **options) as client:
        account = RUNTOOLS.read_account(client)
    assert KEY not in repr(account)
    return account


def read_played(*behaviours, **options):
    with playing(*behaviours) as server:
        account = read(server.url, **options)
    return account, server.heads


def test_an_account_takes_three_reads_and_nothing_else():
    account, heads = read_played(answer(200, GOOD))
    assert sorted(head.split(b" HTTP")[0] for head in heads) == [
        b"GET /billing/auto-topup",
        b"GET /billing/credits",
        b"GET /billing/plan",
    ]
    assert (account.access, account.unit) == (Access.ACCEPTED, Unit.CENTS)
    assert (account.balance, account.plan) == (Known(1_000), Known("free"))
    assert account.autobilling == Known(
        AutoBilling(
            enabled=Known(True),
            threshold=Known(500),
            amount=Known(2_000),
            payment_method=Known(True),
            last_charge=Known(datetime(2026, 11, 1, 10, 30, tzinfo=UTC)),
        )
    )
    gone = NotReadable("RunTools' API does not tell limits")
    assert account.monthly_cap == account.limits == account.used == gone


@pytest.mark.parametrize(
    ("auth", "header"),
    [(None, f"X-API-Key: {KEY}\r\n"), ("x-api-key", f"X-API-Key: {KEY}\r\n"), ("bearer", f"Bearer {KEY}\r\n")],
)
def test_the_key_travels_in_the_header_that_the_config_wants(auth, header):
    _, heads = read_played(answer(200, GOOD), auth=auth)
    assert all(header.encode() in head for head in heads)
    assert all((b"Authorization" in head) == (auth == "bearer") for head in heads)


@pytest.mark.parametrize(
    ("status", "error", "access", "says"),
    [
        (401, {"code": "invalid_token", "message": "nope"}, Access.REJECTED, "unknown, mistyped or revoked"),
        (401, {"code": "token_expired", "message": "old"}, Access.REJECTED, "the key has expired"),
        (401, {"code": "unauthorized"}, Access.REJECTED, "HTTP 401"),
        (401, "nope", Access.REJECTED, 'HTTP 401: "nope"'),
        (403, {"code": "forbidden", "message": "no scope"}, Access.UNDECIDED, "does not tell whether it is good"),
        (404, {"code": "not_found"}, Access.UNDECIDED, "the base URL may lack its /v1"),
        (400, {"code": "bad_request", "message": "orgId"}, Access.UNDECIDED, 'HTTP 400: "orgId"'),
        (409, {}, Access.UNDECIDED, "HTTP 409"),
        (429, {}, Access.UNDECIDED, "too many requests"),
        (500, {"code": "internal_error", "message": "oh"}, Access.UNDECIDED, 'HTTP 500: "oh"'),
        (502, {}, Access.UNDECIDED, "HTTP 502"),
    ],
)
def test_every_refusal_has_its_meaning(status, error, access, says):
    account, _ = read_played(answer(status, {"error": error}))
    assert (account.access, account.unit) == (access, Unit.CENTS)
    assert says in account.detail
    assert account.balance == account.plan == account.autobilling == NotReadable(account.detail)


def test_a_403_says_nothing_against_the_key_and_what_to_do():
    account, _ = read_played(answer(403, {"error": {"code": "forbidden"}}))
    assert account.cure == "check with a key that may read billing: an organization admin's"


def by_path(credits, plan, topup):
    return playing(paths={"/billing/credits": credits, "/billing/plan": plan, "/billing/auto-topup": topup})


@contextmanager
def sandboxed(name):
    """The provider's client, at the sandbox's fake of it, and the sandbox."""
    with serve(SCENARIOS[name]) as sandbox:
        key = sandbox.keys["runtools"][None]
        with asking(RUNTOOLS, sandbox.base_url("runtools"), key) as client:
            yield client, sandbox.requests


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (answer(403, {"error": {"code": "forbidden"}}), NO_PERMISSION),
        (answer(404), "HTTP 404"),
        (answer(200, {"data": []}), "data should be an object and is a list"),
        (answer(200, {"meta": {}}), "data is missing"),
        (answer(200, b"<html>"), "HTTP 200 with application/json instead of JSON"),
    ],
)
def test_auto_topup_may_be_hidden_while_the_rest_is_readable(behaviour, reason):
    with by_path(credits=answer(200, {"data": CREDITS}), plan=answer(200, {"data": PLAN}), topup=behaviour) as server:
        account = read(server.url)
    assert (account.access, account.balance, account.plan) == (Access.ACCEPTED, Known(1_000), Known("free"))
    assert isinstance(account.autobilling, NotReadable)
    assert reason in account.autobilling.reason


def test_the_plan_tells_the_balance_where_credits_do_not():
    with by_path(credits=answer(503), plan=answer(200, {"data": PLAN}), topup=answer(403)) as server:
        account = read(server.url)
    assert (account.balance, account.plan) == (Known(1_000), Known("free"))


@pytest.mark.parametrize(
    ("parts", "part", "reason"),
    [
        ({"enabled": "yes"}, "enabled", "data.enabled should be true or false and is a string 'yes'"),
        ({"thresholdCents": -1}, "threshold", "data.thresholdCents is negative"),
        ({"topupAmountCents": 1.5}, "amount", "data.topupAmountCents should be a whole number"),
        ({"hasSavedPaymentMethod": None}, "payment_method", "should be true or false and is a null"),
        ({"lastTopupAt": "yesterday"}, "last_charge", "should be a date and time"),
    ],
)
def test_each_part_of_auto_topup_is_readable_or_not_on_its_own(parts, part, reason):
    account, _ = read_played(answer(200, {"data": {**GOOD["data"], **parts}}))
    told = getattr(account.autobilling.value, part)
    assert isinstance(told, NotReadable)
    assert reason in told.reason
    assert account.balance == Known(1_000)


def test_never_topped_up_is_known():
    account, _ = read_played(answer(200, {"data": {**GOOD["data"], "lastTopupAt": None}}))
    assert account.autobilling.value.last_charge == Known(None)


@pytest.mark.parametrize(
    "body",
    [{}, {"data": {}}, {"data": {"balanceCents": "12"}}, {"data": {"ok": True}}, {"creditBalance": 5}, {"data": 3}],
)
def test_a_200_that_is_not_runtools_does_not_accept_the_key(body):
    account, _ = read_played(answer(200, body))
    assert (account.access, "not RunTools' answer" in account.detail) == (Access.UNDECIDED, True)


def test_nobody_listens_or_nobody_answers():
    with closed_port() as url:
        assert "refused the connection" in read(url).detail
    account, _ = read_played(hang, budget=0.4)
    assert (account.access, "took too long" in account.detail) == (Access.UNDECIDED, True)


@pytest.mark.parametrize("name", ["healthy", "no-credits", "tier-too-small", "read-only"])
def test_the_sandbox_plays_it(name):
    standing = SCENARIOS[name].standing
    with sandboxed(name) as (c, requests):
        account = RUNTOOLS.read_account(c)
        assert {asked.path for asked in requests} == {
            "/v1/billing/credits", "/v1/billing/plan", "/v1/billing/auto-topup"
        }  # fmt: skip
    assert account.access is Access.ACCEPTED
    assert (account.balance, account.plan) == (Known(BALANCES[standing]), Known(PLANS[standing]))


@pytest.mark.parametrize(
    ("name", "access"),
    [
        ("bad-key", Access.REJECTED),
        ("outage", Access.UNDECIDED),
        ("rate-limited", Access.UNDECIDED),
        ("garbage", Access.UNDECIDED),
    ],
)
def test_the_sandbox_plays_trouble(name, access):
    with sandboxed(name) as (c, _):
        assert RUNTOOLS.read_account(c).access is access


def test_auto_topup_is_written_once_and_read_again():
    with sandboxed("healthy") as (c, requests):
        assert RUNTOOLS.write_autobilling(c, threshold=7_000, amount=30_000).status == 200
        after = RUNTOOLS.autobilling_in(RUNTOOLS.ask_autobilling(c)).value
        assert (after.threshold, after.amount, after.enabled) == (Known(7_000), Known(30_000), Known(True))
        assert requests[0] == Asked("PUT", "/v1/billing/auto-topup")
    with playing(answer(503)) as server, asking(RUNTOOLS, server.url, KEY) as c:
        assert RUNTOOLS.write_autobilling(c, threshold=1, amount=1).status == 503
    assert len(server.heads) == 1


def test_a_refused_write_changes_nothing():
    with sandboxed("read-only") as (c, _):
        before = RUNTOOLS.ask_autobilling(c)
        assert RUNTOOLS.write_autobilling(c, threshold=1, amount=1).status == 403
        assert RUNTOOLS.ask_autobilling(c) == before


def test_an_unread_account_says_why_in_every_part():
    unread = Account.unread("runtools", Access.NOT_ASKED, "offline", unit=Unit.CENTS)
    assert {unread.balance, unread.plan, unread.autobilling, unread.limits} == {NotReadable("offline")}
