"""Plots: well-formed, in the page's colours, and the same in words; their twins for terminals."""

from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.capacity.limits import Kind, Taken
from preflight.capacity.picture import Bar, Rate, bars, burn_down
from preflight.reports import Style
from preflight.reports._charts import ROWS, bar, legend
from preflight.reports._charts import burn_down as chart
from preflight.reports._plots import burn_down_svg

TODAY = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"


def rate(label, per_day, spread=Fraction(1, 4)):
    return Rate(label, Fraction(per_day), per_day * (1 - spread), per_day * (1 + spread))


def plot(balance=420_000, *per_day, threshold=None):
    rates = [rate(label, each) for label, each in zip(("the workload", "the past weeks"), per_day, strict=False)]
    return burn_down(balance, "credits", TODAY, rates, threshold=threshold)


LAUNCH = plot(420_000, 48_800, 2_300, threshold=150_000)


@pytest.mark.parametrize(
    ("made", "days"),
    [
        (plot(420_000, 48_800), 13),
        (plot(420_000, 4), 90),
        (plot(1, 1_000), 7),
        (plot(0, 5), None),
        (plot(-1, 5), None),
        (plot(5, 0), None),
        (plot(5), None),
    ],
)
def test_it_goes_a_little_beyond_the_end_and_is_not_drawn_where_nothing_burns(made, days):
    assert (made and made.days) == days


@pytest.mark.parametrize(
    ("taken", "label", "words"),
    [
        (
            Taken(kind=Kind.DAILY, model="m", needed=Fraction(600), allowed=5_000, declared=True),
            "m a day",
            "600 of 5,000 (declared)",
        ),
        (Taken(kind=Kind.CONCURRENT, model="m", needed=Fraction(15, 8), allowed=1), "m at one time", "1.9 of 1"),
        (Taken(kind=Kind.CONCURRENT, model="m", needed=Fraction(4, 15), allowed=1), "m at one time", "0.27 of 1"),
        (
            Taken(kind=Kind.MONTHLY, model=None, needed=Fraction(1234), allowed=5_000),
            "all models, 30 days",
            "$12.34 of $50",
        ),
    ],
)
def test_a_bar_for_each_limit(taken, label, words):
    (one,) = bars([taken], "cents")
    assert (one.label, one.words) == (label, words)


SVGS = {
    "burn-down": burn_down_svg(LAUNCH, ident="one"),
    "one rate": burn_down_svg(plot(10, 3), ident="one"),
}


@pytest.mark.parametrize("text", SVGS.values(), ids=SVGS)
def test_an_svg_is_one_element_with_a_title_and_a_description(text):
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "one-title one-desc"
    title, described = root[0], root[1]
    assert (title.tag, title.attrib["id"]) == (f"{SVG}title", "one-title")
    assert (described.tag, described.attrib["id"]) == (f"{SVG}desc", "one-desc")
    assert title.text
    assert described.text


@pytest.mark.parametrize("text", SVGS.values(), ids=SVGS)
def test_colours_are_the_pages_own(text):
    for element in ElementTree.fromstring(text).iter():
        for attribute in ("fill", "stroke"):
            assert element.attrib.get(attribute, "none") in {"none", "currentColor"}
        style = element.attrib.get("style", "")
        assert not style or ("var(--plot-" in style and style.endswith(",currentColor)"))


@pytest.mark.parametrize("text", SVGS.values(), ids=SVGS)
def test_nothing_is_fetched_and_nothing_runs(text):
    for forbidden in ("<script", "href", "url(", "@import", "http:/", "onload"):
        assert forbidden not in text.replace("http://www.w3.org/2000/svg", "")


def test_what_the_burn_down_says_in_words():
    described = ElementTree.fromstring(burn_down_svg(LAUNCH))[1].text
    assert described == (
        "A balance of 420,000 credits on 2026-11-20: at the rate of the workload it is gone on 2026-11-28; at the rate "
        "of the past weeks it still has 390,100 credits after 13 days"
    )


def test_the_line_ends_where_the_balance_does():
    root = ElementTree.fromstring(burn_down_svg(plot(100, 10)))  # 15 days shown, gone after 10
    (line,) = root.iter(f"{SVG}polyline")
    (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert (x1 - x0) / (x2 - x0) == pytest.approx(10 / 15, abs=0.001)
    assert y0 < y1 == y2


RATES = st.fractions(Fraction(1, 10), 10**6)


@given(st.integers(1, 10**9), RATES, RATES, st.one_of(st.none(), st.integers(0, 10**9)))
@settings(deadline=None)
def test_nothing_leaves_the_picture(balance, first, second, threshold):
    made = plot(balance, first, second, threshold=threshold)
    root = ElementTree.fromstring(burn_down_svg(made))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    points = [
        tuple(map(float, point.split(",")))
        for element in root.iter()
        for point in element.attrib.get("points", "").split()
    ]
    assert points
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
    for style in (Style(width=80), Style(width=40, ascii=True)):
        lines = chart(made, style)
        assert len(lines) == ROWS + 2
        assert max(map(len, lines)) <= style.width
        assert not style.ascii or "".join(lines).isascii()


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (0.0, "░░░░░░░░░░"),
        (0.001, "█░░░░░░░░░"),
        (0.5, "█████░░░░░"),
        (1.0, "██████████"),
        (1.01, "█████████▶"),
        (None, "█████████▶"),
    ],
)
def test_bars_on_a_terminal(share, drawn):
    one = Bar("a", share, "")
    assert bar(one, 10, Style()) == drawn
    assert bar(one, 10, Style(ascii=True)) == drawn.translate(str.maketrans("█░▶", "#.!"))


def test_the_legend_names_what_is_drawn():
    assert legend(LAUNCH, Style(ascii=True)) == [
        "# the workload",
        ": at the low end of its range",
        "o the past weeks",
        "- autobilling's threshold",
    ]
    assert legend(plot(10, 3, threshold=11), Style()) == ["█ the workload", "░ at the low end of its range"]


def test_the_chart_falls_from_left_to_right():
    rows = chart(plot(100, 10), Style(width=60))[:ROWS]
    filled = [row.count("█") for row in rows]
    assert filled == sorted(filled)
    assert rows[0].startswith(" 100 ┤█")
