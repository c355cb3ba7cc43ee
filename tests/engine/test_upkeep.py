"""What in a config has outlived its use: each way, and its near miss."""

from datetime import timedelta

import pytest

from preflight.config.model import Config, Located, ModelLoad, Position, ProviderConfig, SecretsConfig, Waiver
from preflight.engine import upkeep
from preflight.secrets.model import Coverage, Exclude, Hidden, Scope, SecretScan
from preflight.verdict import Section, Status, failed, passed, skipped, unknown, warned
from tests.facts_builders import TODAY
from tests.report_builders import finding, result

AT = Position(".preflight.yml", 9, 5)
TOO_SMALL = failed("too small", remedy="grow", subject="gen4.5")
RAN = {"credits", "daily-volume"}


def waived(check="daily-volume", *, days=90, **parts):
    until = TODAY + timedelta(days=days)
    return Waiver(check=check, reason="soft launch", by="owner@example.com", expires=until, position=AT, **parts)


def about(waiver, *verdicts, check="daily-volume", asked=RAN, judged=frozenset({*RAN, "drill"})):
    results = [result(check, verdict) for verdict in verdicts]
    config = Config(version=1, waivers=(waiver,))
    found = list(upkeep.waivers(config, results, asked=asked, judged=judged, today=TODAY))
    assert {(one.check, one.section, one.expected_at) for one in found} <= {("waivers", Section.TOOL, AT)}
    return [one.verdict for one in found]


@pytest.mark.parametrize("days", [0, 1, 14, 90])
@pytest.mark.parametrize(
    "verdict", [TOO_SMALL, warned("hm", remedy="look", subject="gen4.5"), unknown("?", remedy="ask", subject="gen4.5")]
)
def test_a_waiver_that_covers_something_is_left_alone(days, verdict):
    assert about(waived(days=days), verdict) == []
    assert about(waived(days=days, subject="gen4.5"), passed("ok", subject="veo3.1"), verdict) == []


def test_a_waiver_that_has_lapsed_is_named_whether_or_not_it_would_cover_anything():
    expected = warned(
        'lapsed on 2026-11-19, so it no longer counts: "soft launch", by owner@example.com (.preflight.yml:9:5)',
        remedy="delete it from .preflight.yml:9:5, or decide anew: `preflight waive daily-volume`",
        subject="daily-volume gen4.5",
    )
    assert about(waived(days=-1, subject="gen4.5"), TOO_SMALL) == [expected]
    assert about(waived(days=-1, subject="gen4.5"), passed("ok")) == [expected]


@pytest.mark.parametrize(
    ("waiver", "verdicts", "why"),
    [
        (waived(), [passed("ok"), skipped("none")], "there is nothing to waive any more"),
        (waived(subject="gen4.5"), [passed("ok", subject="gen4.5"), failed("x", remedy="y", subject="z")], "any more"),
        (waived(subject="gen45"), [TOO_SMALL], 'no verdict about gen45 (did you mean "gen4.5"?)'),
        (waived(subject="qqq"), [TOO_SMALL], "there is no verdict about qqq (.preflight.yml:9:5)"),
        (waived(), [failed("alive", remedy="kill", waivable=False)], "what was found is not to be waived"),
        (waived("drill"), [TOO_SMALL], "`drill` did not run"),
    ],
)
def test_a_waiver_that_covers_nothing_says_why(waiver, verdicts, why):
    (verdict,) = about(waiver, *verdicts)
    assert verdict.status is Status.WARN
    assert verdict.message.startswith("covers nothing: ")
    assert why in verdict.message
    assert verdict.remedy == "delete it from .preflight.yml:9:5"


def test_a_waiver_of_a_check_that_was_left_out_of_this_run_is_not_judged():
    assert about(waived("key-set"), TOO_SMALL) == []
    assert about(waived("key-set", days=-1), TOO_SMALL) == []


GLOBS = ("tests/**", "docs/**")
EXCLUDES = [Exclude(glob, f".preflight.yml:4:{column}") for column, glob in enumerate(GLOBS, start=12)]
EXCLUDING = Config(
    version=1,
    secrets=SecretsConfig(
        exclude=tuple(Located(glob, Position(".preflight.yml", 4, column)) for column, glob in enumerate(GLOBS, 12))
    ),
)


def scanned(**parts):
    return SecretScan(**{"findings": (), "coverage": Coverage(files=3), **parts})


def excluded(scan):
    found = list(upkeep.excludes(EXCLUDING, scan))
    assert all((one.check, one.section, one.expected_at.line) == ("excludes", Section.TOOL, 4) for one in found)
    return [one.verdict for one in found]


def test_an_exclude_that_hid_nothing_is_named():
    scan = scanned(hidden=(Hidden(EXCLUDES[0], (finding(),)),))
    assert excluded(scan) == [
        warned(
            "hid nothing (.preflight.yml:4:13)",
            remedy="delete it from .preflight.yml:4:13",
            subject="docs/**",
        )
    ]
    assert [verdict.subject for verdict in excluded(scanned())] == ["tests/**", "docs/**"]


@pytest.mark.parametrize("parts", [{"incomplete": ("shallow",)}, {"scope": Scope.WORKTREE}, {"scope": Scope.STAGED}])
def test_what_was_not_wholly_read_tells_nothing_of_an_exclude(parts):
    assert excluded(scanned(**parts)) == []


def test_excludes_that_hide_everything_are_one_warning_even_where_not_all_was_read():
    for parts in ({}, {"incomplete": ("shallow",)}):
        (verdict,) = excluded(scanned(all_excluded=True, **parts))
        assert verdict.status is Status.WARN
        assert verdict.message == (
            "every file lies below `tests/**` (.preflight.yml:4:12) and `docs/**` (.preflight.yml:4:13): "
            "whatever key is found, it does not count"
        )


@pytest.mark.parametrize(
    ("load", "zeros"),
    [
        ({"per_day": 0}, "per_day: 0"),
        ({"per_day": 0, "peak_per_hour": 0, "credits_each": 0}, "per_day: 0, peak_per_hour: 0 and credits_each: 0"),
        ({"per_day": 5, "credits_each": 0}, "credits_each: 0"),
        ({"per_day": 1, "peak_per_hour": 1, "credits_each": 1}, None),
        ({"output_seconds": 8}, None),
    ],
)
def test_an_expectation_of_nothing_is_named(load, zeros):
    models = {"gen4.5": ModelLoad(**load, position=AT)}
    config = Config(version=1, providers={"runway": ProviderConfig(workload=models)})
    found = [(one.verdict.subject, one.verdict.message) for one in upkeep.workloads(config, ["runway"])]
    message = f"`{zeros}` at .preflight.yml:9:5 asks for nothing: what is judged by it passes in any case"
    assert found == ([("runway gen4.5", message)] if zeros else [])
    assert list(upkeep.workloads(config, ["gptbots"])) == []
