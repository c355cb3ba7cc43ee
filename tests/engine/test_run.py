"""From facts to a report: requiredness, waivers, crashes, exit codes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from preflight.config.model import DEFAULT, ChecksConfig, Config, Located, Position, Waiver
from preflight.engine.discovery import Broken, Installed
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.errors import ConfigError, PreflightError, UsageError
from preflight.exit_codes import ExitCode
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.repository import Repository
from preflight.parts import Known, NotReadable
from preflight.registry import Check, check
from preflight.report import Report, Target
from preflight.verdict import Section, Status, Verdict, failed, passed, skipped, unknown, warned
from tests.facts_builders import CLOCK, TODAY
from tests.keys import runway_key

FAIL = failed("too small", remedy="grow", subject="gen4.5")
UNKNOWN = unknown("no answer", remedy="ask again")
WARN = warned("hm", remedy="look")


def asks(*verdicts: Verdict, slug: str = "credits", required: bool = True) -> Check:
    @check(slug, section=Section.USAGE, required=required)
    def judge(clock: Clock) -> Iterator[Verdict]:
        yield from verdicts

    return judge


def installed(*checks: Check, broken: tuple[Broken, ...] = (), origin: str = "built-in") -> Installed:
    return Installed(
        checks=checks,
        origins={one.slug: origin for one in checks},
        providers={},
        broken=broken,
        complete=not broken,
    )


def report_of(
    what: Installed,
    *,
    config: Config = DEFAULT,
    strict: bool = False,
    waive: bool = True,
    root: Path = Path(),
    only: tuple[str, ...] = (),
) -> Report:
    plan = Plan(
        inputs=Inputs(root=root, base=root, config=config, environ={}),
        clock=CLOCK,
        installed=what,
        selection=select(what, config, only=only, strict=strict, today=TODAY),
        providers=[],
        target=Target(root="app", commit=None, environment="production", sandbox=None, offline=False),
        given={(Repository, None): _NoRepository()},
        strict=strict,
        honour_waivers=waive,
    )
    return run(plan)


class _NoRepository:
    head = branch = None


def settings(**parts: tuple[str, ...]) -> Config:
    located = {name: tuple(Located(v, Position(".preflight.yml", 9, 3)) for v in vs) for name, vs in parts.items()}
    return Config(version=1, checks=ChecksConfig(**located))


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


def waiver(**parts):
    whole = {"check": "credits", "reason": "soft launch", "by": "owner@example.com", "expires": TODAY}
    return Config(version=1, waivers=(Waiver(**{**whole, **parts}),))


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
