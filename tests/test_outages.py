"""What a vendor or a network may do, end to end: the right status, in time, without a traceback and without the key."""

import json
import time

import pytest

from tests.cli import app, environment, preflight
from tests.keys import runway_key
from tests.servers import answer, closed_port, cut, drip, hang, head, playing, reset

KEY = runway_key(17)
TIMEOUT = 1.5
SLACK = 4.0
"""Seconds for the start of a process on a busy machine, on top of the timeout."""
HTML = b"<!doctype html><title>Sign in</title>"
WRONG_TYPES = {"creditBalance": "many", "tier": [], "usage": 7}
OUT_OF_CREDITS = {"error": "You do not have enough credits to run this task."}
DAILY = {"error": "Your daily task limit has been reached."}
ELSEWHERE = {"Location": "https://example.com/"}

TABLE = {
    "401 without a body": (answer(401), "fail"),
    "401 in words": (answer(401, {"error": "No API key was provided. Set one."}), "fail"),
    "400 in words": (answer(400, OUT_OF_CREDITS), "unknown"),
    "400 without a version": (answer(400, {"error": "X-Runway-Version", "issues": [{"path": ["x"]}]}), "unknown"),
    "403 of a firewall": (answer(403, HTML, content_type="text/html"), "unknown"),
    "404": (answer(404, {"error": "Not found"}), "unknown"),
    "405": (answer(405), "unknown"),
    "409": (answer(409), "unknown"),
    "422": (answer(422), "unknown"),
    "429 with a short wait": (answer(429, DAILY, headers={"Retry-After": "0"}), "unknown"),
    "429 with a long wait": (answer(429, DAILY, headers={"Retry-After": "3600"}), "unknown"),
    "429 without a wait": (answer(429, DAILY), "unknown"),
    "500": (answer(500), "unknown"),
    "502": (answer(502, HTML, content_type="text/html"), "unknown"),
    "503": (answer(503), "unknown"),
    "504": (answer(504), "unknown"),
    "reset": (reset, "unknown"),
    "hang": (hang, "unknown"),
    "drip": (drip(head(200, {"Content-Length": "1000000"}), b" "), "unknown"),
    "HTML": (answer(200, HTML, content_type="text/html"), "unknown"),
    "truncated JSON": (answer(200, b'{"creditBalance": 42'), "unknown"),
    "cut off": (cut(200, b'{"creditBalance": 42}'), "unknown"),
    "wrong types": (answer(200, WRONG_TYPES), "unknown"),
    "empty object": (answer(200, {}), "unknown"),
    "a list": (answer(200, []), "unknown"),
    "nothing": (answer(200, b""), "unknown"),
    "not UTF-8": (answer(200, b'{"a": "\xff"}'), "unknown"),
    "too large": (answer(200, b" " * (2 << 20)), "unknown"),
    "a redirect": (answer(302, headers=ELSEWHERE), "unknown"),
    "the key, echoed": (answer(418, {"error": f"no tea for {KEY}"}), "unknown"),
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return app(tmp_path_factory.mktemp("outages") / "app")


def ask(repository, url, *options):
    """(`key-valid`'s status, exit code); the run was in time, and silent about the key."""
    env = environment(RUNWAYML_API_SECRET=KEY, RUNWAYML_BASE_URL=url)
    began = time.monotonic()
    done = preflight(
        "check", "--only", "usage", "--timeout", str(TIMEOUT), "--format", "json", "-v", *options,
        cwd=repository, env=env,
    )  # fmt: skip
    assert time.monotonic() - began < TIMEOUT + SLACK
    assert KEY[4:24] not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert report["exit_code"] == done.returncode
    statuses = {result["check"]: result["status"] for result in report["results"]}
    assert "pass" not in (statuses["credits"], statuses["key-valid"])
    return statuses["key-valid"], done.returncode


@pytest.mark.parametrize("behaviour", TABLE)
def test_every_answer_has_its_status(repository, behaviour):
    behave, status = TABLE[behaviour]
    with playing(behave) as server:
        assert ask(repository, server.url) == (status, 1 if status == "fail" else 3)


def test_nobody_listens(repository):
    with closed_port() as url:
        assert ask(repository, url) == ("unknown", 3)


def test_a_refused_host_is_a_failure_and_nobody_is_asked(repository):
    assert ask(repository, "https://api.runwayml.com") == ("fail", 1)
    assert ask(repository, "https://example.com") == ("fail", 1)
