"""GitLab's Code Quality report, as its documentation describes it."""

import json

import pytest

from preflight.reports import render
from tests.report_builders import every_kind, hostile, launch_review, report

REPORTS = {"every kind": every_kind, "launch review": launch_review, "hostile": hostile}


@pytest.mark.parametrize("name", REPORTS)
def test_has_every_field_and_no_two_fingerprints_are_equal(name):
    """https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
    text = render("gitlab", REPORTS[name]())
    assert text.startswith("[")  # no byte order mark
    rows = json.loads(text)
    assert rows
    for row in rows:
        assert set(row) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert all(isinstance(row[key], str) and row[key] for key in ("description", "check_name", "fingerprint"))
        assert row["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert row["location"]["path"]
        assert not row["location"]["path"].startswith(("/", "./"))
        assert row["location"]["lines"]["begin"] >= 1
    assert len({row["fingerprint"] for row in rows}) == len(rows)


def test_severities_follow_the_gate():
    rows = json.loads(render("gitlab", every_kind()))
    assert [(row["check_name"], row["severity"]) for row in rows] == [
        ("preflight/secrets", "blocker"),
        ("preflight/autobilling", "major"),
        ("preflight/credits", "minor"),
        ("preflight/attribution", "minor"),
        ("preflight/daily-volume", "info"),
        ("preflight/config", "info"),
    ]


def test_nothing_to_say_is_an_empty_list():
    assert json.loads(render("gitlab", report())) == []
