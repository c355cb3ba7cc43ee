"""Runs of made-up checks, for the tests of the engine."""

from collections.abc import Iterator
from pathlib import Path

from preflight.config.model import DEFAULT, ChecksConfig, Config, Located, Position, Waiver
from preflight.engine.discovery import Broken, Installed
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.repository import Repository
from preflight.registry import Check, check
from preflight.report import Report, Target
from preflight.verdict import Section, Verdict, failed, unknown, warned
from tests.facts_builders import CLOCK, TODAY

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


def waiver(**parts):
    whole = {"check": "credits", "reason": "soft launch", "by": "owner@example.com", "expires": TODAY}
    return Config(version=1, waivers=(Waiver(**{**whole, **parts}),))
