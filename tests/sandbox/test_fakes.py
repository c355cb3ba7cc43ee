"""Every vendor's fake: found by itself, with keys of the right form, and enough for a demonstration."""

import json

import httpx
import pytest

from preflight.attestations.model import Attestations
from preflight.attestations.values import missing_values
from preflight.engine.discovery import discover
from preflight.facts.credential import Credentials
from preflight.facts.own_keys import OwnKeys
from preflight.redact import redact
from preflight.sandbox import server
from preflight.sandbox.demo import facts
from preflight.sandbox.fake import fakes
from preflight.sandbox.scenarios import HEALTHY, SCENARIOS
from preflight.sandbox.server import serve
from preflight.slugs import CONTRACT_PROVIDERS
from tests.cli import app, environment, preflight
from tests.facts_builders import TODAY
from tests.keys import runtools_key, runway_key

ALL = "version: 1\nproviders: {runway: , runtools: , gptbots: {keys: {mine: {env: MINE}}}}\n"


def test_every_vendor_of_the_contract_is_played():
    assert tuple(fakes()) == CONTRACT_PROVIDERS
    assert {name: fake.vendor for name, fake in fakes().items()} == {
        name: provider.vendor for name, provider in discover(plugins=False).providers.items()
    }


@pytest.mark.parametrize("name", CONTRACT_PROVIDERS)
def test_its_keys_are_the_same_each_time_and_of_the_documented_form(name):
    fake = fakes()[name]
    first, second = fake.keys(), fake.keys()
    assert first == second
    assert first
    shape = fake.vendor.key_shape
    assert all(shape is None or shape.pattern.fullmatch(key.reveal()) for key in first.values())


def test_two_vendors_cannot_have_a_path_in_common():
    with pytest.raises(ValueError, match="a path in common"):
        server._merged({"a": {("GET", "/x"): None}, "b": {("GET", "/x"): None}})


def test_a_demonstration_is_told_all_it_needs():
    with serve(HEALTHY) as sandbox:
        given = facts(sandbox, TODAY)
        for name in CONTRACT_PROVIDERS:
            assert all(credential.key for credential in given[Credentials, name].keys)
            assert sandbox.keys[name] == fakes()[name].keys()
            assert {one.key for one in given[Credentials, name].keys} <= set(given[OwnKeys, None].keys)
    for attested in given[Attestations, None].entries:
        assert missing_values(attested.check, attested.values) == []


def test_the_users_own_keys_are_neither_read_nor_sent(tmp_path):
    """Three keys in the environment, and hosts that would tell if they were asked."""
    repository = app(tmp_path / "app", {".preflight.yml": ALL})
    mine = {"RUNWAYML_API_SECRET": runway_key(40), "RUNTOOLS_API_KEY": runtools_key(40), "MINE": "app-" + "x1" * 12}
    nowhere = dict.fromkeys(("RUNWAYML_BASE_URL", "RUNTOOLS_BILLING_URL", "GPTBOTS_BASE_URL"), "http://127.0.0.1:9")
    done = preflight("check", "--sandbox", "-v", "--only", "usage", cwd=repository, env=environment(**mine, **nowhere))
    assert not [value for value in mine.values() if value in done.stdout + done.stderr]
    assert "127.0.0.1:9/" not in done.stderr
    assert "support-agent" in done.stdout, "the sandbox brings named keys of its own"


def test_a_committed_key_of_the_users_own_is_a_key_as_any_other(tmp_path):
    key, other = runway_key(40), "app-" + "x1y2" * 6
    code = f'"use client";\nconst a = "{key}";\nconst support = "{other}";\n'
    repository = app(tmp_path / "app", {".preflight.yml": ALL, ".env": f"MINE={other}\n", "web/a.js": code})
    env = environment(RUNWAYML_API_SECRET=key)
    said = [
        preflight("check", *how, "--only", "security", cwd=repository, env=env).stdout
        for how in (["--offline"], ["--sandbox"])
    ]
    assert ["is what this environment uses" in " ".join(text.split()) for text in said] == [True, False]
    assert f"{redact(key)}" in said[1]


@pytest.mark.parametrize(
    ("scenario", "code", "failing"),
    [
        ("bad-key", 1, {"key-valid"}),
        ("no-credits", 1, {"credits", "autobilling"}),
        ("tier-too-small", 1, {"key-valid", "daily-volume", "monthly-cap", "autobilling"}),
        ("outage", 3, set()),
        ("garbage", 3, set()),
    ],
)
def test_a_check_of_all_three_vendors(tmp_path, scenario, code, failing):
    repository = app(tmp_path / "app", {".preflight.yml": ALL})
    done = preflight("check", "--sandbox", scenario, "--format", "json", "--only", "usage", cwd=repository)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (code, "")
    assert {one["check"] for one in report["results"] if one["status"] == "fail"} >= failing
    assert {one["provider"] for one in report["results"]} == set(CONTRACT_PROVIDERS)


def test_healthy_accounts_are_ready_with_limits_declared_where_no_api_tells_them(tmp_path):
    repository = app(tmp_path / "app", {".preflight.yml": ALL})
    done = preflight("check", "--sandbox", "--format", "json", "--only", "usage", cwd=repository)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    told = {(one["provider"], one["check"]): one["status"] for one in report["results"]}
    for provider in CONTRACT_PROVIDERS:
        for check in ("key-set", "key-valid", "credits", "daily-volume", "concurrency", "autobilling"):
            assert told[provider, check] == "pass", (provider, check)
    assert {one["provider"] for one in report["results"] if "declared" in one["message"]} == {"runtools", "gptbots"}


def test_serving_it_tells_how_to_point_programs_at_every_vendor():
    with serve(SCENARIOS["healthy"]) as sandbox, httpx.Client(trust_env=False) as http:
        assert sandbox.base_url("runtools") == sandbox.url + "/v1"
        reply = http.get(
            sandbox.base_url("runtools") + "/billing/credits",
            headers={"X-API-Key": sandbox.keys["runtools"][None].reveal()},
        )
    assert reply.json()["data"]["balanceCents"] == 42_000


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/billing/auto-topup", b"{", 400),
        ("PUT", "/billing/auto-topup", b'{"enabled": 1}', 400),
        ("GET", "/billing/credits/history?limit=501", None, 400),
        ("GET", "/billing/credits/history?limit=x", None, 400),
        ("GET", "/billing/my-usage?period=year", None, 400),
        ("GET", "/billing/nothing", None, 404),
        ("DELETE", "/billing/auto-topup", None, 405),
    ],
)
def test_runtools_refuses_what_the_documentation_refuses(method, path, body, status):
    with serve(HEALTHY) as sandbox, httpx.Client(trust_env=False) as http:
        headers = {"Authorization": f"Bearer {sandbox.keys['runtools'][None].reveal()}"}
        reply = http.request(method, sandbox.base_url("runtools") + path, headers=headers, content=body)
    assert reply.status_code == status


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", 40000),
        ("start_time=1&end_time=0", 40000),
        ("start_time=0&end_time=2592000001", 40001),
        ("start_time=0&end_time=1", 40001),
        ("start_time=x&end_time=1", 40000),
    ],
)
def test_gptbots_answers_errors_with_200_and_a_code(query, code):
    with serve(HEALTHY) as sandbox, httpx.Client(trust_env=False) as http:
        headers = {"Authorization": f"Bearer {sandbox.keys['gptbots']['summarizer'].reveal()}"}
        reply = http.get(f"{sandbox.url}/v1/account/workflow/run/credits?{query}", headers=headers)
        bad_size = http.get(
            f"{sandbox.url}/v1/account/workflow/run/credits?start_time=0&end_time=1&page_size=101", headers=headers
        )
    assert (reply.status_code, reply.json()["code"]) == (200, code)
    assert bad_size.json()["code"] == 40000
