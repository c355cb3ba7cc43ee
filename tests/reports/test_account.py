"""What `preflight account` shows, in each format. `python -m tests.reports.test_account` draws the pictures anew."""

import csv
import json
from dataclasses import replace
from importlib.resources import files
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from preflight.facts.usage import KeyUsage
from preflight.parts import Known, NotReadable
from preflight.reports import Style, _account, formats
from preflight.reports._account_usage import BAR
from tests.facts_builders import account, limits
from tests.overview_builders import days, everyone, overview, run, sheet, trouble, usage

GOLDEN = Path(__file__).parent / "golden"
PICTURES = {
    "account-80.txt": ("text", Style(width=80)),
    "account-40.txt": ("text", Style(width=40)),
    "account-120.txt": ("text", Style(width=120)),
    "account-80-ascii.txt": ("text", Style(width=80, ascii=True)),
    "account-80-color.txt": ("text", Style(width=80, color=True)),
    "account-80-quiet.txt": ("text", Style(width=80, verbose=-1)),
    "account.md": ("markdown", Style()),
    "account.csv": ("csv", Style()),
    "account.json": ("json", Style()),
}


def picture(name: str) -> str:
    format, style = PICTURES[name]
    return _account.render(format, everyone(), style)


def text(*sheets, **style):
    return _account.render("text", overview(*sheets), Style(**{"width": 80, **style}))


def document(*sheets):
    return json.loads(_account.render("json", overview(*sheets), Style()))


def rows(made):
    return list(csv.reader(StringIO(_account.render("csv", made, Style()))))


@pytest.mark.parametrize("name", PICTURES)
def test_looks_as_it_should(name):
    assert picture(name) == (GOLDEN / name).read_bytes().decode()


def test_no_format_of_an_account_is_one_of_a_report():
    assert not [name for name in formats() if "account" in name or name == "csv"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_words_stay_within_the_console(width):
    lines = _account.render("text", replace(everyone(), sheets=everyone().sheets[:1]), Style(width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_ascii_means_ascii():
    assert _account.render("text", everyone(), Style(ascii=True)).isascii()
    assert "####" in _account.render("text", everyone(), Style(ascii=True))


def test_no_color_means_no_escapes():
    assert "\x1b" not in _account.render("text", everyone(), Style())


def test_names_from_outside_are_shown_as_they_are_and_break_no_table():
    hostile = sheet(account=account(limits=Known({"[bold]x|`y`<b>": limits()})))
    assert "[bold]x|`y`<b>" in text(hostile)
    assert r"| \[bold\]x\|\`y\`\<b\> |" in _account.render("markdown", overview(hostile), Style())
    formula = sheet(account=account(limits=Known({"=HYPERLINK(1)": limits()})))
    assert {row[1] for row in rows(overview(formula))} >= {"'=HYPERLINK(1)"}


def test_limits_that_there_are_not_or_that_are_not_readable():
    both = {"free": limits(daily=None, concurrent=None), "odd": limits()}
    made = sheet(account=account(limits=Known(both), used=NotReadable("usage is missing")))
    shown = text(made)
    assert "free   no limit  no limit          ?  no limit" in shown
    assert "odd           5     1,000          ?         ?" in shown
    assert "use in 24 hours: usage is missing" in shown
    models = document(made)["accounts"][0]["models"]["value"]
    assert models[0]["max_daily"] == {"value": None, "reason": None}
    assert models[0]["used_24h"] == {"value": None, "reason": "usage is missing"}
    assert [one["left"] for one in models] == [None, None]


def test_a_model_over_its_limit_has_nothing_left():
    made = sheet(account=account(limits=Known({"gen4.5": limits(daily=50)}), used=Known({"gen4.5": Known(61)})))
    assert document(made)["accounts"][0]["models"]["value"][0]["left"] == 0


@pytest.mark.parametrize(
    ("cap", "tier", "above"),
    [(10_000, "1", "2"), (2_000_000, "4", "5"), (10_000_000, "5", None), (123_456, None, None)],
)
def test_the_tier_is_inferred_from_the_monthly_cap(cap, tier, above):
    made = sheet(account=account(monthly_cap=Known(cap)))
    told = document(made)["accounts"][0]
    assert (told["tier"] and told["tier"]["name"], told["next_tier"] and told["next_tier"]["name"]) == (tier, above)
    if tier is None:
        assert "a custom one: no published tier has this monthly cap" in text(made)
    elif above is None:
        assert "none published: ask for a custom one" in text(made)
    else:
        assert f"{above}: it unlocks once $" in text(made)


def consumed(*amounts, **parts):
    return sheet(usage=(KeyUsage(None, usage(days(*amounts), **parts)),))


def test_bars_are_to_scale_and_refunds_have_none():
    lines = text(consumed({"m": 1_000}, {"m": 500}, {"m": 1}, {"m": -250}), width=100).splitlines()
    bars = [line.count("█") for line in lines if line.strip().startswith("2026-")]
    assert bars == [BAR, BAR // 2, 1, 0]
    assert [line.split()[:2] for line in lines if line.strip().startswith("total")] == [["total", "1,251"]]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_series_that_do_not_fit_share_a_column(width):
    many = {f"a-long-model-name-{number}": 100 - number for number in range(8)}
    shown = text(consumed(many), width=width)
    total = sum(many.values())
    assert f" {total} " in shown
    assert ("in all: a-long-model-name-0 100, a-long-model-name-1 99" in " ".join(shown.split())) == (width < 80)
    assert max(map(len, shown.splitlines())) <= width
    assert ("others" in shown) == (width in {80, 120})


def test_nothing_consumed_is_said():
    assert "nothing was consumed" in text(consumed({}))
    assert "Nothing was consumed." in _account.render("markdown", overview(consumed({})), Style())


def test_long_lists_are_cut_on_a_terminal_and_whole_with_v():
    many = tuple(run(number, "1.5") for number in range(45))
    made = consumed({"runs": 3}, runs=Known(many))
    assert "and 25 more: -v shows all" in text(made)
    assert "more: -v" not in text(made, verbose=1)
    assert sum(row[2] == "run" for row in rows(overview(made))) == 45
    assert "the dearest 45" in _account.render("markdown", overview(made), Style())


def test_what_is_not_readable_is_said_in_every_format():
    made = sheet(usage=(KeyUsage(None, usage(NotReadable("partial: page 3 of 24: HTTP 503"))),))
    assert "not readable: partial: page 3 of 24: HTTP 503" in text(made)
    assert "Not readable: partial: page 3 of 24" in _account.render("markdown", overview(made), Style())
    told = document(made)["accounts"][0]["usage"][0]
    assert told["days"] == told["total"] == {"value": None, "reason": "partial: page 3 of 24: HTTP 503"}
    assert rows(overview(made)) == [["provider", "key", "kind", "at", "name", "series", "amount", "unit"]]


def test_troubles_name_what_they_are_about():
    made = sheet(troubles=(trouble(subject="gen4.5"), trouble()))
    for quiet in (0, -1):
        shown = text(made, verbose=quiet)
        assert "! gen4.5: it rains" in shown
        assert "→ take an umbrella" in shown
    assert "- **gen4.5: it rains**" in _account.render("markdown", overview(made), Style())


SCHEMA = json.loads(files("preflight.data").joinpath("account.schema.json").read_text(encoding="utf-8"))


def test_json_is_as_its_schema_says():
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    validator.check_schema(SCHEMA)
    validator.validate(json.loads(picture("account.json")))
    validator.validate(json.loads(_account.render("json", overview(sheet()), Style())))
    broken = json.loads(picture("account.json"))
    broken["accounts"][0]["balance"] = 7
    assert not validator.is_valid(broken)


def test_the_sums_of_json_are_exact_enough_to_add_up():
    told = json.loads(picture("account.json"))
    for one in told["accounts"]:
        for of in one["usage"]:
            if of["days"]["value"] is not None:
                dated = sum(sum(day["used"].values()) for day in of["days"]["value"])
                assert of["total"]["value"] == pytest.approx(dated + sum(of["undated"].values()))


if __name__ == "__main__":
    for name in PICTURES:
        (GOLDEN / name).write_text(picture(name), encoding="utf-8", newline="")
