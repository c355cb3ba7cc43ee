"""Workflow commands as the runner reads them, and the files it is handed."""

import re

import pytest

from preflight.reports import render
from preflight.reports.github import MOST, outputs, summary
from preflight.verdict import failed, unknown, warned
from tests.report_builders import HOSTILE, every_kind, finding, hostile, launch_review, report, result

COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)")


def commands(made):
    """As the runner splits them: name, properties, data."""
    read = []
    for line in render("github", made).splitlines():
        if found := COMMAND.fullmatch(line):
            pairs = dict(pair.split("=", 1) for pair in (found["properties"] or "").split(",") if pair)
            read.append((found["name"], {key: plain(value) for key, value in pairs.items()}, plain(found["data"])))
    return read


def plain(text):
    for escape, meaning in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, meaning)
    return text


def test_worst_first_and_last_the_verdict():
    made = every_kind()
    assert [name for name, _, _ in commands(made)] == ["error", "error", "warning", "warning", "notice", "notice"]
    assert render("github", made).splitlines()[-1].startswith("NOT READY (exit 1): 1 pass, 2 warn, 1 fail")


def test_says_where_what_and_what_next():
    name, properties, data = next(one for one in commands(launch_review()) if "gen4.5" in one[1]["title"])
    assert name == "error"
    assert properties == {"file": ".preflight.yml", "line": "13", "col": "9", "title": "daily-volume (runway gen4.5)"}
    assert data.startswith("needs 600 a day")
    assert "\n-> tier 3 would do" in data


def test_strings_from_outside_end_no_command_and_start_none():
    made = hostile()
    lines = render("github", made).splitlines()
    assert len(lines) == len(commands(made)) + 1
    assert {name for name, _, _ in commands(made)} == {"error", "warning", "notice"}
    assert all(set(properties) == {"file", "line", "col", "title"} for _, properties, _ in commands(made))
    assert any(HOSTILE in data for _, _, data in commands(made))
    assert HOSTILE not in lines[-1]


def test_never_masks():
    assert not [line for line in render("github", hostile()).splitlines() if line.startswith("::add-mask")]


@pytest.mark.parametrize("amount", [MOST, MOST + 1, 30])
def test_the_last_annotation_that_is_shown_says_how_many_are_not(amount):
    made = report(*(result("daily-volume", failed("no", remedy="do", subject=f"m{n}")) for n in range(amount)))
    texts = [data for name, _, data in commands(made) if name == "error"]
    notes = [(place, text) for place, text in enumerate(texts, start=1) if "more: see the log" in text]
    if amount == MOST:
        assert notes == []
    else:
        assert notes == [(MOST, f"and {amount - MOST + 1} more: see the log of this step, or its summary")]
    assert len(texts) - len(notes) == amount


def test_further_places_of_a_key_do_not_push_other_failures_out_of_sight():
    places = tuple(finding(line=number, fingerprint=str(number)) for number in range(1, 40))
    made = report(
        result("secrets", failed("39 places", remedy="disable", findings=places)),
        result("key-set", failed("no", remedy="x")),
    )
    assert "key-set" in [properties["title"] for _, properties, _ in commands(made)[: MOST - 1]][1]


def test_outputs_are_slugs_and_our_own_words():
    assert outputs(every_kind()) == "verdict=not-ready\nexit-code=1\nfailed=secrets\nundecided=autobilling\n"
    assert outputs(report()) == "verdict=ready\nexit-code=0\nfailed=\nundecided=\n"


def test_the_summary_is_the_markdown():
    assert summary(launch_review()) == render("markdown", launch_review())


@pytest.mark.parametrize("room", [0, 40, 300, 1000, 2000, 3000])
def test_a_summary_without_room_is_cut_at_a_line_and_says_so(room):
    whole = render("markdown", launch_review())
    text = summary(launch_review(), room=room)
    assert len(text.encode()) <= room
    if text:
        kept, _, note = text.rpartition("\n**Cut here:**")
        assert note
        assert whole.startswith(kept.removesuffix("\n</details>\n"))
        assert text.count("<details>") == text.count("</details>")


def test_a_huge_report_fits():
    places = tuple(finding(line=n, redacted=f"key_…{n:08x}", path="x" * 200) for n in range(1, 6000))
    made = report(result("secrets", failed("many", remedy="disable", findings=places)))
    assert len(render("markdown", made).encode()) > 1 << 20
    assert 800 * 1024 < len(summary(made).encode()) < 1 << 20


def test_warnings_and_advised_unknowns_are_warnings():
    made = report(
        result("credits", warned("hm", remedy="look")),
        result("metrics", unknown("?", remedy="ask"), required=False),
    )
    assert [name for name, _, _ in commands(made)] == ["warning", "warning"]
