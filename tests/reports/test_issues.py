"""Weights, places and fingerprints of what formats for machines show."""

from dataclasses import replace

import pytest

from preflight.config.model import Position
from preflight.reports._issues import Weight, issues, weigh
from preflight.verdict import Confidence, Section, Where, failed, passed, skipped, unknown, warned
from tests.facts_builders import TODAY
from tests.report_builders import every_kind, finding, launch_review, report, result

WARN = warned("hm", remedy="look")
FAIL = failed("no", remedy="do")
UNKNOWN = unknown("?", remedy="ask")


@pytest.mark.parametrize(
    ("verdict", "required", "strict", "weight"),
    [
        (passed("fine"), True, False, None),
        (skipped("nothing"), True, False, None),
        (FAIL, True, False, Weight.FAILURE),
        (FAIL, False, False, Weight.WARNING),
        (FAIL, False, True, Weight.FAILURE),
        (WARN, True, False, Weight.WARNING),
        (WARN, True, True, Weight.FAILURE),
        (UNKNOWN, True, False, Weight.UNDECIDED),
        (UNKNOWN, False, True, Weight.UNKNOWN),
    ],
)
def test_weighs_what_closes_the_gate_most(verdict, required, strict, weight):
    made = report(result("credits", verdict, required=required), strict=strict)
    (row,) = made.results
    assert weigh(row, made) is weight
    assert (weight in {Weight.FAILURE, Weight.UNDECIDED}) == bool(made.closed_by)


def test_waived_weighs_least():
    (row,) = [one for one in every_kind().results if one.waived]
    assert weigh(row, every_kind()) is Weight.ACCEPTED


def test_worst_first_and_every_verdict_before_the_further_places_of_any():
    places = tuple(finding(line=number, fingerprint=str(number)) for number in range(1, 4))
    made = report(
        result("credits", WARN),
        result("secrets", failed("3 places", remedy="disable", findings=places)),
        result("key-set", FAIL),
        result("autobilling", UNKNOWN),
    )
    assert [issue.result.check for issue in issues(made)] == [
        "secrets", "key-set", "secrets", "secrets", "autobilling", "credits",
    ]  # fmt: skip


def test_the_certain_place_comes_before_the_possible_one():
    possible = finding(confidence=Confidence.POSSIBLE, path="a.py", fingerprint="a")
    certain = finding(path="b.py", fingerprint="b")
    made = report(result("secrets", failed("x", remedy="y", findings=(possible, certain))))
    assert [(issue.at.path, issue.weight) for issue in issues(made)] == [
        ("b.py", Weight.FAILURE),
        ("a.py", Weight.WARNING),
    ]


def test_an_incomplete_scan_is_an_issue_beside_its_places():
    verdict = unknown("shallow", remedy="fetch", findings=(finding(confidence=Confidence.POSSIBLE),))
    assert [issue.finding is None for issue in issues(report(result("secrets", verdict)))] == [True, False]


@pytest.mark.parametrize(
    ("expected_at", "config_path", "at"),
    [
        (Position("../x/.preflight.yml", 9, 5), "app/.preflight.yml", Position("app/.preflight.yml", 9, 5)),
        (None, "app/.preflight.yml", Position("app/.preflight.yml", 1, 1)),
        (None, None, Position(".preflight.yml", 1, 1)),
    ],
)
def test_an_account_is_pinned_to_the_line_that_expects_something_of_it(expected_at, config_path, at):
    made = report(result("credits", FAIL, expected_at=expected_at), config_path=config_path)
    assert issues(made)[0].at == at


@pytest.mark.parametrize(
    ("where", "path"),
    [(Where.COMMIT_MESSAGE, None), (Where.AUTHOR, "object 1234"), (Where.REFLOG, ".git/logs/HEAD"), (Where.PATH, None)],
)
def test_what_stands_in_no_file_is_pinned_to_the_config(where, path):
    message = finding(where=where, path=path, line=3)
    made = report(result("secrets", failed("x", remedy="y", findings=(message,))), config_path="c.yml")
    assert issues(made)[0].at == Position("c.yml", 1, 1)


def test_fingerprints_differ_within_a_report_and_hold_no_line():
    made = launch_review()
    moved = replace(
        made,
        results=[
            replace(
                row,
                expected_at=Position("elsewhere.yml", 99, 9),
                verdict=replace(row.verdict, findings=tuple(replace(one, line=77) for one in row.verdict.findings)),
            )
            for row in made.results
        ],
    )
    fingerprints = [issue.fingerprint for issue in issues(made)]
    assert len(set(fingerprints)) == len(fingerprints)
    assert {issue.fingerprint for issue in issues(moved)} == set(fingerprints)


def test_equal_questions_with_several_answers_are_told_apart():
    made = report(result("key-set", WARN), result("key-set", warned("hm too", remedy="look")))
    first, second = issues(made)
    assert first.fingerprint != second.fingerprint


def test_says_why_something_does_not_count():
    aside = finding(set_aside="exclude tests/**")
    made = report(
        result("secrets", warned("x", remedy="y", findings=(aside,)), section=Section.SECURITY),
        *(row for row in every_kind().results if row.waived),
    )
    assert [issue.accepted for issue in issues(made)] == [
        None,
        f"waived by owner@example.com until {TODAY}: soft launch",
        "exclude tests/**",
    ]
