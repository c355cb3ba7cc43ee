"""The plan as people and programs see it.

The pictures are kept beside this file; `python -m tests.reports.test_plan` draws them anew.
"""

import json
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from preflight.account import Unit
from preflight.config.model import ModelLoad
from preflight.engine.clean import clean
from preflight.exit_codes import ExitCode
from preflight.parts import Known, NotReadable
from preflight.reports import Style, _plan_json, _plan_markdown, _plan_text
from preflight.vendor_data import NONE
from tests.facts_builders import attestations, limits, usage, workload
from tests.keys import runway_key
from tests.plan_builders import facts, plan

GOLDEN = Path(__file__).parent / "golden"
STYLES = {
    "plan-80": Style(width=80),
    "plan-50": Style(width=50),
    "plan-120": Style(width=120),
    "plan-80-color": Style(width=80, color=True),
    "plan-80-ascii": Style(width=80, ascii=True),
    "plan-80-quiet": Style(width=80, verbose=-1),
}
BUSY: dict[str, Any] = {"per_day": 600, "peak_per_hour": 90, "credits_each": Decimal(60)}
LAUNCH = workload(
    {
        "gen4.5": ModelLoad(
            per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60)
        ),
        "veo3.1": ModelLoad(
            per_day=40, peak_per_hour=8, generation_seconds=Decimal(120), output_seconds=Decimal(8)
        ),
    }
)  # fmt: skip
USED = usage(*[2_000 + 10 * day for day in range(90)])
SMALL = facts(
    LAUNCH,
    used=USED,
    attested=attestations(threshold=3_000, amount=5_000),
    balance=Known(4_000),
    monthly_cap=Known(10_000),
    limits=Known({"gen4.5": limits(50, 1), "veo3.1": limits(50, 1)}),
)
FITTING = facts(
    LAUNCH,
    used=USED,
    attested=attestations(threshold=150_000, amount=250_000),
    balance=Known(420_000),
    monthly_cap=Known(2_000_000),
    limits=Known({"gen4.5": limits(5_000, 10), "veo3.1": limits(5_000, 10)}),
)
SILENT = facts(balance=NotReadable("offline"), limits=NotReadable("offline"), monthly_cap=NotReadable("offline"))
CENTS = facts(
    workload(per_day=900, peak_per_hour=90, generation_seconds=Decimal(4), credits_each=3, max_daily=2_000),
    data=NONE,
    unit=Unit.CENTS,
    limits=NotReadable("this vendor's API does not tell"),
    used=usage(unit=Unit.CENTS),
    monthly_cap=NotReadable("this vendor's API does not tell"),
)
PLANS = {
    "small": plan(SMALL, sandbox="tier-too-small"),
    "fitting": plan(FITTING),
    "silent": plan(SILENT),
    "cents": plan(CENTS),
    "two": plan(FITTING, SMALL, what_if=("gen4.5.per_day = 600 instead of 5",)),
}


@pytest.mark.parametrize("name", STYLES)
def test_looks_as_it_should(name):
    assert _plan_text.render(PLANS["two"], STYLES[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_markdown_looks_as_it_should():
    assert _plan_markdown.render(PLANS["two"], Style()) == (GOLDEN / "plan.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_but_the_last_line_is_wider_than_the_console(name, width):
    *lines, _last = _plan_text.render(PLANS[name], Style(width=width)).splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("name", PLANS)
def test_ascii_means_ascii_and_no_color_means_no_escapes(name):
    text = _plan_text.render(PLANS[name], Style(ascii=True))
    assert text.isascii()
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("name", "code", "last"),
    [
        ("small", ExitCode.NOT_READY, "DOES NOT FIT SANDBOX (exit 1). Next: make one of the changes, or try it with"),
        ("fitting", ExitCode.READY, "FITS (exit 0). Next: preflight check"),
        ("silent", ExitCode.UNDETERMINED, "UNDETERMINED (exit 3). Next: see above for what could not be read"),
        ("cents", ExitCode.UNDETERMINED, "UNDETERMINED (exit 3)."),
        ("two", ExitCode.NOT_READY, "DOES NOT FIT (exit 1). Next: put the numbers that you want into .preflight.yml"),
    ],
)
def test_the_last_line_is_the_answer(name, code, last):
    assert PLANS[name].exit_code is code
    assert _plan_text.render(PLANS[name], Style()).splitlines()[-1].startswith(last)


def test_autobilling_that_nobody_attested_does_not_make_it_undetermined():
    fits = plan(facts(workload(per_day=1, peak_per_hour=1, generation_seconds=Decimal(9), credits_each=Decimal(1))))
    assert fits.exit_code is ExitCode.READY
    text = _plan_text.render(fits, Style())
    assert "autobilling to choose: below 3 credits buy 1,000 credits" in text
    assert "? autobilling: no API tells whether autobilling is set up, and nobody has" in text


def test_an_account_in_cents_reads_in_dollars_throughout():
    for text in (_plan_text.render(PLANS["cents"], Style()), _plan_markdown.render(PLANS["cents"], Style())):
        assert "credits each" not in text
        assert " credits " not in text.replace("credits_each", "")
        assert "a month costs $810" in text
    assert "this vendor publishes no tiers" in _plan_text.render(PLANS["cents"], Style())


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (facts(workload(per_day=600, peak_per_hour=700)), "gen4.5: peak_per_hour 700 is more than per_day 600"),
        (
            facts(workload({"gen4_aleph": ModelLoad(per_day=1)})),
            "gen4_aleph is retired: the vendor refuses it since 2026-07-30; use aleph2",
        ),
        (facts(workload({"novel": ModelLoad(per_day=1)})), "novel is in no published table"),
        (facts(workload(per_day=600)), "a lower bound: add workload.gen4.5: output_seconds or credits_each"),
        (facts(), "the config tells no workload"),
        (facts(used=usage(notes=("the last 30 days only",))), "the last 30 days only"),
        (facts(LAUNCH), "veo3.1 is priced as its dearest variant: with audio; 20 without"),
        (facts(workload(per_day=10**6)), "no published tier carries this workload"),
        (facts(workload(per_day=600), monthly_cap=Known(7)), "it takes tier 3 at least; the workload says too little"),
        (facts(workload(per_day=600), monthly_cap=Known(7)), "; yours is a custom tier"),
        (
            facts(LAUNCH, monthly_cap=NotReadable("offline")),
            "From tier 1 buy $50 in all for tier 2, then $100 in all for tier 3, then $1,000 in all for tier 4: at "
            "once by the newer tiers page; the older go-live page names 22 days of waiting on the way",
        ),
        (facts(LAUNCH), "To get there buy $1,000 in all for tier 4: at once"),
        (facts(workload(per_day=0)), "the workload expects nothing: no limit binds"),
        (facts(workload(per_day=1), limits=Known({"gen4.5": limits(0, 0)})), "the daily limit of gen4.5 is 0: no"),
        (facts(workload(per_day=1)), "the load may grow to more than 100 times this"),
        (facts(LAUNCH, used=usage(days=NotReadable("HTTP 500"))), "the past burn is not readable: HTTP 500"),
        (
            facts(workload(**BUSY), monthly_cap=Known(10_000), data=NONE),
            "no recharge within the cap on purchases keeps up",
        ),
    ],
)
def test_what_a_reader_has_to_know_is_said(made, says):
    assert says in " ".join(_plan_text.render(plan(made), Style(width=10_000)).split())


SCHEMA = json.loads(files("preflight.data").joinpath("plan.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", PLANS)
def test_json_obeys_the_schema(name):
    text = _plan_json.render(PLANS[name], Style())
    assert text.isascii()
    VALIDATOR.validate(json.loads(text))


def test_json_says_what_the_plan_says():
    document = json.loads(_plan_json.render(PLANS["small"], Style()))
    assert (document["fits"], document["exit_code"]) == ("no", 1)
    (page,) = document["providers"]
    assert page["binding"] == {
        "kind": "monthly",
        "model": None,
        "needed": 1_464_000,
        "allowed": 10_000,
        "share": 146.4,
        "declared": False,
    }
    assert page["tier"] == {
        "published": True,
        "current": "1",
        "needed": "4",
        "at_least": False,
        "buy_dollars_in_all": 1000,
        "wait_days_newer_rule": 0,
        "wait_days_older_rule": 22,
    }
    assert page["money"]["buy_for_seven_days"] == 337_600
    assert page["money"]["autobilling"] == {"threshold": 150_000, "amount": 49_000}
    cap = next(line for line in page["lines"] if line["check"] == "monthly-cap")
    assert [(change["setting"], change["to"]) for change in cap["changes"]] == [("tier", "4")]
    assert [change["setting"] for change in page["all_of_it"]] == ["tier", "balance", "autobilling"]


def test_nothing_from_outside_is_read_as_markdown_or_moves_a_cursor():
    key = runway_key(3)
    model = f"[x](http://e)|<b>*_`{key}\x1b[2J"
    made = clean(plan(facts(workload({model: ModelLoad(per_day=5_000, peak_per_hour=1)}))))
    for text in (
        _plan_markdown.render(made, Style()),
        _plan_text.render(made, Style()),
        _plan_json.render(made, Style()),
    ):
        assert key not in text
        assert "\x1b" not in text
    assert "[x](http" not in _plan_markdown.render(made, Style())
    assert "<b>" not in _plan_markdown.render(made, Style())


if __name__ == "__main__":
    for name, style in STYLES.items():
        (GOLDEN / f"{name}.txt").write_text(_plan_text.render(PLANS["two"], style), encoding="utf-8")
    (GOLDEN / "plan.md").write_text(_plan_markdown.render(PLANS["two"], Style()), encoding="utf-8")
