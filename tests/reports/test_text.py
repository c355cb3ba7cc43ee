"""What a person sees, at several widths, with and without colour, on a console that knows only ASCII.

The pictures are kept beside this file; `python -m tests.reports.test_text` draws them anew.
"""

from pathlib import Path

import pytest

from preflight.reports import Style, render
from preflight.verdict import Where, failed, passed
from tests.report_builders import every_kind, finding, report, result

GOLDEN = Path(__file__).parent / "golden"
STYLES = {
    "80": Style(width=80),
    "60": Style(width=60),
    "40": Style(width=40),
    "120": Style(width=120),
    "80-color": Style(width=80, color=True),
    "80-ascii": Style(width=80, ascii=True),
    "80-quiet": Style(width=80, verbose=-1),
}


@pytest.mark.parametrize("name", STYLES)
def test_looks_as_it_should(name):
    assert render("text", every_kind(), STYLES[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_but_the_last_line_is_wider_than_the_console(width):
    *lines, _last = render("text", every_kind(), Style(width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_ascii_means_ascii():
    hostile = report(result("key-set", passed("naïve → “quoted” 漢字 ✓")))
    assert render("text", hostile, Style(ascii=True)).isascii()


def test_no_color_means_no_escapes():
    assert "\x1b" not in render("text", every_kind(), Style())


def test_brackets_from_outside_are_shown_as_they_are():
    """rich reads [bold] as markup unless told not to."""
    hostile = report(result("secrets", failed("[bold]x[/bold]", remedy="[link=http://x]y[/link]")))
    text = render("text", hostile)
    assert "[bold]x[/bold]" in text
    assert "[link=http://x]y[/link]" in text


def test_findings_that_are_about_no_key_are_grouped_by_rule_and_say_what_is_wrong():
    here = {"redacted": "VITE_RUNWAY_KEY", "where": Where.WORKTREE, "commit": None, "encoding": ()}
    found = (
        finding(**here, rule="public-variable", note="every browser gets it"),
        finding(**here, rule="inlined-variable", line=13),
    )
    verdict = failed("2 places", remedy="move it", findings=found)
    text = render("text", report(result("client-exposure", verdict, provider=None)))
    assert [line.strip() for line in text.splitlines() if "VITE" in line or "src/app.py" in line] == [
        "VITE_RUNWAY_KEY  public-variable",
        "src/app.py:12:9  worktree, every browser gets it",
        "VITE_RUNWAY_KEY  inlined-variable",
        "src/app.py:13:9  worktree",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        ("gen4.5", ["runway gen4.5"]),
        ("wait_for_task_output", ["runway", "wait_for_task_", "output"]),
        ("assets/pictures/hero.png", ["runway", "assets/pictures/", "hero.png"]),
        ("x" * 20, ["runway", "x" * 17, "xxx"]),
    ],
)
def test_a_long_subject_is_broken_after_a_mark(width, subject, lines):
    text = render("text", report(result("models", passed("fine", subject=subject))), Style(width=width))
    after = text.split("models")[1].splitlines()
    assert [line.strip() for line in after[1 : 1 + len(lines)]] == lines


def test_the_last_line_is_the_verdict_and_the_next_thing_to_type():
    made = report(result("credits", failed("the balance is 0 credits", remedy="buy")))
    assert render("text", made).splitlines()[-1] == "NOT READY (exit 1). Next: preflight explain credits"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "READY (exit 0). Next: launch"),
        ({"narrowed": True}, "READY (exit 0). Next: preflight check, for the whole list"),
        ({"not_built": ("drill",)}, "READY (exit 0). Next: look by hand at what is not in this version"),
    ],
)
def test_ready_does_not_promise_more_than_was_asked(parts, says):
    assert render("text", report(result("key-set", passed("set")), **parts)).splitlines()[-1] == says


def test_the_summary_has_failures_first():
    summary = render("text", every_kind(), STYLES["80-quiet"]).splitlines()
    assert [line[0] for line in summary[:2]] == ["✗", "?"]


def test_many_findings_are_cut_and_counted():
    many = tuple(finding(line=number) for number in range(1, 31))
    made = report(result("secrets", failed("30 places", remedy="disable", findings=many)))
    assert "and 10 more: --format json lists all" in render("text", made)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, style in STYLES.items():
        (GOLDEN / f"{name}.txt").write_text(render("text", every_kind(), style), encoding="utf-8")
