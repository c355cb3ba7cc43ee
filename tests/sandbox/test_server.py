"""The sandbox behaves as the documented API does, and as each scenario says."""

import json
import socket
import threading
import time

import httpx
import pytest

from preflight.account import Access
from preflight.parts import Known
from preflight.providers.endpoint import resolve
from preflight.providers.http import Client, Seams
from preflight.providers.runway import RUNWAY, VENDOR
from preflight.sandbox.runway import ORGANIZATIONS
from preflight.sandbox.scenarios import HEALTHY, SCENARIOS, Standing
from preflight.sandbox.server import Asked, serve
from tests.keys import runway_key

VERSION = {"X-Runway-Version": "2024-11-06"}


@pytest.fixture(scope="module")
def sandbox():
    with serve(HEALTHY) as running:
        yield running


def call(sandbox, method="GET", path="/v1/organization", *, headers=None, body=None):
    own = {"Authorization": f"Bearer {sandbox.key.reveal()}", **VERSION}
    with httpx.Client(trust_env=False) as http:
        reply = http.request(method, sandbox.url + path, headers=own if headers is None else headers, content=body)
    return reply.status_code, reply.json()


def read(sandbox, *, budget=5.0):
    endpoint = resolve(VENDOR, {"RUNWAYML_BASE_URL": sandbox.url}, ())
    with Client(endpoint, sandbox.key, budget=budget, seams=Seams(sleep=lambda seconds: None)) as client:
        return RUNWAY.read_account(client)


def test_its_key_has_the_documented_form_and_is_hidden(sandbox):
    assert VENDOR.key_shape
    assert VENDOR.key_shape.pattern.fullmatch(sandbox.key.reveal())
    assert sandbox.key.reveal() not in repr(sandbox)


def test_it_listens_on_loopback_only(sandbox):
    assert sandbox.url.startswith("http://127.0.0.1:")


def test_every_standing_has_an_account():
    assert set(ORGANIZATIONS) == set(Standing)


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        (VERSION, 401, "No API key was provided."),
        ({"Authorization": "Bearer", **VERSION}, 401, "No API key was provided."),
        ({"Authorization": "Basic abc", **VERSION}, 401, "No API key was provided."),
        ({"Authorization": f"Bearer {runway_key(3)}", **VERSION}, 401, "not valid"),
        ({"Authorization": f"Bearer {runway_key(3)}"}, 401, "not valid"),
    ],
)
def test_a_key_is_required(sandbox, headers, status, error):
    answered, body = call(sandbox, headers=headers)
    assert answered == status
    assert error in body["error"]


@pytest.mark.parametrize("version", [{}, {"X-Runway-Version": "2023-01-01"}])
def test_the_version_header_is_required(sandbox, version):
    answered, body = call(sandbox, headers={"Authorization": f"Bearer {sandbox.key.reveal()}", **version})
    assert answered == 400
    assert "X-Runway-Version" in body["error"]


def test_unknown_paths_and_methods(sandbox):
    assert call(sandbox, path="/v1/nothing")[0] == 404
    assert call(sandbox, "DELETE")[0] == 405
    assert call(sandbox, path="/v1/organization?x=1")[0] == 200


@pytest.mark.parametrize("length", ["-1", "99999999", "many"])
def test_a_body_of_odd_length_is_refused(sandbox, length):
    address = (httpx.URL(sandbox.url).host, httpx.URL(sandbox.url).port)
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(f"POST /v1/organization HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def usage(sandbox, asked):
    return call(sandbox, "POST", "/v1/organization/usage", body=json.dumps(asked))


def test_usage_of_a_range_excludes_its_end(sandbox):
    status, body = usage(sandbox, {"startDate": "2026-02-27", "beforeDate": "2026-03-02"})
    assert status == 200
    assert [day["date"] for day in body["results"]] == ["2026-02-27", "2026-02-28", "2026-03-01"]


def test_usage_is_the_same_every_time_and_holds_a_refund(sandbox):
    asked = {"startDate": "2026-01-01", "beforeDate": "2026-01-31"}
    first, second = usage(sandbox, asked), usage(sandbox, asked)
    assert first == second
    amounts = [credit for day in first[1]["results"] for credit in day["usedCredits"]]
    assert {credit["model"] for credit in amounts} == set(first[1]["models"])
    assert any(credit["amount"] < 0 for credit in amounts)


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({}, 30),
        ({"startDate": "2026-01-01"}, 30),
        ({"startDate": "2026-01-01", "beforeDate": "2026-04-01"}, 90),
        ({"startDate": "2026-01-01", "beforeDate": "2026-01-01"}, 0),
    ],
)
def test_usage_defaults(sandbox, asked, days):
    status, body = usage(sandbox, asked)
    assert (status, len(body["results"])) == (200, days)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"startDate": "2026-01-01", "beforeDate": "2026-04-02"}, ["beforeDate"]),
        ({"startDate": "2026-01-02", "beforeDate": "2026-01-01"}, ["beforeDate"]),
        ({"startDate": "01.01.2026"}, ["startDate"]),
        ({"startDate": "20260101"}, ["startDate"]),
        ({"startDate": "2026-02-30"}, ["startDate"]),
        ({"startDate": "9999-12-31"}, ["startDate"]),
        ({"beforeDate": 7}, ["beforeDate"]),
        ([], []),
    ],
)
def test_usage_refuses_odd_ranges(sandbox, asked, path):
    status, body = usage(sandbox, asked)
    assert (status, body["error"]) == (400, "Validation of body failed")
    assert body["issues"][0]["path"] == path


def test_usage_that_is_no_json(sandbox):
    assert call(sandbox, "POST", "/v1/organization/usage", body="{")[0] == 400


@pytest.mark.parametrize(
    ("name", "access", "balance"),
    [
        ("healthy", Access.ACCEPTED, 420_000),
        ("no-credits", Access.ACCEPTED, 0),
        ("tier-too-small", Access.ACCEPTED, 4_000),
        ("bad-key", Access.REJECTED, None),
        ("outage", Access.UNDECIDED, None),
        ("rate-limited", Access.UNDECIDED, None),
        ("garbage", Access.UNDECIDED, None),
    ],
)
def test_what_each_scenario_looks_like_to_the_provider(name, access, balance):
    with serve(SCENARIOS[name]) as sandbox:
        account = read(sandbox)
    assert account.access is access
    if balance is not None:
        assert account.balance == Known(balance)
    assert sandbox.requests[0] == Asked("GET", "/v1/organization")


def test_rate_limited_asks_for_more_time_than_there_is():
    with serve(SCENARIOS["rate-limited"]) as sandbox:
        assert "asked us to wait 3,600 s" in read(sandbox, budget=20.0).detail
    assert len(sandbox.requests) == 1


def test_slow_outlasts_a_small_budget_and_ends_with_the_server():
    before = set(threading.enumerate())
    with serve(SCENARIOS["slow"]) as sandbox:
        account = read(sandbox, budget=0.2)
    ends = time.monotonic() + SCENARIOS["slow"].delay / 2
    while set(threading.enumerate()) - before and time.monotonic() < ends:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before
    assert (account.access, "took too long" in account.detail) == (Access.UNDECIDED, True)


def test_nothing_listens_after_it_has_stopped():
    with serve(HEALTHY) as sandbox:
        pass
    with httpx.Client(trust_env=False) as http, pytest.raises(httpx.ConnectError):
        http.get(sandbox.url)


def test_a_port_can_be_chosen_and_a_taken_one_is_an_error():
    with serve(HEALTHY) as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), serve(HEALTHY, port=port):
            pass
    with serve(HEALTHY, port=port) as second:
        assert second.url == first.url
