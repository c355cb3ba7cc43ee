"""`preflight account`, end to end: what is shown, of whom, and how it ends."""

import csv
import json
from datetime import timedelta
from importlib.resources import files
from io import StringIO

import jsonschema
import pytest

from preflight import clock
from preflight.sandbox import gptbots as fake
from preflight.sandbox.runway import usage_on
from tests.cli import app, environment, preflight
from tests.keys import runtools_key, runway_key
from tests.servers import answer, hang, playing

SCHEMA = json.loads(files("preflight.data").joinpath("account.schema.json").read_text(encoding="utf-8"))
ALL = "version: 1\nproviders: {runway: , runtools: , gptbots: }\n"


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app", {".preflight.yml": ALL})


def show(repository, *arguments, **environ):
    done = preflight("account", *arguments, cwd=repository, env=environment(**environ))
    assert "Traceback" not in done.stderr
    return done


def told(repository, *arguments, code=0, **environ):
    done = show(repository, "--format", "json", *arguments, **environ)
    assert (done.returncode, done.stderr) == (code, "")
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    return {one["provider"]: one for one in json.loads(done.stdout)["accounts"]}


def test_all_three_vendors_in_the_sandbox(repository):
    accounts = told(repository, "--sandbox")
    assert list(accounts) == ["runway", "runtools", "gptbots"]
    assert accounts["runway"]["balance"] == {"value": 420_000, "reason": None}
    assert (accounts["runway"]["tier"]["name"], accounts["runway"]["next_tier"]["name"]) == ("4", "5")
    assert [one["model"] for one in accounts["runway"]["models"]["value"]] == ["gen4.5", "veo3.1"]
    assert accounts["runtools"]["balance"] == {"value": 42_000, "reason": None}
    assert accounts["runtools"]["autobilling"]["value"]["threshold"] == {"value": 5_000, "reason": None}
    assert [key["name"] for key in accounts["gptbots"]["keys"]] == [fake.AGENT, fake.WORKFLOW]
    assert "usage" not in accounts["runway"]


def test_without_a_config_runway_alone_is_shown(tmp_path):
    assert list(told(app(tmp_path / "bare"), "--sandbox")) == ["runway"]


def test_a_provider_can_be_named_whether_the_config_does_or_not(tmp_path):
    bare = app(tmp_path / "bare")
    assert list(told(bare, "--sandbox", "--provider", "runtools", "--provider", "runtools")) == ["runtools"]


def test_usage_of_all_three(repository):
    today = clock.today()
    accounts = told(repository, "--sandbox", "--usage", "--from", str(today - timedelta(days=20)))
    (runway,) = accounts["runway"]["usage"]
    assert (runway["from"], runway["to"]) == (str(today - timedelta(days=20)), str(today))
    expected = {str(day): usage_on(day) for day in (today - timedelta(days=n) for n in range(1, 21))}
    assert {one["date"]: one["used"] for one in runway["days"]["value"]} == {d: u for d, u in expected.items() if u}
    assert runway["total"]["value"] == sum(sum(used.values()) for used in expected.values())
    (runtools,) = accounts["runtools"]["usage"]
    assert runtools["unit"] == "cents"
    assert runtools["ledger"]["value"][-1]["balance_after"] == 42_000
    assert runtools["summary"]["value"]["figures"]["tokens.input"] == 3_600_000
    agent, workflow = accounts["gptbots"]["usage"]
    assert (agent["key"], workflow["key"]) == (fake.AGENT, fake.WORKFLOW)
    assert set(workflow["runs"]["value"][0]["parts"]) <= {"chat", "tool_call"}


def test_a_long_range_is_stitched_and_a_default_one_is_30_days(repository):
    today = clock.today()
    runway = ("--sandbox", "--provider", "runway", "--usage")
    (year,) = told(repository, *runway, "--from", str(today - timedelta(days=365)))["runway"]["usage"]
    assert len(year["days"]["value"]) == 365
    (month,) = told(repository, *runway)["runway"]["usage"]
    assert (month["from"], month["to"]) == (str(today - timedelta(days=30)), str(today))


def test_a_spreadsheet_adds_up(repository):
    done = show(repository, "--sandbox", "--usage", "--format", "csv")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    today = clock.today()
    runway = [float(row["amount"]) for row in rows if (row["provider"], row["kind"]) == ("runway", "day")]
    assert sum(runway) == sum(sum(usage_on(today - timedelta(days=n)).values()) for n in range(1, 31))
    assert min(runway) < 0, "refunds are there"
    bookings = [float(row["amount"]) for row in rows if row["kind"] == "booking"]
    spent = [float(row["amount"]) for row in rows if (row["provider"], row["kind"]) == ("runtools", "day")]
    assert sum(bookings) == -sum(spent)


@pytest.mark.parametrize(
    ("scenario", "code", "says"),
    [
        ("healthy", 0, "accepted"),
        ("no-credits", 0, "! the balance is 0 credits"),
        ("tier-too-small", 3, "the API is not enabled for it"),
        ("bad-key", 3, "make sure that it belongs to"),
        ("outage", 3, "HTTP 503"),
        ("garbage", 3, "a proxy or a login page may stand in between"),
        ("read-only", 0, "accepted"),
    ],
)
def test_each_scenario_ends_as_it_should(repository, scenario, code, says):
    done = show(repository, "--sandbox", scenario)
    assert (done.returncode, done.stderr) == (code, "")
    assert says in " ".join(done.stdout.split())


def test_one_vendor_that_does_not_answer_is_3_and_the_others_are_shown(repository):
    good = {"creditBalance": 4200, "tier": {"maxMonthlyCreditSpend": 10_000, "models": {}}, "usage": {"models": {}}}
    with playing(answer(200, good)) as runway, playing(hang) as runtools:
        env = {
            "RUNWAYML_BASE_URL": runway.url,
            "RUNWAYML_API_SECRET": runway_key(),
            "RUNTOOLS_BILLING_URL": runtools.url,
            "RUNTOOLS_API_KEY": runtools_key(),
        }
        accounts = told(repository, "--timeout", "0.5", code=3, **env)
    assert accounts["runway"]["balance"]["value"] == 4200
    assert "took too long" in accounts["runtools"]["balance"]["reason"]
    assert accounts["gptbots"]["keys"][0]["access"] == "not-asked"


def test_usage_that_cannot_be_read_is_3_though_the_account_can(tmp_path):
    good = {"creditBalance": 4200, "tier": {"maxMonthlyCreditSpend": 10_000, "models": {}}, "usage": {"models": {}}}
    paths = {"/v1/organization": answer(200, good), "/v1/organization/usage": answer(400, {"error": "no"})}
    with playing(paths=paths) as vendor:
        env = {"RUNWAYML_BASE_URL": vendor.url, "RUNWAYML_API_SECRET": runway_key()}
        bare = app(tmp_path / "bare")
        assert told(bare, **env)["runway"]["read"] is True
        assert told(bare, "--usage", code=3, **env)["runway"]["usage"][0]["total"] == {
            "value": None,
            "reason": 'HTTP 400: "no"',
        }


def test_offline_asks_nobody(repository):
    with playing(hang) as vendor:
        done = show(repository, "--offline", RUNWAYML_BASE_URL=vendor.url, RUNWAYML_API_SECRET=runway_key())
    assert (done.returncode, vendor.heads) == (3, [])
    assert "OFFLINE" in done.stdout
    assert "run again, online" in done.stdout


def test_no_key_is_a_cause_with_a_fix(tmp_path):
    done = show(app(tmp_path / "bare"))
    assert done.returncode == 3
    assert "RUNWAYML_API_SECRET is not set; looked in the environment" in done.stdout
    assert "`preflight check --only key-set` says more" in " ".join(done.stdout.split())


def test_quiet_is_a_line_for_each_account_and_what_is_wrong(repository):
    done = show(repository, "--sandbox", "no-credits", "-q")
    assert done.stdout.splitlines()[0] == "Runway: 0 credits ($0), tier 4"
    assert "  ! auto-top-up is off: nothing refills the account" in done.stdout


def test_v_says_what_is_asked_and_no_format_holds_a_key(repository):
    key = runway_key()
    with playing(answer(401, {"error": f"bad {key}"})) as vendor:
        for format in ("text", "json", "markdown", "csv"):
            env = {"RUNWAYML_BASE_URL": vendor.url, "RUNWAYML_API_SECRET": key}
            done = show(repository, "--provider", "runway", "-v", "--usage", "--format", format, **env)
            assert key not in done.stdout + done.stderr
            assert "GET http://127.0.0.1" in done.stderr
            assert done.returncode == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2026-10-01"], "add --usage"),
        (["--usage", "--from", "yesterday"], "expected a date as YYYY-MM-DD"),
        (["--usage", "--from", "2026-02-30"], "there is no such day"),
        (["--usage", "--from", "2026-10-02", "--to", "2026-10-02"], "is not before --to"),
        (["--usage", "--to", "2999-01-01"], "lies ahead"),
        (["--usage", "--from", "2001-01-01"], "more than five years"),
        (["--provider", "runwy"], 'did you mean "runway"?'),
        (["--format", "yaml"], "is not one of"),
        (["--sandbox", "helthy"], 'did you mean "healthy"?'),
        (["nowhere"], "nowhere does not exist"),
        (["--timeout", "0"], "not in the range"),
    ],
)
def test_bad_usage(repository, arguments, says):
    done = show(repository, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
