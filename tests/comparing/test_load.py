"""Bundles and JSON reports as people hand them around, and as nobody should."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from preflight.comparing.compare import Kind, compare, got_worse
from preflight.comparing.load import load
from preflight.errors import PreflightError
from preflight.parts import Known, NotReadable
from preflight.reports import render
from preflight.vendor_data import VendorData
from tests.bundle.bundles import plan_for, write_bundle
from tests.facts_builders import RUNWAY_DATA, account, limits
from tests.keys import runway_key
from tests.report_builders import hostile, launch_review, report


def bundle(path, **facts):
    return load(write_bundle(path, plan_for(**facts)))


def test_a_bundle_tells_limits_and_prices(tmp_path):
    plan = plan_for()
    dearer = {name: replace(price, credits=Decimal(99)) for name, price in RUNWAY_DATA.prices.items()}
    moved = replace(plan, given={**plan.given, (VendorData, "runway"): replace(RUNWAY_DATA, prices=dearer)})
    old = bundle(tmp_path / "old.zip")
    new = bundle(tmp_path / "new.zip", Account=account(limits=Known({"gen4.5": limits(20), "veo3.1": limits()})))
    changes = compare(old, new)
    assert [(one.about, one.was, one.now) for one in changes if one.kind is Kind.TERMS] == [
        ("runway limits gen4.5 max daily", "1,000", "20")
    ]
    assert got_worse(changes)
    changes = compare(old, load(write_bundle(tmp_path / "dear.zip", moved)))
    assert ("runway prices gen4.5 credits", "99") in [(one.about, one.now) for one in changes]


def test_an_account_that_could_not_be_read_says_nothing_of_its_limits(tmp_path):
    old = bundle(tmp_path / "old.zip")
    new = bundle(tmp_path / "new.zip", Account=account(limits=NotReadable("HTTP 503"), monthly_cap=NotReadable("503")))
    terms = [one.about for one in compare(old, new) if one.kind is Kind.TERMS]
    assert not [term for term in terms if "monthly cap" in term]


def test_a_bundle_and_a_report_can_be_compared(tmp_path):
    old = bundle(tmp_path / "old.zip")
    (tmp_path / "new.json").write_text(render("json", launch_review()), encoding="utf-8")
    assert compare(old, load(tmp_path / "new.json"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither an evidence bundle nor a JSON report"),
        (b"version: 1\n", "neither an evidence bundle nor a JSON report"),
        (b"[" * 100_000, "neither an evidence bundle nor a JSON report"),
        (b"[]", "no JSON report of schema version 1"),
        (b'{"schema_version": 2}', "no JSON report of schema version 1"),
        (b'{"schema_version": 1}', "generated_at: it is missing"),
        (b"\xff\xfe", "not UTF-8"),
        (b"PK\x03\x04", "no evidence bundle"),
    ],
)
def test_anything_else_is_refused_in_words(tmp_path, content, says):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(PreflightError) as caught:
        load(tmp_path / "x")
    assert says in caught.value.message


@pytest.mark.parametrize("depth", [900, 100_000])
def test_data_that_is_nested_without_end_is_refused(tmp_path, depth):
    document = json.loads(render("json", report()))
    row = {"check": "x", "section": "usage", "provider": None, "subject": None, "required": True, "status": "pass",
           "waived": None, "message": "m", "remedy": None, "data": {"x": "HERE"}}  # fmt: skip
    text = json.dumps({**document, "results": [row]}).replace('"HERE"', "[" * depth + "]" * depth)
    (tmp_path / "x").write_text(text)
    with pytest.raises(PreflightError, match=r"nested too deeply|neither an evidence bundle"):
        load(tmp_path / "x")


def test_what_is_read_is_clean(tmp_path):
    """Terminal escapes, and a key that somebody wrote into a report by hand."""
    document = json.loads(render("json", hostile()))
    document["results"][0]["message"] = f"\x1b[31m{runway_key()}"
    (tmp_path / "x").write_text(json.dumps(document))
    message = load(tmp_path / "x").report.results[0].message
    assert message.isprintable()
    assert runway_key() not in message
