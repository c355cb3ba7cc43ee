"""`preflight fix autobilling`: asks first, writes once, and believes only what it reads afterwards."""

import os
import pty
import subprocess

import pytest

from tests.cli import SCRIPT, app, environment, preflight
from tests.keys import runtools_key
from tests.servers import answer, closed_port, cut, hang, playing

KEY = runtools_key()
FIX = ("fix", "autobilling", "--provider", "runtools", "--threshold", "7000", "--amount", "30000")
FORBIDDEN = answer(403, {"error": {"code": "forbidden", "message": "admins only"}})


def topup(threshold=500, amount=1_000, *, enabled=True, saved=True):
    told = {"enabled": enabled, "thresholdCents": threshold, "topupAmountCents": amount}
    return answer(200, {"data": {**told, "hasSavedPaymentMethod": saved, "lastTopupAt": "2026-11-01T00:00:00Z"}})


WANTED = topup(7_000, 30_000)


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app")


def fix(repository, *behaviours, arguments=(*FIX, "--yes"), **environ):
    with playing(*behaviours) as vendor:
        env = environment(RUNTOOLS_BILLING_URL=vendor.url, RUNTOOLS_API_KEY=KEY, **environ)
        done = preflight(*arguments, cwd=repository, env=env)
    assert KEY not in done.stdout + done.stderr
    return done, [head.split()[0].decode() for head in vendor.heads]


def test_it_shows_what_was_and_what_is(repository):
    done, asked = fix(repository, topup(), answer(200), WANTED)
    assert (done.returncode, done.stderr, asked) == (0, "", ["GET", "PUT", "GET"])
    assert "now     on; below $5 (500 cents) it buys $10 (1,000 cents); payment method saved" in done.stdout
    assert "last charged on 2026-11-01" in done.stdout
    assert "wanted  on; below $70 (7,000 cents) it buys $300 (30,000 cents)" in done.stdout
    assert "after   on; below $70 (7,000 cents) it buys $300 (30,000 cents)" in done.stdout
    assert done.stdout.endswith("changed, and read again: it is so\n")


def test_what_is_sent(repository):
    with playing(topup(enabled=False), answer(200), WANTED) as vendor:
        env = environment(RUNTOOLS_BILLING_URL=vendor.url, RUNTOOLS_API_KEY=KEY)
        preflight(*FIX, "--yes", cwd=repository, env=env)
    put = vendor.heads[1].decode()
    assert put.startswith("PUT /billing/auto-topup HTTP/1.1\r\n")
    assert f"X-API-Key: {KEY}\r\n" in put
    if "\r\n\r\n{" in put:  # the body may come in a packet of its own
        assert put.endswith('{"enabled": true, "thresholdCents": 7000, "topupAmountCents": 30000}')


def test_the_key_travels_as_the_config_wants(repository):
    (repository / ".preflight.yml").write_text("version: 1\nproviders: {runtools: {auth: bearer}}\n", encoding="utf-8")
    with playing(WANTED) as vendor:
        env = environment(RUNTOOLS_BILLING_URL=vendor.url, RUNTOOLS_API_KEY=KEY)
        assert preflight(*FIX, "--yes", cwd=repository, env=env).returncode == 0
    assert vendor.holds(f"Authorization: Bearer {KEY}")


def test_what_is_so_already_is_not_written(repository):
    done, asked = fix(repository, WANTED)
    assert (done.returncode, asked) == (0, ["GET"])
    assert "it is so already: nothing was written" in done.stdout


def test_a_missing_payment_method_is_said(repository):
    done, _ = fix(repository, topup(), answer(200), topup(7_000, 30_000, saved=False))
    assert done.returncode == 0
    assert "! no payment method is saved: nothing can be charged" in done.stdout


@pytest.mark.parametrize(
    ("behaviours", "code", "asked", "says"),
    [
        ([FORBIDDEN], 1, ["GET"], 'not permitted with this key (HTTP 403: "admins only"): nothing was changed'),
        ([topup(), FORBIDDEN], 1, ["GET", "PUT"], "not permitted with this key"),
        ([answer(401)], 1, ["GET"], "the key is rejected (HTTP 401): nothing was changed"),
        ([topup(), answer(401)], 1, ["GET", "PUT"], "the key is rejected"),
        ([answer(503)], 3, ["GET"] * 3, "not readable: HTTP 503; 3 tries"),
        ([answer(200, {"data": []})], 3, ["GET"], "data should be an object"),
        ([topup(), answer(400, {"error": {"message": "too low"}}), topup()], 1, ["GET", "PUT", "GET"], '"too low"'),
        ([topup(), answer(503), topup()], 1, ["GET", "PUT", "GET"], "not changed: HTTP 503"),
        ([topup(), answer(200), topup()], 1, ["GET", "PUT", "GET"], "it is not as it was asked for"),
        ([topup(), answer(503), WANTED], 0, ["GET", "PUT", "GET"], "it is so"),
        ([topup(), cut(200, b"{"), WANTED], 0, ["GET", "PUT", "GET"], "it is so"),
        ([topup(), answer(200), answer(503)], 3, ["GET", "PUT", *["GET"] * 3], "how it is set now is not readable"),
    ],
)
def test_every_way_it_can_go(repository, behaviours, code, asked, says):
    done, methods = fix(repository, *behaviours)
    assert (done.returncode, methods) == (code, asked)
    assert says in done.stdout
    assert "Traceback" not in done.stderr


def test_a_write_without_an_answer_is_not_repeated(repository):
    done, methods = fix(repository, topup(), hang, arguments=(*FIX, "--yes", "--timeout", "0.5"))
    assert done.returncode == 3
    assert methods.count("PUT") == 1
    assert "how it is set now is not readable" in done.stdout


def test_nobody_is_there(repository):
    with closed_port() as url:
        env = environment(RUNTOOLS_BILLING_URL=url, RUNTOOLS_API_KEY=KEY)
        done = preflight(*FIX, "--yes", cwd=repository, env=env)
    assert (done.returncode, "refused the connection" in done.stdout) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (FIX, "nobody can be asked whether to"),
        ((*FIX, "--no-input"), "add --yes to change it unasked"),
        ((*FIX[:4], "--yes"), "--threshold and --amount are missing"),
        ((*FIX[:5], "0", "--amount", "5", "--yes"), "--threshold 0: more than 0 is expected"),
        ((*FIX[:5], "5$", "--amount", "5", "--yes"), "expected a whole number in digits"),
        (("fix", "autobilling", "--provider", "runway", *FIX[4:]), "the API of Runway does not let autobilling be set"),
        (("fix", "autobilling", *FIX[4:]), "preflight attest autobilling --provider runway"),
        (("fix", "autobilling", "--provider", "runtols"), 'did you mean "runtools"?'),
        ((*FIX, "--yes", "--sandbox", "helthy"), 'did you mean "healthy"?'),
        (("fix", "autobiling"), "No such command"),
    ],
)
def test_bad_usage_asks_no_vendor(repository, arguments, says):
    done, methods = fix(repository, hang, arguments=arguments)
    assert (done.returncode, done.stdout, methods) == (2, "", [])
    assert says in done.stderr


def test_without_a_key_or_with_a_refused_host_nothing_is_sent(repository):
    done = preflight(*FIX, "--yes", cwd=repository, env=environment())
    assert (done.returncode, "set RUNTOOLS_API_KEY" in done.stderr) == (2, True)
    elsewhere = environment(RUNTOOLS_BILLING_URL="https://evil.example.com", RUNTOOLS_API_KEY=KEY)
    done = preflight(*FIX, "--yes", cwd=repository, env=elsewhere)
    assert (done.returncode, "is not a host of RunTools" in done.stderr) == (2, True)


@pytest.mark.parametrize(("typed", "code", "put"), [("y\n", 0, True), ("n\n", 1, False), ("\n", 1, False)])
def test_at_a_terminal_it_asks_first(repository, typed, code, put):
    ours, theirs = pty.openpty()
    with playing(topup(), answer(200), WANTED) as vendor:
        env = environment(RUNTOOLS_BILLING_URL=vendor.url, RUNTOOLS_API_KEY=KEY, TERM="dumb")
        process = subprocess.Popen(
            [SCRIPT, *FIX], cwd=repository, env=env, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
        )
        os.write(ours, typed.encode())
        out, _ = process.communicate(timeout=30)
        asked = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code
    assert "Change it? [y/N]" in asked
    assert any(head.startswith(b"PUT") for head in vendor.heads) == put
    assert ("nothing was changed" in out.decode()) == (not put)


@pytest.mark.parametrize(
    ("scenario", "code", "says"),
    [
        ("healthy", 0, "changed, and read again: it is so"),
        ("no-credits", 0, "now     off"),
        ("tier-too-small", 0, "no payment method is saved"),
        ("read-only", 1, "not permitted with this key"),
        ("bad-key", 1, "the key is rejected"),
        ("outage", 3, "nothing was changed"),
        ("garbage", 3, "text/html instead of JSON"),
    ],
)
def test_in_the_sandbox(repository, scenario, code, says):
    done = preflight(*FIX, "--yes", "--sandbox", scenario, cwd=repository, env=environment(RUNTOOLS_API_KEY=KEY))
    assert (done.returncode, done.stderr) == (code, "")
    assert says in done.stdout
    assert done.stdout.startswith(f"SANDBOX {scenario}: a made-up account\n")
