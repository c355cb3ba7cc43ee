"""`preflight plan`, through the installed script."""

import json

import pytest

from tests.cli import app, environment, preflight
from tests.keys import runway_key

WORKLOAD = """\
version: 1
providers:
  runway:
    workload:
      gen4.5: {per_day: 600, peak_per_hour: 90, generation_seconds: 75, credits_each: 60}
"""


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app", {".preflight.yml": WORKLOAD})


def plan(repository, *arguments, **variables):
    return preflight("plan", *arguments, cwd=repository, env=environment(**variables))


def test_0_all_fits(repository):
    done = plan(repository, "--sandbox")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "FITS SANDBOX (exit 0). Next: preflight check"
    assert "the cap on purchases in 30 days binds first" in done.stdout


def test_1_something_does_not(repository):
    done = plan(repository, "--sandbox", "tier-too-small")
    assert (done.returncode, done.stderr) == (1, "")
    assert "tier 4 is the smallest that carries this workload" in done.stdout
    assert "All of it, in this order" in done.stdout


def test_1_because_of_a_what_if(repository):
    done = plan(repository, "--sandbox", "--what-if", "gen4.5.per_day=1500", "--what-if", "veo3.1.per_day=0")
    assert done.returncode == 1
    assert "What if gen4.5.per_day = 1,500 instead of 600" in done.stdout
    assert "What if veo3.1.per_day = 0 instead of 40" in done.stdout
    assert "it carries 74 % of this load" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["--what-if", "x"], "expected MODEL.FIELD=VALUE"),
        (["--what-if", "gen45.per_day=3"], 'did you mean "gen4.5"?'),
        (["--sandbox", "--what-if", "gen4.5.perday=3"], 'did you mean "per_day"?'),
        (["--sandbox", "helthy"], 'did you mean "healthy"?'),
        (["--provider", "runtools"], "not among the providers to judge"),
        (["--format", "sarif"], "is not one of"),
        (["--timeout", "nan"], "not in the range"),
        (["--config", "nothing.yml"], "nothing.yml"),
    ],
)
def test_2_usage(repository, arguments, says):
    done = plan(repository, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_2_configuration(repository):
    (repository / ".preflight.yml").write_text("version: 1\nprovider: {}\n", encoding="utf-8")
    done = plan(repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".preflight.yml:2:1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--offline"], "offline: no vendor was asked"),
        (["--sandbox", "outage"], "503"),
        (["--sandbox", "bad-key"], "401"),
        (["--sandbox", "garbage"], "balance not readable"),
    ],
)
def test_3_it_cannot_be_told_but_cost_and_tier_can(repository, arguments, says):
    done = plan(repository, *arguments, RUNWAYML_API_SECRET=runway_key())
    assert (done.returncode, done.stderr) == (3, "")
    assert says in done.stdout
    assert "tier 4 is the smallest" in done.stdout
    assert runway_key() not in done.stdout


def test_the_workload_of_the_config_is_the_one_that_is_planned(repository):
    done = plan(repository, "--offline", "--format", "json", RUNWAYML_API_SECRET=runway_key())
    (page,) = json.loads(done.stdout)["providers"]
    assert [load["model"] for load in page["load"]] == ["gen4.5"]
    assert page["money"]["per_month"] == 1_080_000


def test_the_formats_agree_on_the_exit_code(repository):
    codes = {
        name: plan(repository, "--sandbox", "tier-too-small", "--format", name).returncode
        for name in ("text", "json", "markdown")
    }
    assert set(codes.values()) == {1}


def test_quiet_says_only_what_does_not_fit(repository):
    done = plan(repository, "--sandbox", "-q")
    assert done.stdout == "FITS SANDBOX (exit 0). Next: preflight check\n"
    assert plan(repository, "--sandbox", "tier-too-small", "-q").stdout.startswith("! credits: ")


def test_verbose_says_what_is_asked_and_of_whom(repository):
    done = plan(repository, "--sandbox", "-v")
    assert "/v1/organization" in done.stderr
    assert "FITS" in done.stdout


def test_nothing_is_written(repository):
    before = {path: path.read_bytes() for path in repository.rglob("*") if path.is_file()}
    plan(repository, "--sandbox", "tier-too-small", "--what-if", "gen4.5.per_day=5")
    assert {path: path.read_bytes() for path in repository.rglob("*") if path.is_file()} == before


def test_it_is_in_the_help(repository):
    assert "plan" in preflight("--help", cwd=repository).stdout
    assert "--what-if MODEL.FIELD=VALUE" in preflight("plan", "--help", cwd=repository).stdout
