"""The client: budget, retries, limits, and the paths that a key could leak by."""

import gzip
import logging
import socket
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from preflight.providers.endpoint import resolve, without_key
from preflight.providers.http import Client, Seams, Settings
from preflight.providers.payload import json_object
from preflight.providers.question import Dialect
from preflight.providers.retry import asked_wait, backoff
from preflight.providers.runway import VENDOR
from preflight.redact import Secret
from tests.keys import runway_key
from tests.servers import answer, closed_port, drip, hang, playing

KEY = runway_key(7)
PLAIN = Dialect()
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def client(url, *, budget=5.0, allow=(), key=KEY, settings=Settings(), **seams):  # noqa: B008 - a frozen value
    quick = {"sleep": lambda seconds: None, "random": lambda: 0.0, **seams}
    endpoint = resolve(VENDOR, {"RUNWAYML_BASE_URL": url}, allow)
    return Client(endpoint, Secret(key), budget=budget, settings=settings, seams=Seams(**quick))


def get(url, *, dialect=PLAIN, **options):
    with client(url, **options) as asking:
        return asking.get_json("/v1/thing", dialect)


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


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_a_passing_fault_is_asked_again(status):
    pauses: list[float] = []
    with playing(answer(status), answer(status), answer(200, {"a": 1})) as server:
        reply = get(server.url, sleep=pauses.append)
    assert reply.body == {"a": 1}
    assert pauses == [0.5, 1.0]


def test_three_tries_are_enough():
    with playing(answer(503, {"error": "shedding"})) as server:
        reply = get(server.url)
    assert len(server.heads) == 3
    assert reply.problem == 'HTTP 503: "shedding"; 3 tries'


@pytest.mark.parametrize("status", [201, 204, 301, 400, 401, 403, 404, 405, 418, 422])
def test_an_answer_that_will_not_change_is_asked_for_once(status):
    with playing(answer(status, {"error": "no"} if status != 204 else b"")) as server:
        reply = get(server.url)
    assert len(server.heads) == 1
    assert (reply.status, reply.body) == (status, None)
    assert reply.problem.startswith(f"HTTP {status}")


def test_no_pause_is_longer_than_the_time_left():
    with playing(answer(503)) as server:
        reply = get(server.url, budget=0.4, sleep=lambda seconds: pytest.fail("slept"))
    assert reply.problem == "HTTP 503; no time left for another try"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 3600 ", 3600.0),
        ("0", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        ("Fri, 20 Nov 2026 12:00:30 -0000", 30.0),
        ("-1", None),
        ("1e9", None),
        ("inf", None),
        ("9" * 5000, None),
        ("Fri, 99 Nov 2026 12:00:30 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -9999", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_or_ignored(header, seconds):
    assert asked_wait(header, NOW) == seconds


def test_backoff_doubles_and_adds_at_most_half():
    assert [backoff(n, lambda: 0.0) for n in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert [backoff(n, lambda: 1.0) for n in (1, 2, 3)] == [0.75, 1.5, 3.0]


def test_a_wait_that_fits_is_waited():
    pauses: list[float] = []
    with playing(answer(429, headers={"Retry-After": "2"}), answer(200, {})) as server:
        reply = get(server.url, sleep=pauses.append)
    assert (reply.status, pauses) == (200, [2.0])


def test_a_wait_that_does_not_fit_ends_the_matter_at_once():
    with playing(answer(429, {"error": "later"}, headers={"Retry-After": "3600"})) as server:
        reply = get(server.url, sleep=lambda seconds: pytest.fail("slept"), clock=lambda: 0.0)
    assert len(server.heads) == 1
    assert reply.problem == 'HTTP 429: "later"; asked us to wait 3,600 s, more than the 5 s left'


def test_the_budget_covers_all_questions_together():
    now = [0.0]
    with playing(answer(200, {})) as server, client(server.url, clock=lambda: now[0]) as asking:
        assert asking.get_json("/one", PLAIN).status == 200
        now[0] = 6.0
        assert asking.get_json("/two", PLAIN).problem == "no time was left to ask"
    assert len(server.heads) == 1


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


def test_loopback_never_goes_through_a_proxy(monkeypatch):
    with playing(answer(200, {"from": "proxy"})) as proxy, playing(answer(200, {"from": "server"})) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert get(server.url).body == {"from": "server"}
    assert proxy.heads == []


def test_other_hosts_go_through_the_environments_proxy_which_never_sees_the_key(monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with playing(answer(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        reply = get(VENDOR.base_url)
    assert reply.problem == (
        "no connection to api.dev.runwayml.com (through the environment's proxy): the proxy refused it"
    )
    assert proxy.heads[0].startswith(b"CONNECT api.dev.runwayml.com:443")
    assert not proxy.holds(KEY)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HTTPS_PROXY", "carrier-pigeon://coop", "proxy settings"),
        ("HTTPS_PROXY", "http://proxy:port", "proxy settings"),
        ("SSL_CERT_FILE", "/nowhere/at/all.pem", "SSL_CERT_FILE"),
    ],
)
def test_unusable_settings_of_the_environment_are_named(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    assert says in get(VENDOR.base_url).problem


def test_a_name_that_does_not_resolve(monkeypatch):
    def lookup(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    without_proxy(monkeypatch)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    reply = get(VENDOR.base_url)
    assert reply.problem == "the name api.dev.runwayml.com could not be resolved (DNS); 3 tries"


def test_a_slow_name_server_does_not_outlast_the_budget_and_nothing_is_sent_afterwards(monkeypatch):
    answered, real = threading.Event(), socket.getaddrinfo
    looked = threading.Event()

    def lookup(host, *args, **kwargs):
        answered.wait(10)
        looked.set()
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with playing(answer(200, {})) as server:
        began = time.monotonic()
        reply = get(server.url, budget=0.3)
        assert time.monotonic() - began < 1.5
        answered.set()
        assert looked.wait(5)
        wait_for_threads_to_end()
    assert reply.problem == "127.0.0.1 took too long to answer"
    assert server.heads == []


def test_tls_that_is_none():
    with playing(answer(200, {})) as server:
        reply = get(server.url.replace("http:", "https:"), budget=2.0)
    assert reply.problem.startswith("TLS with 127.0.0.1 failed (")
    assert not server.holds(KEY)


def test_nothing_is_left_of_a_request_that_was_given_up():
    with playing(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x")) as server:
        get(server.url, budget=0.2)
        wait_for_threads_to_end()


def test_no_retry_follows_a_hang():
    with playing(hang) as server:
        began = time.monotonic()
        reply = get(server.url, budget=0.3)
    assert time.monotonic() - began < 1.5
    assert len(server.heads) == 1
    assert "took too long" in reply.problem


def test_a_closed_port_is_named_as_such():
    with closed_port() as url:
        assert get(url).problem == "127.0.0.1 refused the connection; 3 tries"


def test_a_client_prints_nothing_of_its_key():
    asking = client("http://127.0.0.1:1")
    assert KEY not in repr(asking)
    assert KEY not in str(vars(asking))


def without_proxy(monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def wait_for_threads_to_end():
    ends = time.monotonic() + 5
    while time.monotonic() < ends and any(t.name.startswith("asks ") for t in threading.enumerate()):
        time.sleep(0.01)
    assert not any(t.name.startswith("asks ") for t in threading.enumerate())
