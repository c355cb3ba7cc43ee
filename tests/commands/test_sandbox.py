"""`preflight sandbox`: says how to point programs at it, and serves until it is told to stop."""

import signal
import subprocess

import httpx
import pytest

from preflight.commands._sandbox import plays
from tests.cli import SCRIPT, environment, preflight


@pytest.fixture
def serving(tmp_path):
    process = subprocess.Popen(
        [SCRIPT, "sandbox"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    lines = []
    while not lines or not lines[-1].startswith("# SANDBOX"):
        lines.append(process.stdout.readline())
    yield dict(
        line.removeprefix("export ").split("  #")[0].strip().split("=") for line in lines if line.startswith("export")
    )
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said.strip()) == (130, "preflight: interrupted")


def test_it_serves_every_vendor(serving):
    assert set(serving) == {
        "RUNWAYML_BASE_URL", "RUNWAYML_API_SECRET", "RUNTOOLS_BILLING_URL", "RUNTOOLS_API_KEY", "GPTBOTS_BASE_URL",
        "GPTBOTS_API_KEY",
    }  # fmt: skip
    with httpx.Client(trust_env=False) as http:
        topup = http.get(
            serving["RUNTOOLS_BILLING_URL"] + "/billing/auto-topup", headers={"X-API-Key": serving["RUNTOOLS_API_KEY"]}
        )
        verify = http.get(
            serving["GPTBOTS_BASE_URL"] + "/v1/api-key/verify",
            headers={"Authorization": f"Bearer {serving['GPTBOTS_API_KEY']}"},
        )
    assert topup.json()["data"]["enabled"] is True
    assert verify.json()["type"] == "agent"


def test_it_lists_its_scenarios(tmp_path):
    done = preflight("sandbox", "--list", cwd=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()][:2] == ["healthy", "no-credits"]


def test_only_vendors_that_it_plays_are_asked_in_it():
    assert plays(None, "lunar")
    assert plays("healthy", "runtools")
    assert not plays("healthy", "lunar"), "its real key would be sent"
