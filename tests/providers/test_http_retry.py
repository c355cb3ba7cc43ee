"""What is asked again, after which pause, and within which time."""

import time
from datetime import timedelta
from email.utils import format_datetime

import pytest

from preflight.providers.retry import asked_wait, backoff
from tests.providers.clients import NOW, PLAIN, client, get, wait_for_threads_to_end
from tests.servers import answer, drip, hang, playing


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
