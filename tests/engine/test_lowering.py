"""What the config lowers is said, and does not count for --strict; what is selected is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from preflight.config.model import DEFAULT
from preflight.engine.selection import select
from preflight.errors import UsageError
from preflight.exit_codes import ExitCode
from preflight.verdict import Section, Status, passed
from tests.engine.runs import FAIL, UNKNOWN, WARN, asks, installed, report_of, settings, waiver
from tests.facts_builders import TODAY


@pytest.mark.parametrize(("strict", "code"), [(False, ExitCode.READY), (True, ExitCode.NOT_READY)])
def test_a_core_check_that_the_config_skips_is_said_and_fails_strict(strict, code):
    report = report_of(
        installed(asks(FAIL), asks(passed("ok"), slug="key-set")),
        config=settings(skip=("credits",)),
        strict=strict,
    )
    assert report.exit_code is code
    assert [(row.what, row.position.line) for row in report.lowered] == [("checks.skip credits", 9)]
    assert report.results[-1].verdict.message.startswith("turned off by .preflight.yml:9:3")


@pytest.mark.parametrize(("strict", "code"), [(False, ExitCode.READY), (True, ExitCode.NOT_READY)])
def test_a_core_check_that_the_config_only_advises(strict, code):
    report = report_of(installed(asks(FAIL)), config=settings(advised=("credits",)), strict=strict)
    assert report.exit_code is code


@pytest.mark.parametrize("parts", [{"skip": ("credits",)}, {"advised": ("credits",)}])
@pytest.mark.parametrize("verdict", [FAIL, passed("ok")])
def test_the_config_cannot_lower_a_core_check_for_strict_not_even_with_a_waiver(parts, verdict):
    """Whatever the check would say: that it was lowered is what counts."""
    what = installed(asks(verdict), asks(passed("ok"), slug="key-set"))
    config = replace(settings(**parts), waivers=waiver().waivers)
    report = report_of(what, config=config, strict=True)
    assert report.exit_code is ExitCode.NOT_READY
    own = [r for r in report.results if r.check == "credits" and r.section is Section.TOOL]
    assert [(r.status, r.waived) for r in own] == [(Status.FAIL, None)]
    assert ".preflight.yml:9:3, which --strict does not accept" in own[0].verdict.message
    lenient = report_of(what, config=config)
    assert lenient.exit_code is ExitCode.READY
    assert any(".preflight.yml:9:3" in r.verdict.message for r in lenient.results)


@pytest.mark.parametrize(
    ("only", "skips", "code"),
    [
        (("credits",), ("credits",), ExitCode.UNDETERMINED),
        (("drill",), ("drill",), ExitCode.UNDETERMINED),
        (("credits", "drill"), ("drill",), ExitCode.UNDETERMINED),
        (("usage",), ("credits",), ExitCode.UNDETERMINED),
        ((), ("credits", "drill"), ExitCode.UNDETERMINED),
        ((), ("drill",), ExitCode.READY),
        ((), ("credits",), ExitCode.READY),
    ],
)
def test_what_was_asked_for_and_is_skipped_is_not_ready(only, skips, code):
    drill = replace(asks(passed("ok"), slug="drill", required=False), section=Section.TESTING)
    what, config = installed(asks(passed("ok")), drill), settings(skip=skips)
    report = report_of(what, config=config, only=only)
    assert report.exit_code is code
    own = [r for r in report.results if r.status is Status.UNKNOWN]
    assert [r.verdict.message for r in own] == ["turned off by .preflight.yml:9:3: nothing was judged"] * len(own)
    core = "credits" in skips
    strict = ExitCode.NOT_READY if core else code
    assert report_of(what, config=config, only=only, strict=True).exit_code is strict


@pytest.mark.parametrize("parts", [{"advised": ("drill",)}, {"skip": ("drill",)}])
def test_a_check_that_is_not_core_may_be_lowered(parts):
    what = installed(asks(passed("ok")), asks(FAIL, slug="drill", required=False))
    results = report_of(what, config=settings(**parts), strict=True).results
    assert not [result for result in results if result.section is Section.TOOL]


def test_required_counts_for_more_than_advised():
    report = report_of(installed(asks(FAIL)), config=settings(required=("credits",), advised=("credits",)))
    assert report.exit_code is ExitCode.NOT_READY
    assert not report.lowered


@pytest.mark.parametrize(
    ("days", "says"), [(15, "until 2026-12-05: "), (14, "which is in 14 days: "), (0, "is today: ")]
)
def test_a_waiver_that_lapses_soon_is_said_where_it_is_listed(days, says):
    (row,) = report_of(installed(asks(FAIL)), config=waiver(expires=TODAY + timedelta(days=days))).lowered
    assert says in row.effect


@pytest.mark.parametrize(("verdict", "strict", "code"), [
    (FAIL, True, ExitCode.NOT_READY),
    (passed("ok"), False, ExitCode.READY),
    (passed("ok"), True, ExitCode.NOT_READY),
])  # fmt: skip
def test_a_waiver_that_covers_nothing_is_a_warning_of_the_tools_own(verdict, strict, code):
    report = report_of(installed(asks(verdict)), config=waiver(), strict=strict)
    assert report.exit_code is code
    own = [r for r in report.results if r.check == "waivers"]
    assert [r.status for r in own] == ([] if verdict is FAIL else [Status.WARN])
    assert len(report_of(installed(asks(verdict)), config=waiver(), waive=False).results) == 1


@pytest.mark.parametrize(("slug", "waived", "code"), [
    ("credits", False, ExitCode.NOT_READY),
    ("drill", True, ExitCode.READY),
])  # fmt: skip
@pytest.mark.parametrize("verdict", [FAIL, UNKNOWN, WARN])
def test_strict_accepts_no_waiver_of_a_core_check(verdict, slug, waived, code):
    """One of a check that is required by the config alone is the config's own to waive."""
    config = replace(settings(required=(slug,)), waivers=(replace(waiver().waivers[0], check=slug, subject=None),))
    what = installed(asks(verdict, slug=slug), asks(passed("ok"), slug="key-set"))
    assert report_of(what, config=config).exit_code is ExitCode.READY
    report = report_of(what, config=config, strict=True)
    assert report.exit_code is (ExitCode.UNDETERMINED if verdict is UNKNOWN and not waived else code)
    (result,) = (result for result in report.results if result.check == slug)
    assert (result.waived is not None) is waived
    (row,) = (row for row in report.lowered if row.what.startswith("waiver"))
    assert row.effect.startswith("not accepted by --strict: ") is not waived


def test_a_required_check_that_this_version_lacks_is_unknown():
    report = report_of(installed(asks(passed("ok"))), config=settings(required=("drill",)))
    assert report.exit_code is ExitCode.UNDETERMINED
    assert "drill" in report.not_built


@pytest.mark.parametrize(
    ("only", "skip", "left"),
    [
        ((), (), ["credits", "key-set"]),
        (("credits",), (), ["credits"]),
        (("usage",), ("credits",), ["key-set"]),
    ],
)
def test_only_and_skip_take_slugs_and_sections(only, skip, left):
    what = installed(asks(FAIL), asks(FAIL, slug="key-set"))
    chosen = select(what, DEFAULT, only=only, skip=skip, today=TODAY).chosen
    assert [one.check.slug for one in chosen] == left


@pytest.mark.parametrize(
    ("only", "message", "hint"),
    [
        (("credit",), "--only: there is no check or section `credit`", 'did you mean "credits"?'),
        (("drill",), "no check is left to run: drill not in this version", "`preflight list`"),
    ],
)
def test_a_selection_of_nothing_is_an_error_not_a_pass(only, message, hint):
    with pytest.raises(UsageError) as caught:
        select(installed(asks(FAIL)), DEFAULT, only=only, today=TODAY)
    assert caught.value.message == message
    assert hint in caught.value.hint
