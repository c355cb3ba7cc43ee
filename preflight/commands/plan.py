"""`preflight plan`: capacity and money on one page."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from preflight import clock
from preflight.commands import _options, _sandbox
from preflight.commands._output import emit, log_to_stderr
from preflight.commands._progress import Tell, progress
from preflight.commands._settings import judged_providers, names_in, read_settings
from preflight.engine.clean import clean
from preflight.engine.discovery import Installed, discover
from preflight.engine.gather import Key
from preflight.engine.planning import what_if
from preflight.engine.planning.facts import CHECKS, gather
from preflight.engine.planning.make import make
from preflight.engine.planning.model import CapacityPlan
from preflight.errors import UsageError
from preflight.facts.inputs import DEFAULT_TIMEOUT, Clock, Inputs
from preflight.providers.base import Provider
from preflight.report import Target
from preflight.terminal import style_for
from preflight.vendor_data import load
from preflight.workload import Workload

_FORMATS: Final = ("text", "json", "markdown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    path: str | None
    config: Path | None
    names: tuple[str, ...]
    what_if: tuple[str, ...]
    format: str
    color: str
    quiet: bool
    verbose: int
    offline: bool
    sandbox: str | None
    no_plugins: bool
    timeout: float
    allow_host: tuple[str, ...]


@click.command("plan", short_help="Capacity and money: what binds first, what to buy, how long it lasts.")
@click.argument("path", required=False)
@_options.config
@click.option("--provider", "names", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    metavar="MODEL.FIELD=VALUE",
    help="Another number in the workload, as gen4.5.per_day=1500; repeatable.",
)
@click.option("--format", "format", type=click.Choice(_FORMATS), default="text", help="On stdout. [default: text]")
@_options.style
@click.option("--offline", is_flag=True, help="Ask no vendor: what the workload costs and which tier carries it.")
@_sandbox.option
@_options.plugins
@click.option(
    "--timeout",
    type=_options.Seconds(min=0.1, max=600),
    default=DEFAULT_TIMEOUT,
    metavar="SECONDS",
    help="For all reads of one vendor together. [default: 20]",
)
@click.option("--allow-host", multiple=True, metavar="HOST", help="Also send the key to this host; repeatable.")
def command(**options: Any) -> int:
    """Which limit the launch meets first, the tier that carries it, what to buy, and how long the credits last.

    \b
    preflight plan                                   the workload of .preflight.yml, your account
    preflight plan --sandbox tier-too-small          a try-out: no account, no key
    preflight plan --what-if gen4.5.per_day=1500     other numbers, nothing written

    For each line that is not green it names single changes that would make it so; every one has been tried on the
    checks. Exit codes: 0 all fits, 1 something does not, 2 usage or configuration error, 3 it cannot be told.
    Autobilling that nobody has attested yet does not count here: `preflight check` asks for it.
    """
    asked = Asked(**options)
    path, scenario = _sandbox.path_and_scenario(asked.path, asked.sandbox)
    changes = [what_if.parse(text) for text in asked.what_if]
    if asked.verbose:
        log_to_stderr()
    with _sandbox.given_facts(scenario) as given, progress(enabled=not asked.quiet) as tell:
        plan = clean(make_plan(asked, changes, path, scenario, given, tell))
    style = style_for(sys.stdout, color=asked.color, verbose=-1 if asked.quiet else asked.verbose, environ=os.environ)
    text: str = import_module(f"preflight.reports._plan_{asked.format}").render(plan, style)
    emit(text)
    return plan.exit_code


def make_plan(
    asked: Asked,
    changes: Sequence[what_if.WhatIf],
    path: Path,
    scenario: str | None,
    given: Mapping[Key, object],
    tell: Tell,
) -> CapacityPlan:
    """The plan, from the options and the files they name."""
    installed = discover(plugins=not asked.no_plugins)
    here = read_settings(path, asked.config, names_in(installed))
    root = here.root or path
    now = Clock(clock.now())
    inputs = Inputs(
        root=root,
        base=here.base,
        config=here.config,
        environ=dict(os.environ),
        offline=asked.offline,
        timeout=asked.timeout,
        allow_hosts=asked.allow_host,
        told=tell,
    )
    names = judged_providers(here.providers, asked.names, here.names)
    providers = _installed([name for name in names if _sandbox.plays(scenario, name)], installed)
    given, words = _tried(changes, providers, inputs, given)
    checks = [check for check in installed.checks if check.slug in CHECKS]
    facts = gather(checks, providers, inputs, now, given)
    return CapacityPlan(
        generated_at=now.now,
        target=Target(
            root=root.absolute().name,
            commit=None,
            environment=here.config.environment,
            sandbox=scenario,
            offline=asked.offline,
        ),
        what_if=words,
        providers=[
            make(one, checks, title=provider.vendor.title) for one, provider in zip(facts, providers, strict=True)
        ],
    )


def _installed(names: Sequence[str], installed: Installed) -> list[Provider]:
    if missing := [name for name in names if name not in installed.providers]:
        raise UsageError(
            f"this version cannot read the provider `{missing[0]}`",
            hint=f"leave it out: --provider {next((name for name in names if name not in missing), 'NAME')}",
        )
    return [installed.providers[name] for name in names]


def _tried(
    changes: Sequence[what_if.WhatIf], providers: Sequence[Provider], inputs: Inputs, given: Mapping[Key, object]
) -> tuple[Mapping[Key, object], Sequence[str]]:
    """The given facts with the workloads as they are to be tried, and the changes in words."""
    workloads = {}
    for name in (provider.vendor.name for provider in providers):
        configured = inputs.config.providers.get(name)
        own = given.get((Workload, name)) or Workload(configured.workload if configured else {})
        assert isinstance(own, Workload)
        workloads[name] = own
    changed, words = what_if.apply(changes, workloads, {name: load(name) for name in workloads})
    return {**given, **{(Workload, name): workload for name, workload in changed.items()}}, words
