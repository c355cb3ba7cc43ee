"""Whatever text comes from outside, a reader of the format reads that text, and nothing else."""

import string
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from preflight.reports import render
from preflight.reports.html import prose as html_prose
from preflight.reports.markdown import code, prose
from preflight.verdict import failed
from tests.report_builders import report, result
from tests.reports.test_github import commands
from tests.reports.texts import Page, rendered

ODD = st.text(alphabet=st.sampled_from(string.punctuation + "ab1 äß漢"), max_size=40)
"""One line, and mostly punctuation: where markup comes from."""


def without_code(text):
    return " ".join(text.replace("`", "").split())


@settings(deadline=None)  # the first example pays for imports
@given(ODD)
def test_markdown(text):
    page = Page(rendered(f"x {prose(text)} y"))
    assert {name for name, _ in page.elements} <= {"p", "code"}
    assert without_code("".join(page.text)) == without_code(f"x {text} y")


@settings(deadline=None)  # the first example pays for imports
@given(ODD, ODD)
def test_markdown_in_a_table(first, second):
    page = Page(rendered(f"| a | b |\n| --- | --- |\n| {prose(first)} | {code(second)} |\n"))
    names = [name for name, _ in page.elements]
    assert (names.count("th"), names.count("td")) == (2, 2)
    assert set(names) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert without_code("".join(page.text)) == without_code(f"a b {first} {second}")


@settings(deadline=None)  # the first example pays for imports
@given(ODD)
def test_html(text):
    page = Page(f"<p>{html_prose(text)}</p>")
    assert {name for name, _ in page.elements} <= {"p", "code"}
    assert "".join(page.text).replace("`", "") == text.replace("`", "")


@settings(deadline=None)  # the first example pays for imports
@given(ODD)
def test_workflow_commands(text):
    made = report(result("credits", failed(f"x{text}", remedy=f"y{text}", subject=f"z{text}")))
    ((name, properties, data),) = commands(made)
    assert (name, set(properties)) == ("error", {"file", "line", "col", "title"})
    assert data == f"x{text}\n-> y{text}"
    assert properties["title"] == f"credits (runway z{text})"


@settings(deadline=None)  # the first example pays for imports
@given(st.text(alphabet=st.sampled_from(string.punctuation + "ab1 äß漢\n"), max_size=40))
def test_prometheus_labels(text):
    made = report(result("credits", failed("no", remedy="do", subject=f"x{text}")))
    families = list(text_string_to_metric_families(render("prometheus", made)))
    subjects = {one.labels["subject"] for family in families for one in family.samples if "subject" in one.labels}
    assert subjects == {f"x{text}"}


@settings(deadline=None)  # the first example pays for imports
@given(st.text(max_size=40))
def test_junit_is_always_xml(text):
    made = report(result("credits", failed(f"x{text}", remedy="do", subject=text)))
    (failure,) = ElementTree.fromstring(render("junit", made)).iter("failure")
    assert failure.get("message").startswith("x")
