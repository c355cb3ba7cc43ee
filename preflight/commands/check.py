"""`preflight check`: the main job."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from preflight import clock
from preflight.commands import _complete, _options, _replay, _sandbox
from preflight.commands._output import deliver, log_to_stderr, parse_outputs
from preflight.commands._progress import Tell, progress
from preflight.commands._settings import judged_providers, names_in, read_settings
from preflight.engine.discovery import discover
from preflight.engine.gather import Key
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.errors import UsageError
from preflight.facts.inputs import Clock, Inputs
from preflight.report import Report, Target
from preflight.terminal import style_for

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    path: str | None
    config: Path | None
    only: tuple[str, ...]
    skip: tuple[str, ...]
    names: tuple[str, ...]
    format: str
    outputs: tuple[str, ...]
    color: str
    quiet: bool
    verbose: int
    offline: bool
    sandbox: str | None
    strict: bool
    no_waivers: bool
    no_plugins: bool
    timeout: float
    allow_host: tuple[str, ...]
    include_ignored: bool
    prometheus: str | None
    allow_private: bool
    source: Path | None


WHOLE: Final[Mapping[str, Any]] = {"only": (), "skip": (), "names": (), "no_waivers": False, "source": None}
"""The options that leave nothing out."""


def world(command: F) -> F:
    """Options of whoever asks the world, and prints what it says: `check` and `review`."""
    for option in (
        _options.allow_private,
        click.option(
            "--prometheus",
            metavar="URL",
            help="Where to look for the series under `monitoring:`; instead of PREFLIGHT_PROMETHEUS_URL.",
        ),
        click.option("--include-ignored", is_flag=True, help="Also scan files that git ignores."),
        _options.allow_host,
        _options.timeout,
        _options.plugins,
        click.option(
            "--strict", is_flag=True, help="Warnings, and core checks that the config lowers, count as failures."
        ),
        _sandbox.option,
        click.option("--offline", is_flag=True, help="Ask no vendor; account checks are unknown."),
        _options.report,
        _options.config,
    ):
        command = option(command)
    return command


@click.command("check", short_help="Run every check, print the report, set the exit code.")
@click.argument("path", required=False)
@click.option(
    "--only",
    multiple=True,
    metavar="CHECK",
    shell_complete=_complete.checks_and_sections,
    help="Only this check or section; repeatable.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="CHECK",
    shell_complete=_complete.checks_and_sections,
    help="Not this check or section; repeatable.",
)
@click.option("--provider", "names", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@world
@click.option("--no-waivers", is_flag=True, help="Show what the verdict would be without waivers.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BUNDLE",
    help="Judge again, offline, the facts in the evidence bundle of a `preflight review`.",
)
def command(**options: Any) -> int:
    """Run every check on the repository at PATH (default: here) and the accounts it uses.

    \b
    preflight check                      this repository, your account
    preflight check --sandbox            a try-out: no account, no key
    preflight check --only security      the repository alone
    preflight check --output json=r.json
    """
    asked = Asked(**options)
    require_address(asked.prometheus)
    outputs = parse_outputs(asked.outputs)
    if asked.verbose:
        log_to_stderr()
    report = _again(asked, asked.source) if asked.source else _now(asked)
    verbose = -1 if asked.quiet else asked.verbose
    deliver(
        report, asked.format, outputs, style_for(sys.stdout, color=asked.color, verbose=verbose, environ=os.environ)
    )
    tell_bugs(report)
    return report.exit_code


def _now(asked: Asked) -> Report:
    """Asks the world."""
    path, scenario = _sandbox.path_and_scenario(asked.path, asked.sandbox)
    with _sandbox.given_facts(scenario) as given, progress(enabled=not asked.quiet) as tell:
        return run(make_plan(asked, path, scenario, given, tell))


def _again(asked: Asked, source: Path) -> Report:
    """Asks a bundle."""
    _replay.refuse(
        {
            "PATH": asked.path,
            "--config": asked.config,
            "--provider": asked.names,
            "--sandbox": asked.sandbox,
            "--allow-host": asked.allow_host,
            "--allow-private": asked.allow_private,
            "--include-ignored": asked.include_ignored,
            "--prometheus": asked.prometheus,
        }
    )
    return _replay.judged_again(
        source,
        only=asked.only,
        skip=asked.skip,
        strict=asked.strict,
        honour_waivers=not asked.no_waivers,
        plugins=not asked.no_plugins,
    )


def tell_bugs(report: Report) -> None:
    """On stderr, ready to be pasted."""
    if report.bugs:
        from preflight.bugs import bug_report

        sys.stderr.write(bug_report("\n".join(report.bugs), sys.argv[1:]))


def make_plan(asked: Asked, path: Path, scenario: str | None, given: Mapping[Key, object], tell: Tell) -> Plan:
    """Everything the run depends on, from the options and the files they name."""
    installed = discover(plugins=not asked.no_plugins)
    here = read_settings(path, asked.config, names_in(installed))
    root = here.root or path
    now = clock.now()
    providers = judged_providers(here.providers, asked.names, here.names)
    judged = [name for name in providers if name in installed.providers and _sandbox.plays(scenario, name)]
    return Plan(
        inputs=Inputs(
            root=root,
            base=here.base,
            config=here.config,
            environ=dict(os.environ),
            offline=asked.offline,
            timeout=asked.timeout,
            allow_hosts=asked.allow_host,
            include_ignored=asked.include_ignored,
            prometheus=asked.prometheus,
            told=tell,
            allow_private=asked.allow_private,
        ),
        clock=Clock(now),
        installed=installed,
        selection=select(
            installed, here.config, only=asked.only, skip=asked.skip, strict=asked.strict, today=now.date()
        ),
        providers=[installed.providers[name] for name in judged],
        unjudged_providers=[name for name in providers if name not in judged],
        target=Target(
            root=root.absolute().name,
            commit=None,
            environment=here.config.environment,
            sandbox=scenario,
            offline=asked.offline,
        ),
        given=given,
        strict=asked.strict,
        narrowed=bool(asked.names),
        honour_waivers=not asked.no_waivers,
    )


def require_address(url: str | None) -> None:
    """Raises UsageError for what is no address, without repeating it: it may hold a password."""
    if url is None:
        return
    from preflight.providers.endpoint import without_key

    endpoint = without_key(url, source="--prometheus")
    if not endpoint.sendable:
        raise UsageError(f"--prometheus: {endpoint.reason}", hint="for example --prometheus http://127.0.0.1:9090")
