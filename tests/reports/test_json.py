"""The JSON report obeys its published schema, whatever the run."""

import json
from importlib.resources import files

import jsonschema
import pytest

from preflight.reports import formats, render
from tests.facts_builders import TODAY
from tests.report_builders import every_kind, report

SCHEMA = json.loads(files("preflight.data").joinpath("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("made", [report(), every_kind()], ids=["empty", "every kind"])
def test_a_report_obeys_the_schema(made):
    VALIDATOR.validate(json.loads(render("json", made)))


def test_says_what_the_report_says():
    document = json.loads(render("json", every_kind()))
    assert document["schema_version"] == 1
    assert document["generated_at"] == "2026-11-20T11:00:00Z"
    assert document["target"] == {
        "root": "app",
        "commit": "c0ffee" * 6 + "c0de",
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


def test_is_pure_ascii_and_ends_with_a_newline():
    text = render("json", every_kind())
    assert text.isascii()
    assert text.endswith("}\n")


def test_formats_are_found_by_their_files():
    assert formats() == ["json", "text"]
