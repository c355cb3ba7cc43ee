"""What moved, and whether it is bad news: a table of verdicts before and after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from preflight.comparing.compare import Kind, compare, got_worse
from preflight.comparing.load import load
from preflight.parts import Known
from preflight.report import Lowered, Waived
from preflight.reports import render
from preflight.verdict import Section, failed, passed, skipped, unknown, warned
from tests.facts_builders import NOW, TODAY
from tests.report_builders import launch_review, report, result

WAIVED = Waived(reason="soft launch", by="owner@example.com", expires=TODAY)
PASS, SKIP, WARN = passed("well"), skipped("nothing to judge"), warned("hm", remedy="look")
FAIL, UNKNOWN = failed("bad", remedy="mend"), unknown("no answer", remedy="ask")


@pytest.fixture
def moved(tmp_path):
    """The changes between two reports, by way of their JSON."""

    def moved(old, new):
        sides = []
        for name, made in (("old.json", old), ("new.json", new)):
            (tmp_path / name).write_text(render("json", made), encoding="utf-8")
            sides.append(load(tmp_path / name))
        return compare(*sides)

    return moved


def kinds(changes):
    return [change.kind for change in changes]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (PASS, PASS, None),
        (FAIL, FAIL, None),
        (PASS, WARN, Kind.WORSE),
        (PASS, FAIL, Kind.WORSE),
        (WARN, FAIL, Kind.WORSE),
        (PASS, UNKNOWN, Kind.WORSE),
        (FAIL, UNKNOWN, Kind.WORSE),  # an outage mends nothing
        (UNKNOWN, FAIL, Kind.WORSE),
        (UNKNOWN, WARN, Kind.BETTER),
        (UNKNOWN, PASS, Kind.BETTER),
        (FAIL, WARN, Kind.BETTER),
        (FAIL, PASS, Kind.BETTER),
        (SKIP, PASS, Kind.OTHER),
        (SKIP, FAIL, Kind.WORSE),
        (PASS, SKIP, Kind.UNASKED),
        (FAIL, SKIP, Kind.UNASKED),
        (None, FAIL, Kind.WORSE),
        (None, UNKNOWN, Kind.WORSE),
        (None, WARN, Kind.OTHER),
        (None, PASS, None),
        (None, SKIP, None),
        (PASS, None, Kind.UNASKED),
        (FAIL, None, Kind.UNASKED),
        (SKIP, None, None),
    ],
)
def test_what_became_of_a_required_verdict(moved, old, new, kind):
    sides = [report(*[result("credits", verdict)] if verdict else []) for verdict in (old, new)]
    changes = moved(*sides)
    assert kinds(changes) == ([kind] if kind else [])
    assert got_worse(changes) is (kind in {Kind.WORSE, Kind.UNASKED})


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (None, UNKNOWN, Kind.OTHER),
        (PASS, None, Kind.OTHER),
        (PASS, SKIP, Kind.OTHER),
        (PASS, UNKNOWN, Kind.WORSE),
    ],
)
def test_an_advised_verdict_that_comes_or_goes_is_no_bad_news(moved, old, new, kind):
    sides = [report(*[result("emails", verdict, required=False)] if verdict else []) for verdict in (old, new)]
    assert kinds(moved(*sides)) == [kind]


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ((FAIL, None), (FAIL, WAIVED), Kind.HIDDEN, ("fail", "fail, waived")),
        ((None, None), (FAIL, WAIVED), Kind.HIDDEN, ("not there", "fail, waived")),
        ((WARN, WAIVED), (FAIL, WAIVED), Kind.HIDDEN, ("warn, waived", "fail, waived")),
        ((FAIL, WAIVED), (FAIL, None), Kind.WORSE, ("fail, waived", "fail")),  # the waiver lapsed
        ((FAIL, WAIVED), (PASS, None), Kind.BETTER, ("fail, waived", "pass")),
        ((UNKNOWN, WAIVED), (UNKNOWN, None), Kind.WORSE, ("unknown, waived", "unknown")),
        ((FAIL, WAIVED), (FAIL, WAIVED), None, ()),
    ],
)
def test_waivers(moved, old, new, kind, words):
    sides = [report(*[result("credits", verdict, waived=waived)] if verdict else []) for verdict, waived in (old, new)]
    changes = moved(*sides)
    assert kinds(changes) == ([kind] if kind else [])
    if kind:
        assert (changes[0].was, changes[0].now) == words
    if kind is Kind.HIDDEN:
        assert changes[0].message.endswith("waived by owner@example.com until 2026-11-20: soft launch")


def test_a_check_that_the_config_turns_off_is_not_asked_any_more(moved):
    off = result("credits", skipped("turned off by .preflight.yml:9:3"), provider=None, section=Section.TOOL)
    lowered = (Lowered(what="checks.skip credits", effect="not run", position=None),)
    changes = moved(report(result("credits", FAIL)), report(off, lowered=lowered))
    assert kinds(changes) == [Kind.UNASKED, Kind.LOWERED]
    assert changes[1].about == "checks.skip credits"


def test_a_model_that_is_dropped_is_no_bad_news_while_the_check_answers(moved):
    veo, gen = (result("daily-volume", passed("well", subject=model)) for model in ("veo3.1", "gen4.5"))
    assert kinds(moved(report(veo, gen), report(gen))) == [Kind.OTHER]
    assert kinds(moved(report(veo, gen), report(result("daily-volume", SKIP)))) == [Kind.UNASKED, Kind.UNASKED]


def test_verdicts_that_share_check_provider_and_subject_are_told_apart_by_their_order(moved):
    changes = moved(report(result("x", PASS), result("x", FAIL)), report(result("x", PASS), result("x", PASS)))
    assert kinds(changes) == [Kind.BETTER]


@pytest.mark.parametrize(("days", "lapsed"), [(9, []), (10, [("emails for runway", "lapsed on 2026-11-29")])])
def test_a_statement_that_lapses(moved, days, lapsed):
    """Its last day counts. One that had lapsed before is no news."""
    old = launch_review()
    changes = moved(old, replace(old, generated_at=NOW + timedelta(days=days)))
    assert [(one.about, one.now) for one in changes if one.kind is Kind.LAPSED] == lapsed


def test_a_statement_that_is_taken_back(moved):
    changes = moved(launch_review(), replace(launch_review(), attestations=Known(())))
    assert [(one.about, one.now) for one in changes if one.kind is Kind.LAPSED] == [
        ("emails for runway", "not attested")
    ]


def test_terms_are_told_from_verdicts_where_no_facts_are_at_hand(moved):
    old = result("daily-volume", passed("well", subject="gen4.5", data={"max_daily": 200, "used_24h": 5}))
    new = result("daily-volume", passed("well", subject="gen4.5", data={"max_daily": 1000, "used_24h": 9}))
    (change,) = moved(report(old), report(new))
    assert (change.kind, change.about) == (Kind.TERMS, "daily-volume runway gen4.5 max daily")
    assert (change.was, change.now) == ("200", "1,000")
