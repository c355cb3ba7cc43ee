"""JUnit XML: strict parsers take it, the common importers' schema allows it, and red means what the exit code means."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import pytest

from preflight.reports import render
from preflight.verdict import failed, passed, unknown, warned
from tests.report_builders import every_kind, finding, hostile, launch_review, report, result

REPORTS = {"empty": report, "every kind": every_kind, "launch review": launch_review, "hostile": hostile}
SCHEMAS = sorted((Path(sys.prefix) / "extras").rglob("junit-10.xsd"))
"""The Jenkins plug-in's, which `make test` fetches."""


def root_of(made):
    return ElementTree.fromstring(render("junit", made))


def case_of(made, check):
    return next(case for case in root_of(made).iter("testcase") if case.get("name", "").startswith(check))


def outcome(made, check):
    return [child.tag for child in case_of(made, check)]


@pytest.mark.skipif(not SCHEMAS, reason="the importers' schema is not here: `make test` fetches it")
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.parent.name[:8])
@pytest.mark.parametrize("name", REPORTS)
def test_obeys_the_importers_schema(name, schema):
    import xmlschema

    xmlschema.XMLSchema(schema).validate(render("junit", REPORTS[name]()))


@pytest.mark.parametrize("name", REPORTS)
def test_counts_agree_with_what_is_there(name):
    root = root_of(REPORTS[name]())
    for kind, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.get(kind)) == len(list(root.iter(tag)))
        for suite in root:
            assert int(suite.get(kind)) == len(list(suite.iter(tag)))


def test_junitparser_reads_it(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(render("junit", launch_review()), encoding="utf-8")
    suites = junitparser.JUnitXml.fromfile(str(path))
    assert [suite.name for suite in suites] == [
        "preflight.usage", "preflight.security", "preflight.monitoring", "preflight.config",
    ]  # fmt: skip
    assert (suites.failures, suites.errors) == (4, 1)


@pytest.mark.parametrize("name", ["every kind", "launch review", "hostile"])
def test_red_is_what_closes_the_gate(name):
    made = REPORTS[name]()
    red = [case for case in root_of(made).iter("testcase") if {child.tag for child in case} & {"failure", "error"}]
    assert len(red) == len(made.closed_by)


@pytest.mark.parametrize(
    ("verdict", "required", "tags"),
    [
        (passed("fine"), True, ["system-out"]),
        (failed("no", remedy="do"), True, ["failure"]),
        (failed("no", remedy="do"), False, ["system-out"]),
        (warned("hm", remedy="look"), True, ["system-out"]),
        (unknown("?", remedy="ask"), True, ["error"]),
        (unknown("?", remedy="ask"), False, ["skipped"]),
    ],
)
def test_outcomes(verdict, required, tags):
    assert outcome(report(result("credits", verdict, required=required)), "credits") == tags


def test_warnings_are_failures_under_strict():
    made = report(result("credits", warned("hm", remedy="look")), strict=True)
    assert outcome(made, "credits") == ["failure"]


def test_the_body_tells_all_that_a_person_needs():
    (failure,) = case_of(launch_review(), "secrets")
    for words in ("1 key in 2 places", "remedy: disable the key", "src/app.py:12:9", "ACTIVE", "exclude tests/**"):
        assert words in failure.text


def test_cases_of_one_name_are_numbered():
    made = report(result("key-set", warned("a", remedy="x")), result("key-set", warned("b", remedy="x")))
    assert [case.get("name") for case in root_of(made).iter("testcase")] == ["key-set (runway)", "key-set (runway) #2"]


def test_the_time_of_a_check_is_counted_once():
    made = report(*(result("daily-volume", passed("x", subject=model), duration_ms=1500) for model in ("a", "b")))
    assert [case.get("time") for case in root_of(made).iter("testcase")] == ["1.500", "0.000"]
    assert root_of(made)[0].get("time") == "1.500"


def test_what_xml_forbids_is_replaced():
    odd = "a\x00b\x1b[31m\ufffe\ud800 ]]> &"
    made = report(result("secrets", failed(odd, remedy=odd, findings=(finding(path=odd),))))
    text = render("junit", made)
    assert text.isascii()
    (failure,) = ElementTree.fromstring(text).iter("failure")
    assert failure.get("message") == "a\ufffdb\ufffd[31m\ufffd\ufffd ]]> &"
