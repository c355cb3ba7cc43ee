"""The section `monitoring`, end to end through the script: a server is asked, or a person's word counts."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from preflight.facts.attested import ALLOWED_SIGNERS
from tests.cli import app, environment, preflight
from tests.prometheus import speaking
from tests.servers import closed_port
from tests.ssh import make_key, needs_ssh_keygen, signer_line

NAMES = "version: 1\nmonitoring: {error_rate: errors_total, requests: requests_total, throttled: throttled_total}\n"
ATTEST = ("attest", "emails", "--by", "ana", "--evidence", "https://example.com/1")


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app", {"app.py": "1\n", ".preflight.yml": NAMES})


def check(repository, *arguments, code=0, **variables):
    words = ("check", "--only", "monitoring", "--format", "json", *arguments)
    done = preflight(*words, cwd=repository, env=environment(**variables))
    assert (done.returncode, done.stderr) == (code, "")
    return {(row["check"], row["subject"]): row for row in json.loads(done.stdout)["results"]}


def well(path, parameters):
    """A server where 30 of 1,000 requests failed; nobody is alerted of throttled tasks."""
    rule = {"type": "alerting", "name": "High", "query": "errors_total / requests_total > 0.1", "health": "ok"}
    query = parameters.get("query", "")
    value = "1000" if "requests" in query else "30"
    result = [{"metric": {}, "value": [2000, "1999" if "timestamp" in query else value]}]
    return 200, {
        "status": "success",
        "data": {
            "label/__name__/values": ["errors_total", "requests_total", "throttled_total"],
            "query": {"resultType": "vector", "result": result},
            "rules": {"groups": [{"rules": [rule]}]},
        }[path],
    }


def test_a_server_named_on_the_command_line_or_in_the_environment_is_asked(repository):
    with speaking(well) as url, closed_port() as nobody:
        for arguments, variables in (
            (("--prometheus", url), {"PREFLIGHT_PROMETHEUS_URL": nobody}),
            ((), {"PREFLIGHT_PROMETHEUS_URL": url}),
        ):
            rows = check(repository, *arguments, **variables)
            errors = rows["metrics", "error_rate"]
            assert errors["status"] == "pass"
            assert errors["message"] == (
                "`errors_total`: 3 % of 1,000 requests failed in 24 hours; last sample 1 second ago; alerts: High"
            )
            assert errors["data"]["share"] == 0.03
            assert rows["metrics", "throttled"]["status"] == "warn"
        check(repository, "--prometheus", url, "--strict", code=1)


def test_a_server_that_does_not_answer_is_unknown_and_advised(repository):
    with closed_port() as url:
        rows = check(repository, "--prometheus", url, "--timeout", "2")
    for role in ("error_rate", "requests", "throttled"):
        assert rows["metrics", role]["status"] == "unknown"
        assert "127.0.0.1 refused the connection" in rows["metrics", role]["message"]


def test_required_metrics_that_are_unknown_close_the_gate(repository):
    (repository / ".preflight.yml").write_text(f"{NAMES}checks: {{required: [metrics]}}\n", encoding="utf-8")
    with closed_port() as url:
        check(repository, "--prometheus", url, "--timeout", "2", code=3)


@pytest.mark.parametrize("url", ["http://user:hunter2@127.0.0.1:1", "prom", "http://127.0.0.1/?token=hunter2", ""])
def test_an_address_that_is_none_is_a_usage_error_that_does_not_repeat_it(repository, url):
    done = preflight("check", "--prometheus", url, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--prometheus: it " in done.stderr
    assert "--prometheus http://127.0.0.1:9090" in done.stderr
    assert "hunter2" not in done.stderr


def test_the_config_cannot_name_the_server(repository):
    (repository / ".preflight.yml").write_text("version: 1\nmonitoring: {server: 'http://x'}\n", encoding="utf-8")
    done = preflight("check", cwd=repository)
    assert done.returncode == 2
    assert "the config can name no hosts" in done.stderr


def test_nothing_declared_is_nothing_to_judge(tmp_path):
    assert check(app(tmp_path / "bare"))["metrics", None]["status"] == "skip"


def emails(repository, **variables):
    return check(repository, **variables)["emails", None]


def test_from_nobody_knows_to_attested_to_lapsed(repository):
    assert emails(repository)["status"] == "unknown"
    assert preflight(*ATTEST, cwd=repository).returncode == 0
    row = emails(repository)
    assert row["status"] == "pass"
    assert row["message"].startswith("attested by ana until ")
    assert row["data"]["days_left"] == 90
    preflight("attest", "renew", *ATTEST[1:], "--expires", "5d", cwd=repository)
    assert emails(repository)["message"].endswith("; the attestation lapses in 5 days")
    file = repository / ".preflight" / "attestations.yml"
    today = datetime.now(UTC).date()
    last, yesterday = today + timedelta(days=5), today - timedelta(days=1)
    file.write_text(file.read_text("utf-8").replace(f"expires: {last}", f"expires: {yesterday}"), "utf-8")
    row = emails(repository)
    assert (row["status"], row["message"]) == ("unknown", f"attested by ana on {today}, which lapsed on {yesterday}")
    preflight(*ATTEST, "--failed", "--note", "it bounces", cwd=repository)
    row = emails(repository)
    assert (row["status"], row["required"]) == ("warn", False)
    assert row["message"].endswith("that it is not so: it bounces")


@needs_ssh_keygen
def test_a_signed_statement_counts_until_somebody_changes_it(repository, tmp_path):
    key = make_key(tmp_path / "key")
    signers = repository / ALLOWED_SIGNERS
    signers.parent.mkdir()
    signers.write_text(signer_line("ana", key), encoding="ascii")
    assert preflight(*ATTEST, "--sign-with", key, cwd=repository).returncode == 0
    row = emails(repository)
    assert (row["status"], row["data"]["signed"]) == ("pass", True)
    file = repository / ".preflight" / "attestations.yml"
    signed = file.read_text("utf-8")
    file.write_text(signed.replace("example.com/1", "example.com/2"), "utf-8")
    row = emails(repository)
    assert row["status"] == "unknown"
    assert "its signature does not fit what it says" in row["message"]
    file.write_text(signed[: signed.index("    signature:")], "utf-8")
    assert emails(repository)["status"] == "warn"
    file.write_text(signed, "utf-8")
    signers.write_text("", encoding="ascii")
    assert "do not list for ana" in emails(repository)["message"]
    signers.write_text(signer_line("ana", key), encoding="ascii")
    row = emails(repository, PATH="/nowhere")
    assert row["status"] == "unknown"
    assert "ssh-keygen, which reads signatures, is not installed" in row["message"]
