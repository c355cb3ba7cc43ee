"""What a person sees of two reviews, and what a program gets.

The pictures are kept beside this file; `python -m tests.reports.test_comparison` draws them anew.
"""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from preflight.comparing.compare import compare
from preflight.comparing.load import load
from preflight.parts import Known
from preflight.report import Waived
from preflight.reports import Style, _comparison, render
from preflight.verdict import failed, passed, unknown
from tests.facts_builders import NOW, TODAY
from tests.report_builders import hostile, launch_review, result

GOLDEN = Path(__file__).parent / "golden"
STYLES = {
    "diff-60": Style(width=60),
    "diff-80": Style(width=80),
    "diff-120": Style(width=120),
    "diff-80-ascii": Style(width=80, ascii=True),
    "diff-80-color": Style(width=80, color=True),
}


def later():
    """The launch review some weeks later: something of everything has moved."""
    old = launch_review()
    waived = Waived(reason="soft launch, 20 a day", by="owner@example.com", expires=TODAY)
    results = [row for row in old.results if row.check not in {"credits", "monthly-cap", "secrets", "daily-volume"}]
    results += [
        result("credits", passed("400,000 credits ($4,000) last 11 days")),
        result("daily-volume", failed("needs 600 a day, tier 1 allows 100", remedy="x", subject="gen4.5",
                                      data={"max_daily": 100}), waived=waived),
        result("daily-volume", failed("needs 40 a day, tier 1 allows 20", remedy="x", subject="veo3.1",
                                      data={"max_daily": 20})),
        result("secrets", unknown("a submodule could not be read", remedy="x"), provider=None),
    ]  # fmt: skip
    return replace(old, generated_at=NOW.replace(month=12), results=tuple(results), attestations=Known(()))


def reviews(folder, old, new):
    for name, made in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(render("json", made), encoding="utf-8")
    return load(folder / "old.json"), load(folder / "new.json")


def drawn(folder, style, old=launch_review, new=later):
    before, after = reviews(folder, old(), new())
    return _comparison.text(before, after, compare(before, after), style)


@pytest.mark.parametrize("name", STYLES)
def test_looks_as_it_should(tmp_path, name):
    assert drawn(tmp_path, STYLES[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_is_wider_than_the_console(tmp_path, width):
    assert max(map(len, drawn(tmp_path, Style(width=width)).splitlines())) <= width


def test_ascii_means_ascii_and_no_color_means_no_escapes(tmp_path):
    assert drawn(tmp_path, Style(ascii=True), new=hostile).isascii()
    assert "\x1b" not in drawn(tmp_path, Style(), new=hostile)


def test_json_says_the_same(tmp_path):
    before, after = reviews(tmp_path, launch_review(), later())
    changes = compare(before, after)
    document = json.loads(json.dumps(_comparison.document(before, after, changes)))
    assert document["got_worse"] is True
    assert [change["about"] for change in document["changes"]] == [change.about for change in changes]
    assert document["old"]["commit"] == launch_review().target.commit


def test_the_same_review_twice_has_nothing_to_tell(tmp_path):
    assert drawn(tmp_path, Style(), new=launch_review).splitlines()[2:] == ["", "NOTHING GOT WORSE (exit 0)"]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        for name, style in STYLES.items():
            (GOLDEN / f"{name}.txt").write_text(drawn(Path(folder), style), encoding="utf-8")
