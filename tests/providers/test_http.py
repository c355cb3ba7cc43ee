"""The client: budget, retries, limits, and the paths that a key could leak by."""

import gzip
import logging
import threading
import tracemalloc

import httpx
import pytest

from preflight.providers.endpoint import without_key
from preflight.providers.http import Client, Settings
from preflight.providers.payload import json_object
from preflight.providers.question import Dialect
from tests.providers.clients import KEY, PLAIN, client, get
from tests.servers import answer, playing


def test_what_is_sent():
    with playing(answer(200, {"a": 1})) as server:
        reply = get(server.url + "/base", dialect=Dialect(headers={"X-Version": "7"}))
    assert (reply.status, reply.body, reply.problem) == (200, {"a": 1}, "")
    head = server.heads[0].decode().lower()
    assert head.startswith("get /base/v1/thing http/1.1\r\n")
    assert f"authorization: bearer {KEY}" in head
    assert "x-version: 7" in head
    assert "user-agent: preflight/" in head
    assert "cookie" not in head


def test_a_vendor_may_want_its_key_in_another_header():
    with playing(answer(200, {})) as server:
        get(server.url, dialect=Dialect(key_header="X-API-Key", key_prefix=""))
    assert server.holds(f"X-API-Key: {KEY}\r\n")
    assert not server.holds("Authorization")


def test_without_a_key_none_is_sent_and_a_larger_body_may_be_read():
    with playing(answer(200, {"a": "x" * (3 << 20)})) as server:
        endpoint = without_key(server.url, source="--prometheus")
        with Client(endpoint, None, settings=Settings(most_bytes=4 << 20)) as asking:
            assert len(asking.get_json("/thing", PLAIN).body["a"]) == 3 << 20
        with Client(endpoint, None, settings=Settings(most_bytes=2 << 20)) as asking:
            assert (
                asking.get_json("/thing", PLAIN).problem == "HTTP 200 with no whole answer: a body of more than 2 MiB"
            )
    assert not server.holds("Authorization")
    with Client(without_key("http://user@x", source="x"), None) as asking:
        assert asking.get_json("/thing", PLAIN).problem == "nothing was sent: it holds a user name or password"


def test_post_sends_json():
    with playing(answer(200, {"ok": True})) as server, client(server.url) as asking:
        assert asking.post_json("/v1/usage", {"startDate": "2026-11-01"}, PLAIN).body == {"ok": True}
    assert server.holds("POST /v1/usage HTTP/1.1")
    assert server.holds("Content-Type: application/json")


def test_put_sends_json_and_is_tried_once():
    with playing(answer(503)) as server, client(server.url) as asking:
        reply = asking.put_json("/v1/settings", {"enabled": True}, PLAIN)
    assert (reply.status, len(server.heads)) == (503, 1)
    assert server.holds("PUT /v1/settings HTTP/1.1")


def test_several_paths_are_asked_for_at_the_same_time_and_answered_in_their_order():
    four = threading.Barrier(4, timeout=5)
    told: list[str] = []

    def echo(request):
        if int(request.url.path[1:]) < 4:
            four.wait()
        return httpx.Response(200, content=iter([f'{{"path": "{request.url.path}"}}'.encode()]))

    paths = [f"/{number}" for number in range(9)]
    settings = Settings(told=told.append)
    with client("http://127.0.0.1:9", transport=httpx.MockTransport(echo), settings=settings) as asking:
        replies = asking.get_all(paths, PLAIN, pages=True)
    assert [reply.body for reply in replies] == [{"path": path} for path in paths]
    assert sorted(told) == sorted(f"page {number} of 10" for number in range(2, 11))


def test_a_refusal_is_kept_for_who_can_read_it_and_quoted():
    bodies = [{"error": {"code": "forbidden", "message": "admins only"}}, {"code": 40127, "message": "no such key"}]
    with playing(*(answer(403, body) for body in bodies)) as server:
        replies = [get(server.url) for _ in bodies]
    assert [reply.refusal for reply in replies] == bodies
    assert [reply.problem for reply in replies] == ['HTTP 403: "admins only"', 'HTTP 403: "no such key"']


def test_a_bare_list_is_taken_only_where_it_is_expected():
    with playing(answer(200, [1, 2])) as server, client(server.url) as asking:
        assert asking.get_json("/a", PLAIN, bare_list="days").body == {"days": [1, 2]}
        assert asking.get_json("/a", PLAIN).problem == "HTTP 200 with a JSON list instead of an object"
    with playing(answer(200, {"code": 1})) as server, client(server.url) as asking:
        assert asking.get_json("/a", PLAIN, bare_list="days").body == {"code": 1}


def test_cookies_and_the_environments_headers_stay_out(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RUNWAYML_CUSTOM_HEADERS", "X-Injected: yes")
    with playing(answer(200, {}, headers={"Set-Cookie": "track=me"})) as server, client(server.url) as asking:
        asking.get_json("/one", PLAIN)
        asking.get_json("/two", PLAIN)
    assert len(server.heads) == 2
    for unwanted in ("track=me", "Basic", "X-Injected"):
        assert not server.holds(unwanted)


def test_a_refused_endpoint_is_not_even_connected_to():
    reply = get("http://api.dev.runwayml.com", transport=httpx.MockTransport(lambda request: pytest.fail("sent")))
    assert reply.status is None
    assert reply.problem == "the key was not sent: the key would travel unencrypted over http"


@pytest.mark.parametrize("stray", ["\n", "\r\nX: y", "é", " ", "\x00"])
def test_a_key_that_no_header_can_carry_is_not_sent(stray):
    with playing(answer(200, {})) as server:
        reply = get(server.url, key=KEY + stray)
    assert "the key was not sent" in reply.problem
    assert KEY not in reply.problem
    assert server.heads == []


@pytest.mark.parametrize(
    ("body", "headers", "problem"),
    [
        (b"", {}, "an empty body"),
        (b"[1]", {}, "a JSON list instead of an object"),
        (b"3", {}, "a JSON number"),
        (b"null", {}, "a JSON null"),
        (b'"key"', {}, "a JSON string"),
        (b'{"a": 1', {}, "JSON that breaks off after 7 characters"),
        (b'{"a": "unfinish', {}, "JSON that breaks off"),
        (b"{a: 1}", {}, "application/json that is not JSON (character 2)"),
        (b"\xff\xfe{}", {}, "not UTF-8"),
        (b"[" * 200_000, {}, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", {}, "a number too long"),
        (b"<html>Login</html>", {"Content-Type": "text/html; charset=utf-8"}, "text/html instead of JSON"),
        (b"<html>Login</html>", {}, "application/json instead of JSON: a proxy"),
        (b"x" * (1 << 21), {}, "more than 1 MiB"),
        (gzip.compress(b" " * (200 << 20), 1), {"Content-Encoding": "gzip"}, "more than 1 MiB once unpacked"),
        (gzip.compress(b"{}")[:-9], {"Content-Encoding": "gzip"}, "breaks off"),
        (b"nonsense", {"Content-Encoding": "gzip"}, "compression is damaged"),
        (b"{}", {"Content-Encoding": "br"}, "encoded as br, which was not asked for"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_is_no_json_object_says_what_it_is(body, headers, problem):
    with playing(answer(200, body, headers=headers)) as server:
        reply = get(server.url)
    assert (reply.status, reply.body) == (200, None)
    assert problem in reply.problem
    assert len(server.heads) == 1


def test_a_gzip_bomb_is_not_unpacked():
    bomb = gzip.compress(b" " * (200 << 20), 1)
    tracemalloc.start()
    try:
        json_object(bomb, content_type="application/json", encoding="gzip")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


def test_gzip_and_a_byte_order_mark_are_fine():
    body = gzip.compress(b"\xef\xbb\xbf" + b'{"a": 1}')
    with playing(answer(200, body, headers={"Content-Encoding": "gzip"})) as server:
        assert get(server.url).body == {"a": 1}


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://evil.example/take?it=1", "a redirect to evil.example, which was not followed"),
        ("/elsewhere", "a redirect to another path"),
        ("https://[broken", "a redirect to an unreadable address"),
        ("https://evil.example:port/", "not HTTP"),
    ],
)
def test_a_redirect_is_an_outcome(location, says):
    with playing(answer(302, headers={"Location": location})) as server:
        reply = get(server.url)
    assert says in reply.problem
    assert len(server.heads) == 1


def test_an_error_is_quoted_short_printable_and_without_keys():
    error = "\x1b[31mbad key " + KEY + "\u202e\n" + "z " * 5000
    with playing(answer(401, {"error": error})) as server:
        problem = get(server.url).problem
    assert problem.isprintable()
    assert KEY[:24] not in problem
    assert len(problem) < 230


def test_nothing_that_is_logged_holds_the_key(caplog):
    caplog.set_level(logging.DEBUG)
    echo = {"X-Echo": f"Bearer {KEY}"}
    with playing(answer(503, {"error": KEY}, headers=echo), answer(200, {}, headers=echo)) as server:
        get(server.url)
    assert "GET http://127.0.0.1" in caplog.text
    assert KEY not in caplog.text


def test_a_client_prints_nothing_of_its_key():
    asking = client("http://127.0.0.1:1")
    assert KEY not in repr(asking)
    assert KEY not in str(vars(asking))
