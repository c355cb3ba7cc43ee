"""What a person sees of a scan."""

import re

import pytest

from preflight.reports import Style
from preflight.reports._scan_text import render
from preflight.verdict import Confidence, Live, Section, Where, failed, passed, unknown, warned
from tests.facts_builders import TODAY
from tests.report_builders import finding, report, result

LEAK = failed(
    "2 keys in 3 places; looked at 12 objects",
    remedy="disable the key in the portal first",
    findings=(
        finding(live=Live.ACTIVE, pushed=True),
        finding(redacted="key_…ffffffff", confidence=Confidence.POSSIBLE, encoding=(), commit=None),
        finding(where=Where.COMMIT_MESSAGE, path=None, encoding=(), pushed=False, live=Live.ACTIVE),
        finding(where=Where.WORKTREE, commit=None, encoding=(), set_aside="exclude tests/** (.preflight.yml:3:5)"),
    ),
)


def scan_report(verdict, **parts):
    (row,) = [result("secrets", verdict, section=Section.SECURITY, provider=None)]
    return report(row, narrowed=True, **parts)


def shown(verdict, *, width=100, **style):
    return render(scan_report(verdict), Style(width=width, **style))


def test_keys_come_one_by_one_each_with_its_places_and_last_the_word():
    assert shown(LEAK) == (
        "✗ key_…1a2b3c4d  runway-api-key, ACTIVE: the vendor accepts it\n"
        "    src/app.py:12:9  history, c0ffeec0ff of 2026-11-20, pushed, in base64 in gzip\n"
        "    commit-message:12:9  c0ffeec0ff of 2026-11-20, not pushed\n"
        "! key_…ffffffff  runway-api-key, possible\n"
        "    src/app.py:12:9  history\n"
        "· key_…1a2b3c4d  runway-api-key, exclude tests/** (.preflight.yml:3:5)\n"
        "    src/app.py:12:9  worktree\n"
        "\n"
        "✗ 2 keys in 3 places; looked at 12 objects\n"
        "  → disable the key in the portal first\n"
        "NOT CLEAN (exit 1). Next: preflight explain secrets\n"
    )


def test_quiet_leaves_out_what_does_not_count():
    assert "exclude" not in shown(LEAK, verbose=-1)


@pytest.mark.parametrize(
    ("verdict", "last"),
    [
        (passed("no key in 12 objects"), "CLEAN (exit 0): no key in 12 objects"),
        (warned("1 string", remedy="look"), "NOTHING THAT COUNTS (exit 0). Next: preflight explain secrets"),
        (unknown("shallow", remedy="fetch"), "INCOMPLETE (exit 3). Next: preflight explain secrets"),
    ],
)
def test_the_last_line_is_the_answer(verdict, last):
    assert shown(verdict).splitlines()[-1] == last


def test_a_waiver_is_shown_in_place_of_the_remedy():
    from preflight.report import Waived

    waived = Waived(reason="later", by="owner@example.com", expires=TODAY)
    row = result("secrets", LEAK, section=Section.SECURITY, provider=None, waived=waived)
    text = render(report(row), Style())
    assert "waived by owner@example.com until 2026-11-20: later" in text
    assert "disable" not in text


@pytest.mark.parametrize("width", [40, 60, 120])
def test_all_but_the_last_line_fit_the_console(width):
    assert max(map(len, shown(LEAK, width=width).splitlines()[:-1])) <= width


def test_ascii_means_ascii():
    assert shown(LEAK, ascii=True).isascii()


def test_colour_only_where_it_is_wanted():
    assert "\x1b" not in shown(LEAK)
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown(LEAK, color=True)) == shown(LEAK)


def test_many_places_and_keys_are_cut_and_counted():
    places = tuple(finding(line=number) for number in range(25))
    assert "and 5 more places: --format json lists all" in shown(failed("x", remedy="y", findings=places))
    keys = tuple(finding(redacted=f"key_…{number:08x}") for number in range(60))
    assert "and 10 more keys: --format json lists all" in shown(failed("x", remedy="y", findings=keys))
