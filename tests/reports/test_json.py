"""The JSON report obeys its published schema, whatever the run."""

import json
from importlib.resources import files

import jsonschema
import pytest

from preflight.parts import Known, NotReadable
from preflight.reports import render
from preflight.verdict import failed
from tests.facts_builders import TODAY
from tests.report_builders import every_kind, finding, hostile, launch_review, report, result

SCHEMA = json.loads(files("preflight.data").joinpath("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("make", [report, every_kind, launch_review, hostile], ids=lambda make: make.__name__)
def test_a_report_obeys_the_schema(make):
    VALIDATOR.validate(json.loads(render("json", make())))


def test_says_what_the_report_says():
    document = json.loads(render("json", every_kind()))
    assert document["schema_version"] == 1
    assert document["generated_at"] == "2026-11-20T11:00:00Z"
    assert document["target"] == {
        "root": "app",
        "commit": "c0ffee" * 6 + "c0de",
        "branch": None,
        "environment": "production",
        "sandbox": True,
        "scenario": "healthy",
        "offline": False,
    }
    assert (document["verdict"], document["exit_code"]) == ("not-ready", 1)
    assert document["summary"] == {"pass": 1, "warn": 2, "fail": 1, "unknown": 1, "skip": 1, "waived": 1}
    assert document["lowered"] == [
        {"what": "checks.skip secrets", "effect": "not run", "path": ".preflight.yml", "line": 9}
    ]
    waived = next(row for row in document["results"] if row["waived"])
    assert waived["status"] == "fail"
    assert waived["waived"]["expires"] == TODAY.isoformat()


@pytest.mark.parametrize(("note", "told"), [("every browser gets it", "every browser gets it"), ("", None)])
def test_a_finding_says_what_is_wrong_where_the_rule_does_not(note, told):
    made = report(result("secrets", failed("1 place", remedy="mend it", findings=(finding(note=note),))))
    document = json.loads(render("json", made))
    VALIDATOR.validate(document)
    assert document["results"][0]["findings"][0]["note"] == told


def test_is_pure_ascii_and_ends_with_a_newline():
    text = render("json", every_kind())
    assert text.isascii()
    assert text.endswith("}\n")


def test_tells_what_people_attested_and_waived_as_of_the_day_of_the_run():
    document = json.loads(render("json", launch_review()))
    assert [(one["check"], one["by"], one["expires"], one["status"]) for one in document["attestations"]] == [
        ("autobilling", "owner@example.com", "2026-11-01", "expired"),
        ("emails", "ops@example.com", "2026-11-29", "expires-soon"),
        ("metrics", "ops@example.com", "2027-02-08", "failed"),
        ("moderation", "pm@example.com", "2027-02-08", "void"),
    ]
    assert [one["signed"] for one in document["attestations"]] == [False, True, False, False]
    assert document["attestations"][3]["void"] == "which lapsed when what the config says of runway changed"
    assert document["attestations"][0]["values"] == {"threshold": 20_000, "amount": 50_000}
    assert [(one["check"], one["subject"], one["expires"]) for one in document["waivers"]] == [
        ("daily-volume", "veo3.1", "2027-01-15"),
        ("credits", None, "2026-06-01"),
    ]


def test_attestations_that_cannot_be_read_are_null_and_not_none():
    made = report(attestations=NotReadable("attestations.yml:3:1: bad"))
    document = json.loads(render("json", made))
    VALIDATOR.validate(document)
    assert document["attestations"] is None
    assert json.loads(render("json", report(attestations=Known(()))))["attestations"] == []
