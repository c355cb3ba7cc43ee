"""GPTBots' keys over real HTTP: verified, with fallbacks, and every code that stands for something."""

import pytest

from preflight.account import Access
from preflight.facts.account import Reading, Readings
from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import EndpointKind, resolve
from preflight.providers.gptbots import GPTBOTS, VENDOR
from preflight.providers.gptbots_answer import CODES, Kind, kind_of_key
from preflight.sandbox.scenarios import SCENARIOS
from preflight.sandbox.server import serve
from tests.facts_builders import credential
from tests.providers.asked import asking
from tests.servers import answer, closed_port, hang, playing, raw

KEY = "app" + "-" + "0123456789abcdefABCDEFgh"
VERIFY, DETAIL, RUNS = "/v1/api-key/verify", "/v1/bot/detail", "/v1/account/workflow/run/credits"
ACCEPTS = answer(200, {"type": "workflow", "id": "w1"})
NOT_THERE = answer(404, b"<html>nothing here")


def read(url, **options):
    with asking(GPTBOTS, url, KEY, **options) as client:
        account = GPTBOTS.read_account(client)
    assert KEY not in repr(account)
    return account


def read_played(*behaviours, **paths):
    with playing(*behaviours, paths=paths.get("paths")) as server:
        account = read(server.url)
    return account, [head.split()[1].decode().partition("?")[0] for head in server.heads]


def test_an_accepted_key_tells_nothing_else():
    with playing(ACCEPTS) as server:
        account = read(server.url)
    assert len(server.heads) == 1
    assert server.heads[0].startswith(b"GET /v1/api-key/verify HTTP/1.1\r\n")
    assert server.holds(f"Authorization: Bearer {KEY}\r\n")
    assert (account.access, account.detail) == (Access.ACCEPTED, "HTTP 200; it opens a workflow")
    gone = NotReadable("GPTBots has no endpoint that tells it")
    assert {account.balance, account.plan, account.limits, account.used, account.monthly_cap, account.autobilling} == {
        gone
    }


@pytest.mark.parametrize("body", [{}, {"ok": True}, {"code": 0, "message": "OK", "data": {}}, {"code": None}])
def test_any_object_without_an_error_code_accepts_the_key(body):
    account, _ = read_played(answer(200, body))
    assert account.access is Access.ACCEPTED


@pytest.mark.parametrize(
    ("code", "access", "says"),
    [
        (40127, Access.REJECTED, "the key is unknown"),
        (20055, Access.REJECTED, "the API is not enabled"),
        (40378, Access.REJECTED, "the agent was deleted"),
        (40379, Access.ACCEPTED, "HTTP 200"),
        (40001, Access.UNDECIDED, "longer than 30 days"),
        (50000, Access.UNDECIDED, "an internal error"),
        (40353, Access.UNDECIDED, "more is published"),
        (50101, Access.UNDECIDED, "cannot reach its model"),
        (40356, Access.UNDECIDED, "a code that is not documented"),
        (True, Access.UNDECIDED, "not documented"),
        ("40127", Access.REJECTED, "the key is unknown"),
        ("E1", Access.UNDECIDED, "not documented"),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_every_code_has_its_meaning_whatever_the_status(code, access, says, status):
    account, asked = read_played(answer(status, {"code": code, "message": "words of the vendor"}))
    assert (account.access, asked) == (access, [VERIFY])
    if access is not Access.ACCEPTED:
        assert says in account.detail
        assert '("words of the vendor")' in account.detail
    assert bool(account.cure) == (access is Access.REJECTED)
    assert account.out_of_credits == (code == 40379)


@pytest.mark.parametrize("code", [40000, 40348, 200222])
def test_a_code_about_the_question_sends_it_elsewhere(code):
    account, asked = read_played(paths={VERIFY: answer(200, {"code": code}), DETAIL: answer(200, {"bot_id": "b"})})
    assert (account.access, asked) == (Access.ACCEPTED, [VERIFY, DETAIL])
    assert "it opens an agent" in account.detail


def test_every_documented_code_is_tried_here():
    assert set(CODES) == {40127, 20055, 40378, 40379, 40001, 50000, 40353, 50101, 40000, 40348, 200222}


def test_the_fallbacks_for_agents_and_workflows():
    account, asked = read_played(paths={VERIFY: NOT_THERE, DETAIL: answer(200, {"name": "x"})})
    assert (account.access, asked) == (Access.ACCEPTED, [VERIFY, DETAIL])
    assert "an agent" in account.detail
    empty = answer(200, {"list": [], "total": 0})
    account, asked = read_played(paths={VERIFY: NOT_THERE, DETAIL: answer(200, {"code": 40000}), RUNS: empty})
    assert (account.access, asked) == (Access.ACCEPTED, [VERIFY, DETAIL, RUNS])
    assert "a workflow" in account.detail


def test_a_rejection_ends_the_search():
    account, asked = read_played(paths={VERIFY: NOT_THERE, DETAIL: answer(200, {"code": 40127})})
    assert (account.access, asked) == (Access.REJECTED, [VERIFY, DETAIL])


def test_nothing_of_gptbots_is_there():
    account, asked = read_played(NOT_THERE)
    assert (account.access, len(asked)) == (Access.UNDECIDED, 3)
    assert "may be another service's" in account.detail


@pytest.mark.parametrize(
    ("behaviour", "access", "says"),
    [
        (answer(401), Access.REJECTED, "the key is unknown"),
        (answer(401, {"code": 9, "message": "x"}), Access.REJECTED, "HTTP 401, code 9"),
        (answer(403), Access.UNDECIDED, "lacks the permission"),
        (answer(429), Access.UNDECIDED, "too many requests"),
        (answer(503), Access.UNDECIDED, "HTTP 503"),
        (answer(200, b"<html>", content_type="text/html"), Access.UNDECIDED, "text/html instead of JSON"),
        (answer(200, []), Access.UNDECIDED, "a JSON list"),
        (raw(b""), Access.UNDECIDED, "closed the connection"),
    ],
)
def test_what_is_no_code_is_read_by_its_status(behaviour, access, says):
    account, _ = read_played(behaviour)
    assert account.access is access
    assert says in account.detail


def test_nobody_listens_or_nobody_answers():
    with closed_port() as url:
        assert "refused the connection" in read(url).detail
    with playing(hang) as server:
        assert "took too long" in read(server.url, budget=0.4).detail


def test_a_rejected_key_may_be_of_another_region():
    account, _ = read_played(answer(200, {"code": 40127}))
    assert "`region: sg`" in account.cure


@pytest.mark.parametrize(
    ("region", "environ", "host", "source"),
    [
        (None, {}, "api.gptbots.ai", "default"),
        ("sg", {}, "api-sg.gptbots.ai", "region sg"),
        ("jp", {}, "api-jp.gptbots.ai", "region jp"),
        ("th", {}, "api-th.gptbots.ai", "region th"),
        ("th", {"GPTBOTS_BASE_URL": "https://api-sg.gptbots.ai/"}, "api-sg.gptbots.ai", "GPTBOTS_BASE_URL"),
    ],
)
def test_the_region_chooses_the_host_unless_the_environment_does(region, environ, host, source):
    endpoint = resolve(VENDOR, environ, (), region=region)
    assert (endpoint.host, endpoint.source, endpoint.kind) == (host, source, EndpointKind.OFFICIAL)


def test_the_mainland_site_gets_a_key_only_when_it_is_named():
    elsewhere = {"GPTBOTS_BASE_URL": "https://api.gptbots.cn"}
    assert not resolve(VENDOR, elsewhere, ()).sendable
    assert resolve(VENDOR, elsewhere, ("api.gptbots.cn",)).sendable


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"type": "WORKFLOW"}, Kind.WORKFLOW),
        ({"entityType": "Agent"}, Kind.AGENT),
        ({"data": {"entity_type": "workflow"}}, Kind.WORKFLOW),
        ({"bot_id": "b"}, Kind.AGENT),
        ({"agentId": "a"}, Kind.AGENT),
        ({"workflow_id": "w"}, Kind.WORKFLOW),
        ({"workflow_id": "w", "agent_id": "a"}, None),
        ({"workflow_id": "", "agent_id": "a"}, Kind.AGENT),
        ({"id": "x", "name": "the workflow agent"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_what_a_key_opens_is_told_only_where_it_is_clear(body, kind):
    assert kind_of_key(body) is kind


def test_credits_that_one_key_misses_are_missed_by_all():
    fine, out = read_played(ACCEPTS)[0], read_played(answer(200, {"code": 40379}))[0]
    both = Readings((Reading(credential(name="a"), fine), Reading(credential(name="b"), out)))
    assert both.account.out_of_credits
    assert not Readings((Reading(credential(), fine),)).account.out_of_credits


@pytest.mark.parametrize(
    ("name", "access"),
    [
        ("healthy", Access.ACCEPTED),
        ("no-credits", Access.ACCEPTED),
        ("tier-too-small", Access.REJECTED),
        ("bad-key", Access.REJECTED),
        ("outage", Access.UNDECIDED),
        ("rate-limited", Access.UNDECIDED),
        ("garbage", Access.UNDECIDED),
    ],
)
def test_the_sandbox_plays_it_to_both_of_its_keys(name, access):
    with serve(SCENARIOS[name]) as sandbox:
        for key in sandbox.keys["gptbots"].values():
            with asking(GPTBOTS, sandbox.base_url("gptbots"), key) as client:
                account = GPTBOTS.read_account(client)
            assert account.access is access
            assert not isinstance(account.balance, Known)
