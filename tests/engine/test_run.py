"""From facts to a report: requiredness, waivers, crashes, exit codes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from preflight.config.model import ChecksConfig, Config, Located, Position, Waiver
from preflight.engine.discovery import Broken
from preflight.errors import ConfigError, PreflightError
from preflight.exit_codes import ExitCode
from preflight.facts.inputs import Clock
from preflight.parts import Known, NotReadable
from preflight.registry import check
from preflight.verdict import Section, Status, Verdict, failed, passed, skipped
from tests.engine.runs import FAIL, UNKNOWN, WARN, asks, installed, report_of, waiver
from tests.facts_builders import TODAY
from tests.keys import runway_key


@pytest.mark.parametrize(
    ("verdicts", "required", "strict", "code"),
    [
        ([passed("ok")], True, False, ExitCode.READY),
        ([skipped("none")], True, True, ExitCode.READY),
        ([WARN], True, False, ExitCode.READY),
        ([WARN], True, True, ExitCode.NOT_READY),
        ([FAIL], True, False, ExitCode.NOT_READY),
        ([FAIL], False, False, ExitCode.READY),
        ([FAIL], False, True, ExitCode.NOT_READY),
        ([UNKNOWN], True, False, ExitCode.UNDETERMINED),
        ([UNKNOWN], False, False, ExitCode.READY),
        ([UNKNOWN, FAIL], True, False, ExitCode.NOT_READY),
        ([UNKNOWN, WARN], True, True, ExitCode.NOT_READY),
    ],
)
def test_the_exit_code_follows_from_the_verdicts(verdicts, required, strict, code):
    report = report_of(installed(asks(*verdicts, required=required)), strict=strict)
    assert report.exit_code is code


def test_a_failing_advised_check_is_a_warning():
    report = report_of(installed(asks(FAIL, required=False)))
    assert [result.status for result in report.results] == [Status.WARN]


@pytest.mark.parametrize(
    ("config", "code"),
    [
        (waiver(), ExitCode.READY),
        (waiver(subject="gen4.5"), ExitCode.READY),
        (waiver(subject="veo3.1"), ExitCode.NOT_READY),
        (waiver(check="daily-volume"), ExitCode.NOT_READY),
        (waiver(expires=TODAY - timedelta(days=1)), ExitCode.NOT_READY),
    ],
)
def test_a_waiver_covers_its_check_and_subject_up_to_and_including_its_last_day(config, code):
    report = report_of(installed(asks(FAIL)), config=config)
    assert report.exit_code is code
    assert report.results[0].verdict == FAIL, "a waived verdict is still shown as it is"


def test_no_waivers_shows_what_would_be():
    assert report_of(installed(asks(FAIL)), config=waiver(), waive=False).exit_code is ExitCode.NOT_READY


def test_an_unwaivable_failure_stays_a_failure():
    live = failed("the leaked key works", remedy="disable it", waivable=False)
    assert report_of(installed(asks(live)), config=waiver()).exit_code is ExitCode.NOT_READY


def test_a_waiver_is_listed_and_a_lapsed_one_is_called_that():
    (row,) = report_of(installed(asks(FAIL)), config=waiver(expires=TODAY - timedelta(days=1))).lowered
    assert "lapsed" in row.effect


def test_a_crash_of_our_own_is_a_bug_and_the_other_verdicts_survive():
    @check("credits", section=Section.USAGE, required=True)
    def crashes(clock: Clock) -> Iterator[Verdict]:
        raise ZeroDivisionError("oh")
        yield

    report = report_of(installed(crashes, asks(passed("fine"), slug="key-set")))
    assert report.exit_code is ExitCode.BUG
    assert [result.status for result in report.results] == [Status.UNKNOWN, Status.PASS]
    assert "ZeroDivisionError" in report.bugs[0]


def test_a_crash_of_a_third_party_check_is_that_packs_unknown():
    @check("moon", section=Section.TESTING, required=True)
    def crashes(clock: Clock) -> Iterator[Verdict]:
        raise ZeroDivisionError("oh")
        yield

    report = report_of(installed(crashes, origin="moon-pack"))
    assert report.exit_code is ExitCode.UNDETERMINED
    assert "moon-pack" in report.results[0].verdict.remedy


def test_expected_trouble_of_a_fact_is_unknown_with_its_hint():
    @check("credits", section=Section.USAGE, required=True)
    def trouble(clock: Clock) -> Iterator[Verdict]:
        raise PreflightError("git refuses", hint="git config --global --add safe.directory .")
        yield

    (result,) = report_of(installed(trouble)).results
    assert (result.status, result.verdict.message) == (Status.UNKNOWN, "git refuses")
    assert "safe.directory" in result.verdict.remedy


def test_the_problems_of_a_file_are_told_on_one_line():
    @check("credits", section=Section.USAGE, required=True)
    def trouble(clock: Clock) -> Iterator[Verdict]:
        raise ConfigError("\n\n".join(f"a.yml:{n}:1: bad\n  {n} | x\n    | ^\n  did you mean y?" for n in range(1, 6)))
        yield

    (result,) = report_of(installed(trouble)).results
    assert result.verdict.message == "a.yml:1:1: bad; a.yml:2:1: bad; a.yml:3:1: bad and 2 more"


def test_a_check_that_wants_an_unheard_of_fact_is_unknown():
    class Weather:
        pass

    @check("credits", section=Section.USAGE, required=True)
    def wants(weather: "Weather") -> Iterator[Verdict]:
        yield passed("sunny")

    wants.judge.__annotations__["weather"] = Weather
    report = report_of(installed(wants, origin="moon-pack"))
    assert report.exit_code is ExitCode.UNDETERMINED
    assert "Weather" in report.results[0].verdict.message


def test_a_broken_pack_closes_the_gate():
    report = report_of(installed(asks(passed("ok")), broken=(Broken("moon", "ImportError: no moon"),)))
    assert report.exit_code is ExitCode.UNDETERMINED
    assert "the pack `moon` could not be loaded: ImportError: no moon" in report.results[-1].verdict.message


def test_no_string_of_a_report_holds_a_key_or_moves_a_cursor():
    key = runway_key(3)
    loud = failed(
        f"got {key}\x1b[2J\r\nfrom the vendor", remedy=f"delete {key}", subject=key, data={key: [key, {"a": key}]}
    )
    report = report_of(installed(asks(loud)))
    assert key not in repr(report)
    assert report.results[0].verdict.message.endswith(r"\x1b[2J\r\nfrom the vendor")


def test_the_report_carries_what_formats_need(tmp_path):
    """Attestations, waivers, documentation, the line of the config."""
    (tmp_path / ".preflight").mkdir()
    (tmp_path / ".preflight" / "attestations.yml").write_text(
        "version: 1\nattestations:\n"
        "  - {check: emails, provider: runway, by: me, date: 2026-11-01, expires: 2026-12-01, evidence: seen}\n",
        encoding="utf-8",
    )
    waiver = Waiver(check="credits", reason="r", by="b", expires=TODAY)
    skip = Located("metrics", Position(".preflight.yml", 9, 3))
    config = Config(
        version=1, checks=ChecksConfig(required=(skip,)), waivers=(waiver,), path=tmp_path / "ops" / ".preflight.yml"
    )
    made = report_of(installed(asks(FAIL), asks(WARN, slug="metrics")), config=config, root=tmp_path)
    assert isinstance(made.attestations, Known)
    assert [(one.check, one.by) for one in made.attestations.value] == [("emails", "me")]
    assert made.waivers == (waiver,)
    assert set(made.documentation) == {"credits", "metrics"}
    assert made.config_path == "ops/.preflight.yml"
    assert [result.expected_at and result.expected_at.line for result in made.results] == [None, 9]


def test_attestations_that_cannot_be_read_do_not_stop_a_run_that_asks_none(tmp_path):
    (tmp_path / ".preflight").mkdir()
    (tmp_path / ".preflight" / "attestations.yml").write_text("version: 1\nattestations: 3\n", encoding="utf-8")
    made = report_of(installed(asks(passed("x"))), root=tmp_path)
    assert isinstance(made.attestations, NotReadable)
    assert "attestations.yml:2" in made.attestations.reason
    assert made.verdict == "ready"
