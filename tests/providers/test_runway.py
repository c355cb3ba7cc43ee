"""Runway's account over real HTTP: every answer, odd answer and missing answer becomes the right account."""

import gzip
import time
from typing import Any

import pytest

from preflight.account import Access, Account, ModelLimits
from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import resolve
from preflight.providers.http import Client, Seams
from preflight.providers.runway import RUNWAY, VENDOR
from preflight.redact import Secret
from tests.keys import runway_key
from tests.servers import (
    answer,
    closed_port,
    cut,
    drip,
    hang,
    hang_after,
    head,
    playing,
    raw,
    reset,
)

KEY = runway_key(11)
BUDGET = 5.0
SMALL_BUDGET = 0.4
"""Seconds, for servers that never come to an end."""
SLACK = 1.0
"""Seconds that a busy machine may take on top of a budget."""
NO_LIMITS = {"maxConcurrentGenerations": None, "maxDailyGenerations": None}
GOOD: dict[str, Any] = {
    "creditBalance": 4200,
    "tier": {
        "maxMonthlyCreditSpend": 50_000,
        "models": {
            "gen4.5": {"maxConcurrentGenerations": 3, "maxDailyGenerations": 500},
            "veo3.1": NO_LIMITS,
        },
    },
    "usage": {"models": {"gen4.5": {"dailyGenerations": 17}}},
}
READ = Account(
    provider="runway",
    access=Access.ACCEPTED,
    detail="HTTP 200",
    balance=Known(4200),
    monthly_cap=Known(50_000),
    limits=Known(
        {
            "gen4.5": ModelLimits(Known(3), Known(500)),
            "veo3.1": ModelLimits(Known(None), Known(None)),
        }
    ),
    used=Known({"gen4.5": Known(17)}),
)


def read(url, *, budget=BUDGET, sleep=lambda seconds: None):
    endpoint = resolve(VENDOR, {"RUNWAYML_BASE_URL": url}, ())
    seams = Seams(sleep=sleep, random=lambda: 0.0)
    with Client(endpoint, Secret(KEY), budget=budget, seams=seams) as client:
        began = time.monotonic()
        account = RUNWAY.read_account(client)
        assert time.monotonic() - began < budget + SLACK
    assert KEY[:20] not in repr(account)
    return account


def read_played(*behaviours, **options):
    with playing(*behaviours) as server:
        account = read(server.url, **options)
    return account, len(server.heads)


def unread(account, access):
    """The reason, after a look that there is nothing else."""
    assert account == Account.unread("runway", access, account.detail)
    return account.detail


def changed(**parts):
    return {**GOOD, **parts}


def test_a_healthy_account_takes_one_request():
    with playing(answer(200, GOOD)) as server:
        assert read(server.url) == READ
    assert len(server.heads) == 1
    assert server.heads[0].startswith(b"GET /v1/organization HTTP/1.1\r\n")
    assert server.holds("X-Runway-Version: 2024-11-06\r\n")
    assert server.holds(f"Authorization: Bearer {KEY}\r\n")


def test_a_model_that_was_not_used_has_no_generations():
    account, _ = read_played(answer(200, GOOD))
    assert account.used_24h("veo3.1") == Known(0)


def test_unknown_fields_are_no_trouble():
    more = changed(autobilling={"on": True}, tier={**GOOD["tier"], "name": "2"})
    account, _ = read_played(answer(200, more))
    assert account == READ


@pytest.mark.parametrize(
    ("status", "body", "access", "says"),
    [
        (401, {"error": "No API key was provided. Go away."}, Access.REJECTED, "No API key was provided"),
        (401, b"", Access.REJECTED, "HTTP 401"),
        (401, b"<html>", Access.REJECTED, "HTTP 401"),
        (401, b'{"error": {"a": 1}}', Access.REJECTED, "HTTP 401"),
        (400, {"error": "X-Runway-Version is missing"}, Access.UNDECIDED, "X-Runway-Version is missing"),
        (400, {"error": "Validation of body failed", "issues": []}, Access.UNDECIDED, "Validation of body"),
        (400, {"error": "You do not have enough credits"}, Access.UNDECIDED, "not have enough credits"),
        (402, {}, Access.UNDECIDED, "HTTP 402"),
        (403, b"<h1>Blocked</h1>", Access.UNDECIDED, "firewall or proxy"),
        (404, {"error": "Not found"}, Access.UNDECIDED, "no /v1/organization there"),
        (405, b"", Access.UNDECIDED, "GET is not allowed"),
        (409, {}, Access.UNDECIDED, "HTTP 409"),
        (422, {}, Access.UNDECIDED, "HTTP 422"),
        (204, b"", Access.UNDECIDED, "HTTP 204"),
        (201, GOOD, Access.UNDECIDED, "HTTP 201"),
    ],
)
def test_a_refusal_is_read_once(status, body, access, says):
    account, requests = read_played(answer(status, body))
    assert says in unread(account, access)
    assert requests == 1


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (429, "does not tell whether the key is good"),
        (500, "fault on the vendor's side"),
        (502, "shedding load"),
        (503, "shedding load"),
        (504, "overloaded"),
    ],
)
def test_a_fault_that_stays_is_undecided_and_one_that_passes_is_forgotten(status, says):
    account, requests = read_played(answer(status, {"error": "try later"}))
    assert says in unread(account, Access.UNDECIDED)
    assert requests == 3
    account, requests = read_played(answer(status), answer(200, GOOD))
    assert (account, requests) == (READ, 2)


def test_a_short_retry_after_is_honoured_and_a_long_one_reported():
    pauses: list[float] = []
    wait = {"Retry-After": "2"}
    account, _ = read_played(answer(429, headers=wait), answer(200, GOOD), sleep=pauses.append)
    assert (account, pauses) == (READ, [2.0])
    account, requests = read_played(answer(429, headers={"Retry-After": "86400"}))
    assert "asked us to wait 86,400 s" in unread(account, Access.UNDECIDED)
    assert requests == 1


FULL = head(200, {"Content-Type": "application/json", "Content-Length": "100000"})


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (reset, "reset the connection"),
        (raw(b""), "closed the connection without an answer"),
        (raw(b"220 mail ready\r\n\r\n"), "not HTTP"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000), "not HTTP"),
        (cut(200, b'{"creditBalance": 4200'), "ended in the middle"),
    ],
)
def test_a_broken_answer_is_undecided(behaviour, says):
    account, _ = read_played(behaviour)
    assert says in unread(account, Access.UNDECIDED)


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (hang, "took too long"),
        (hang_after(b"HTTP/1.1 200 OK\r\nContent-Ty"), "took too long"),
        (drip(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"x"), "took too long"),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "took too long"),
        (hang_after(FULL + b"{"), "in time|took too long"),  # whichever clock runs out first
        (drip(FULL + b"{", b" "), "did not end in time"),
        (drip(head(200, {"Transfer-Encoding": "chunked"}), b"1\r\n \r\n"), "did not end in time"),
    ],
    ids=["hang", "hang-in-head", "head-drip", "endless-100", "hang-in-body", "body-drip", "chunk-drip"],
)
def test_an_endless_answer_is_undecided_within_the_budget(behaviour, says):
    account, _ = read_played(behaviour, budget=SMALL_BUDGET)
    reason = unread(account, Access.UNDECIDED)
    assert any(words in reason for words in says.split("|"))


def test_nobody_listens():
    with closed_port() as url:
        assert "refused the connection" in unread(read(url), Access.UNDECIDED)


def test_a_401_counts_even_when_its_body_never_ends():
    head_401 = head(401, {"Content-Length": "100000"})
    account, _ = read_played(drip(head_401, b" "), budget=SMALL_BUDGET)
    assert "HTTP 401" in unread(account, Access.REJECTED)


@pytest.mark.parametrize(
    ("body", "more", "says"),
    [
        (b"<html>Sign in</html>", {"Content-Type": "text/html"}, "text/html instead of JSON"),
        (b'{"creditBalance": 42', {}, "JSON that breaks off"),
        (b'{"creditBalance": "\xc3\x28"}', {}, "not UTF-8"),
        (b"[]", {}, "a JSON list"),
        (b"42", {}, "a JSON number"),
        (b"{}", {}, "found: nothing"),
        (b'{"message": "hello", "ok": true}', {}, "found: message, ok"),
        (b'{"creditBalance": "12", "tier": [], "usage": 7}', {}, "without a readable creditBalance"),
        (b"{" + b" " * (2 << 20) + b"}", {}, "more than 1 MiB"),
        (gzip.compress(b" " * (100 << 20), 1), {"Content-Encoding": "gzip"}, "more than 1 MiB once unpacked"),
        (b'{"' + KEY.encode() + b'": 1}', {}, "found: key_…"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_200_that_is_not_runways_does_not_accept_the_key(body, more, says):
    account, _ = read_played(answer(200, body, headers=more))
    assert says in unread(account, Access.UNDECIDED)


def test_a_redirect_is_not_followed():
    with playing(answer(200, GOOD)) as target:
        account, requests = read_played(answer(307, headers={"Location": f"{target.url}/v1/organization"}))
    assert "redirect to 127.0.0.1, which was not followed" in unread(account, Access.UNDECIDED)
    assert requests == 1
    assert target.heads == []


@pytest.mark.parametrize(
    ("balance", "part"),
    [
        (0, Known(0)),
        (-12, Known(-12)),
        (None, NotReadable("creditBalance should be a whole number and is a null")),
        (True, NotReadable("creditBalance should be a whole number and is a boolean True")),
        (12.0, NotReadable("creditBalance should be a whole number and is a number 12.0")),
        ("12", NotReadable("creditBalance should be a whole number and is a string '12'")),
        ([12], NotReadable("creditBalance should be a whole number and is a list")),
        (10**400, NotReadable("creditBalance is impossibly large")),
        (-(10**400), NotReadable("creditBalance is negative")),
    ],
)
def test_balance(balance, part):
    account, _ = read_played(answer(200, changed(creditBalance=balance)))
    assert (account.access, account.balance) == (Access.ACCEPTED, part)
    assert (account.limits, account.used) == (READ.limits, READ.used)


def test_each_missing_part_is_missing_alone():
    without = {name: value for name, value in GOOD.items() if name != "creditBalance"}
    account, _ = read_played(answer(200, without))
    assert account.balance == NotReadable("creditBalance is missing")
    assert account.limits == READ.limits
    account, _ = read_played(answer(200, {"creditBalance": 1}))
    assert account.balance == Known(1)
    assert account.monthly_cap == account.limits == NotReadable("tier is missing")
    assert account.used == NotReadable("usage is missing")
    assert account.used_24h("gen4.5") == NotReadable("usage is missing")


@pytest.mark.parametrize(
    ("tier", "cap", "limits"),
    [
        ([], "tier should be an object and is a list", "tier should be an object and is a list"),
        ({}, "tier.maxMonthlyCreditSpend is missing", "tier.models is missing"),
        (
            {"maxMonthlyCreditSpend": -1, "models": "all"},
            "tier.maxMonthlyCreditSpend is negative",
            "tier.models should be an object and is a string 'all'",
        ),
        (
            {"maxMonthlyCreditSpend": None, "models": None},
            "tier.maxMonthlyCreditSpend should be a whole number and is a null",
            "tier.models should be an object and is a null",
        ),
    ],
)
def test_tier(tier, cap, limits):
    account, _ = read_played(answer(200, changed(tier=tier)))
    assert (account.monthly_cap, account.limits) == (NotReadable(cap), NotReadable(limits))
    assert account.balance == READ.balance


def test_limits_of_one_model_do_not_spoil_the_others():
    models = {
        "good": {"maxConcurrentGenerations": 0, "maxDailyGenerations": 5},
        "half": {"maxConcurrentGenerations": 2},
        "odd": {"maxConcurrentGenerations": "2", "maxDailyGenerations": -5},
        "not": 5,
    }
    account, _ = read_played(answer(200, changed(tier={"maxMonthlyCreditSpend": 1, "models": models})))
    gone = NotReadable('tier.models["not"] should be an object and is a number')
    assert account.limits == Known(
        {
            "good": ModelLimits(Known(0), Known(5)),
            "half": ModelLimits(Known(2), NotReadable('tier.models["half"].maxDailyGenerations is missing')),
            "odd": ModelLimits(
                NotReadable(
                    "tier.models[\"odd\"].maxConcurrentGenerations should be a whole number and is a string '2'"
                ),
                NotReadable('tier.models["odd"].maxDailyGenerations is negative'),
            ),
            "not": ModelLimits(gone, gone),
        }
    )


@pytest.mark.parametrize(
    ("usage", "used"),
    [
        ({}, NotReadable("usage.models is missing")),
        (None, NotReadable("usage should be an object and is a null")),
        ({"models": []}, NotReadable("usage.models should be an object and is a list")),
        ({"models": {}}, Known({})),
        (
            {"models": {"a": {"dailyGenerations": 3}, "b": {}, "c": {"dailyGenerations": None}}},
            Known(
                {
                    "a": Known(3),
                    "b": NotReadable('usage.models["b"].dailyGenerations is missing'),
                    "c": NotReadable('usage.models["c"].dailyGenerations should be a whole number and is a null'),
                }
            ),
        ),
    ],
)
def test_usage(usage, used):
    account, _ = read_played(answer(200, changed(usage=usage)))
    assert account.used == used


def test_model_names_are_made_safe_to_print():
    names = {KEY: {"dailyGenerations": 1}, "a\x1b[2J\u202eb\ud800": {"dailyGenerations": KEY}, "x" * 999: {}}
    account, _ = read_played(answer(200, changed(usage={"models": names})))
    assert isinstance(account.used, Known)
    assert all(name.isprintable() and len(name) <= 100 for name in account.used.value)
