"""A committed config cannot turn the gate green in silence: end to end, in every format, through the script."""

import json

import jsonschema
import pytest

from preflight.reports import formats
from tests.cli import app, environment
from tests.cli import preflight as run
from tests.keys import runway_key

ALL = """\
version: 1
checks:
  skip:
    - credits
  advised:
    - monthly-cap
secrets:
  exclude:
    - app.py
waivers:
  - {check: key-set, reason: "old news", by: owner@example.com, expires: 2020-01-01}
  - {check: key-set, reason: "no need", by: owner@example.com, expires: 2999-01-01}
providers:
  runway:
    workload:
      gen4.5: {per_day: 0}
"""
EXPECTED = {
    4: ["checks.skip credits", "turned off by .preflight.yml:4:7"],
    6: ["checks.advised monthly-cap", "only advised by .preflight.yml:6:7"],
    9: ["secrets.exclude app.py", "every file lies below"],
    11: ["waiver for key-set", "lapsed on 2020-01-01"],
    12: ["waiver for key-set", "covers nothing"],
    16: ["workload runway.gen4.5", "asks for nothing"],
}
"""Line of the config → what every format calls it, and the words of our own verdict about it."""
LINE_KEYS = ("line", "startLine", "begin")
"""How formats for programs call it."""


def preflight(*arguments: str, cwd):
    return run(*arguments, cwd=cwd, env=environment(RUNWAYML_API_SECRET=runway_key()))


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return app(tmp_path_factory.mktemp("repository") / "app", {"app.py": "1\n", ".preflight.yml": ALL})


@pytest.mark.parametrize("format", formats())
def test_everything_that_is_lowered_is_in_every_format_with_file_and_line(repository, format):
    shown = " ".join(preflight("check", "--offline", "--format", format, cwd=repository).stdout.split())
    for line, (what, words) in EXPECTED.items():
        if format == "prometheus" and what.startswith("waiver"):  # a metric of its own, without lines
            assert 'preflight_waiver_days{check="key-set"' in shown
            continue
        places = (f".preflight.yml:{line}:", f"line={line},", *(f'"{key}": {line}' for key in LINE_KEYS))
        assert any(place in shown for place in places), f"line {line} is not named"
        assert what in shown
        if format in {"text", "json", "markdown", "html", "junit"}:  # the others have numbers, or no skipped verdicts
            assert words in shown


def test_the_json_report_of_it_obeys_the_schema(repository):
    schema = json.loads(run("schema", "report", cwd=repository).stdout)
    jsonschema.validate(json.loads(preflight("check", "--offline", "--format", "json", cwd=repository).stdout), schema)


def lowering(name: str, tmp_path, text: str):
    return app(tmp_path / name, {"app.py": "1\n", ".preflight.yml": f"version: 1\n{text}"})


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        ("checks: {skip: [credits]}", "credits", "turned off by .preflight.yml:2:17"),
        ("checks: {skip: [models]}", "models", "turned off by .preflight.yml:2:17"),
        ("checks: {advised: [key-set]}", "key-set", "only advised by .preflight.yml:2:20"),
        ("secrets: {exclude: ['**']}", "excludes", "every file lies below `**` (.preflight.yml:2:21)"),
        ("secrets: {exclude: ['docs/**']}", "excludes", "hid nothing"),
        (
            "waivers: [{check: key-set, reason: r, by: b, expires: 2020-01-01}]",
            "waivers",
            'lapsed on 2020-01-01, so it no longer counts: "r", by b (.preflight.yml:2:11)',
        ),
        (
            "waivers: [{check: secrets, reason: r, by: b, expires: 2999-01-01}]",
            "waivers",
            "covers nothing: there is nothing to waive any more (.preflight.yml:2:11)",
        ),
        (
            "providers: {runway: {workload: {gen4.5: {per_day: 0}}}}",
            "workload",
            "`per_day: 0` at .preflight.yml:2:41 asks for nothing",
        ),
    ],
)
def test_strict_accepts_none_of_it(tmp_path, text, check, message):
    """Offline the gate is undetermined (3) in any case; with --strict what is lowered makes it not ready (1)."""
    repository = lowering("app", tmp_path, text)
    lenient = preflight("check", "--offline", "--format", "json", cwd=repository)
    strict = preflight("check", "--offline", "--strict", "--format", "json", cwd=repository)
    assert (lenient.returncode, strict.returncode) == (3, 1)
    for done in (lenient, strict):
        results = json.loads(done.stdout)["results"]
        own = [row for row in results if (row["check"], row["section"]) == (check, "preflight")]
        assert [message in row["message"] for row in own] == [True]
        assert own[0]["status"] in ({"warn", "skip"} if done is lenient else {"warn", "fail"})


def test_a_config_that_lowers_nothing_is_undetermined_under_strict_too(tmp_path):
    repository = lowering("app", tmp_path, "providers: {runway: {workload: {gen4.5: {per_day: 1}}}}")
    assert preflight("check", "--offline", "--strict", cwd=repository).returncode == 3


@pytest.mark.parametrize("only", ["secrets", "security"])
def test_a_question_that_the_config_turns_off_is_undetermined(tmp_path, only):
    skips = "secrets" if only == "secrets" else "secrets, env-files, client-exposure, shared-keys, key-storage"
    done = preflight(
        "check", "--offline", "--only", only, cwd=lowering("app", tmp_path, f"checks: {{skip: [{skips}]}}")
    )
    assert done.returncode == 3
    assert "turned off by .preflight.yml:2:17" in " ".join(done.stdout.split())


def test_a_scan_says_so_too(tmp_path):
    repository = lowering("app", tmp_path, "secrets: {exclude: ['*']}")
    lenient, strict = (preflight("scan", *words, cwd=repository) for words in ((), ("--strict",)))
    assert (lenient.returncode, strict.returncode) == (0, 1)
    for done in (lenient, strict):
        assert "every file lies below an exclude, so no key would count" in " ".join(done.stdout.split())


def test_a_narrower_question_is_not_told_of_what_it_does_not_ask(repository):
    done = preflight("check", "--only", "key-set", "--offline", "--format", "json", cwd=repository)
    own = [row["check"] for row in json.loads(done.stdout)["results"] if row["section"] == "preflight"]
    assert own == ["waivers", "waivers"]
