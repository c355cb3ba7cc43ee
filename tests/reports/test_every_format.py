"""What JSON tells, every format tells: each failure, each unknown, each waiver, and what the config lowers."""

import json

import pytest

from preflight.reports import Style, formats, render
from preflight.verdict import failed, unknown
from tests.report_builders import every_kind, hostile, launch_review, report, result
from tests.reports.texts import READERS, words

REPORTS = {"every kind": every_kind, "launch review": launch_review, "hostile": hostile}
WIDE = Style(width=5000)  # nothing wraps


def read(format, made):
    return words(READERS[format](render(format, made, WIDE)))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", formats())
def test_carries_every_failure_unknown_and_waiver(format, name):
    made = REPORTS[name]()
    told = json.loads(render("json", made))
    text = read(format, made)
    rows = [row for row in told["results"] if row["status"] in {"fail", "unknown"} or row["waived"]]
    assert rows
    for row in rows:
        assert row["check"] in text
        assert words(row["subject"] or "") in text
        if format != "prometheus":  # which has numbers; its own test counts them
            assert words(row["message"]) in text
        if row["waived"]:
            assert words(row["waived"]["reason"]) in text
            assert words(row["waived"]["by"]) in text
            if format != "prometheus":
                assert row["waived"]["expires"] in text


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", formats())
def test_carries_what_the_config_lowers(format, name):
    made = REPORTS[name]()
    text = read(format, made)
    for lowered in made.lowered:
        if format == "prometheus" and lowered.what.startswith("waiver "):
            continue  # a waiver has a family of its own
        assert words(lowered.what) in text


@pytest.mark.parametrize("format", formats())
def test_carries_the_remedy_of_what_closes_the_gate(format):
    if format == "prometheus":
        return
    text = read(format, launch_review())
    for one in launch_review().closed_by:
        assert words(one.verdict.remedy) in text


@pytest.mark.parametrize("format", formats())
def test_an_advised_unknown_is_not_dropped(format):
    made = report(
        result("key-set", failed("no key", remedy="set it")),
        result("metrics", unknown("the server does not answer", remedy="ask again"), required=False),
    )
    text = read(format, made)
    assert "metrics" in text
    assert format == "prometheus" or "the server does not answer" in text


@pytest.mark.parametrize("format", formats())
def test_an_empty_report_is_a_whole_document(format):
    assert READERS[format](render(format, report())) is not None


@pytest.mark.parametrize("format", formats())
def test_ends_with_a_newline(format):
    assert render(format, launch_review()).endswith("\n")
