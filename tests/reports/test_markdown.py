"""Markdown: what comes from outside stays text."""

import pytest

from preflight.reports import render
from preflight.reports.markdown import code, prose
from preflight.verdict import failed
from tests.report_builders import HOSTILE, finding, hostile, launch_review, report, result
from tests.reports.texts import Page, rendered, words


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, 4,000 a day", "plain words, 4,000 a day"),
        ("run `preflight check -q`", "run `preflight check -q`"),
        ("an odd ` tick", "an odd \\` tick"),
        ("<b>*x*_y_</b>", "\\<b\\>\\*x\\*\\_y\\_\\</b\\>"),
        ("[a](javascript:b)", "\\[a\\](javascript:b)"),
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("&lt;", "\\&<!-- -->lt;"),
        ("@everyone, see #12 and !3", "@<!-- -->everyone, see \\#<!-- -->12 and !<!-- -->3"),
        ("owner@example.com", "owner@example.com"),
        ("a\nb", "a b"),
        ("`x|y`", "<code>x&#124;y</code>"),
        ("`a\\|<img>`", "<code>a&#92;&#124;&#60;img&#62;</code>"),
    ],
)
def test_prose(text, markdown):
    assert prose(text) == markdown


def test_code_without_anything_that_ends_it_is_a_code_span():
    assert code("feature/<x>") == "`feature/<x>`"
    assert code("a`b") == "<code>a&#96;b</code>"


def test_the_verdict_comes_first_and_what_closes_the_gate_next():
    lines = render("markdown", launch_review()).splitlines()
    assert lines[0] == "### preflight: NOT READY"
    assert (
        "1. **daily-volume (runway gen4.5)**: needs 600 a day, tier 1 (inferred from the monthly cap) allows 200"
        in lines
    )
    assert lines.index("#### What keeps the gate shut") < lines.index("<details><summary>Usage</summary>")


@pytest.mark.parametrize("make", [launch_review, hostile])
def test_every_row_of_a_table_has_its_columns(make):
    columns = 0
    for line in render("markdown", make()).splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        cells = line.replace("\\\\", "").replace("\\|", "").count("|") - 1
        columns = columns or cells
        assert cells == columns, line


def test_nothing_from_outside_becomes_markup():
    page = Page(rendered(render("markdown", hostile())))
    ours = {"h3", "h4", "p", "strong", "code", "ul", "ol", "li", "br", "details", "summary"}
    assert {name for name, _ in page.elements} <= ours | {"table", "thead", "tbody", "tr", "th", "td"}
    assert not any(attributes for _, attributes in page.elements)
    assert words(HOSTILE) in words("".join(page.text))


def test_evidence_that_is_a_link_can_be_followed():
    assert "<https://wiki.example.com/launch/billing_screenshot>" in render("markdown", launch_review())


def test_long_lists_of_places_are_cut_and_counted():
    places = tuple(finding(line=number) for number in range(1, 31))
    made = report(result("secrets", failed("x", remedy="y", findings=places)))
    assert "and 10 more places: `--format json` lists all" in render("markdown", made)
