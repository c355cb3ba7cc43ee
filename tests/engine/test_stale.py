"""Old tables are said to be old, once per provider, where some check judges by them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from preflight.config.model import DEFAULT
from preflight.engine.discovery import Installed
from preflight.engine.run import Plan, run
from preflight.engine.selection import Chosen, select
from preflight.engine.stale import stale_tables
from preflight.exit_codes import ExitCode
from preflight.facts.inputs import Clock, Inputs
from preflight.providers.runway import RUNWAY
from preflight.registry import check
from preflight.report import Target
from preflight.vendor_data import NONE, VendorData
from preflight.verdict import Section, Status, Verdict, passed
from tests.facts_builders import CLOCK, RUNWAY_DATA, TODAY


@check("credits", section=Section.USAGE, required=True)
def by_tables(data: VendorData) -> Iterator[Verdict]:
    yield passed("fine")


@check("key-set", section=Section.USAGE, required=True)
def by_clock(clock: Clock) -> Iterator[Verdict]:
    yield passed("fine")


def verdicts(*checks, data=RUNWAY_DATA, days):
    chosen = [Chosen(one, required=True) for one in checks]
    given = {(VendorData, "runway"): replace(data, as_of=TODAY - timedelta(days=days))}
    return list(stale_tables(chosen, [RUNWAY], given, TODAY))


@pytest.mark.parametrize(("days", "told"), [(0, 0), (180, 0), (181, 1), (3650, 1)])
def test_180_days_are_still_fine(days, told):
    assert len(verdicts(by_tables, days=days)) == told


def test_the_warning_says_how_old_who_judges_by_them_and_where_to_look():
    (verdict,) = verdicts(by_tables, by_clock, days=200)
    assert verdict.status is Status.WARN
    assert verdict.subject == "runway"
    assert "200 days old" in verdict.message
    assert "; credits judge by them" in verdict.message
    assert "https://docs.dev.runwayml.com/usage/tiers" in verdict.remedy


def test_who_judges_by_no_table_is_not_told():
    assert verdicts(by_clock, days=999) == []


def test_a_vendor_without_tables_has_none_that_could_be_old():
    chosen = [Chosen(by_tables, required=True)]
    assert list(stale_tables(chosen, [RUNWAY], {(VendorData, "runway"): NONE}, TODAY)) == []


def test_the_tables_that_ship_are_read_where_none_are_given():
    chosen = [Chosen(by_tables, required=True)]
    (verdict,) = stale_tables(chosen, [RUNWAY], {}, RUNWAY_DATA.as_of + timedelta(days=181))
    assert str(RUNWAY_DATA.as_of) in verdict.message


def test_a_run_has_the_warning_as_a_verdict_of_its_own(tmp_path):
    installed = Installed(
        checks=[by_tables], origins={"credits": "built-in"}, providers={"runway": RUNWAY}, broken=(), complete=True
    )
    old = replace(RUNWAY_DATA, as_of=TODAY - timedelta(days=200))
    report = run(
        Plan(
            inputs=Inputs(root=tmp_path, base=tmp_path, config=DEFAULT, environ={}),
            clock=CLOCK,
            installed=installed,
            selection=select(installed, DEFAULT, today=TODAY),
            providers=[RUNWAY],
            target=Target(root="app", commit=None, environment="production", sandbox=None, offline=False),
            given={(VendorData, "runway"): old},
        )
    )
    own = report.results[-1]
    assert (own.check, own.section, own.status) == ("vendor-data", Section.TOOL, Status.WARN)
    assert report.exit_code is ExitCode.READY
    assert replace(report, strict=True).exit_code is ExitCode.NOT_READY
