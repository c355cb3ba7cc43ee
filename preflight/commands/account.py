"""`preflight account`: what each vendor says of the account, and what it consumed."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.commands import _options, _sandbox
from preflight.commands._output import emit, log_to_stderr
from preflight.commands._progress import Tell, progress
from preflight.commands._settings import names_in, read_settings
from preflight.config import scalars
from preflight.engine.clean import clean
from preflight.engine.discovery import discover
from preflight.engine.gather import Key
from preflight.engine.overview import Wish, look
from preflight.errors import UsageError
from preflight.facts.inputs import Clock, Inputs
from preflight.report import Target
from preflight.reports import _account
from preflight.terminal import style_for

_DAYS = 30
"""Of usage, unless other dates are given."""
_LONGEST = 366 * 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    path: str | None
    names: tuple[str, ...]
    usage: bool
    start: str | None
    before: str | None
    format: str
    sandbox: str | None
    config: Path | None
    timeout: float
    allow_host: tuple[str, ...]
    offline: bool
    no_plugins: bool
    color: str
    quiet: bool
    verbose: int


@click.command("account", short_help="Show what each vendor says of the account, and what it consumed.")
@click.argument("path", required=False)
@click.option("--provider", "names", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@click.option("--usage", is_flag=True, help="Also what was consumed, per day and model.")
@click.option("--from", "start", metavar="DATE", help="First day of the usage (UTC). [default: 30 days before --to]")
@click.option("--to", "before", metavar="DATE", help="The day after the last (UTC). [default: today]")
@click.option(
    "--format", "format", type=click.Choice(_account.FORMATS), default="text", help="On stdout. [default: text]"
)
@_sandbox.option
@_options.config
@_options.timeout
@_options.allow_host
@click.option("--offline", is_flag=True, help="Ask no vendor.")
@_options.plugins
@_options.color
@click.option("-q", "--quiet", is_flag=True, help="One line for each account, and what is wrong.")
@click.option("-v", "--verbose", count=True, help="List everything, and say on stderr what is asked of whom.")
def command(**options: Any) -> int:
    """Show each account that the config at PATH (default: here) names: balance, limits, use, tier, keys.

    \b
    preflight account                                the accounts as they are now
    preflight account --usage --from 2026-10-01      what was consumed since
    preflight account --usage --format csv > u.csv   for a spreadsheet
    preflight account --sandbox                      a try-out: no account, no key

    Exit codes: 0 every account was read, 3 one could not be, 2 usage or configuration error.
    """
    asked = Asked(**options)
    path, scenario = _sandbox.path_and_scenario(asked.path, asked.sandbox)
    if asked.verbose:
        log_to_stderr()
    with _sandbox.given_facts(scenario) as given, progress(enabled=not asked.quiet) as tell:
        overview = clean(look(make_wish(asked, path, scenario, given, tell)))
    verbose = -1 if asked.quiet else asked.verbose
    style = style_for(sys.stdout, color=asked.color, verbose=verbose, environ=os.environ)
    emit(_account.render(asked.format, overview, style))
    return overview.exit_code


def make_wish(asked: Asked, path: Path, scenario: str | None, given: Mapping[Key, object], tell: Tell) -> Wish:
    """Everything the overview depends on, from the options and the files they name. Raises UsageError."""
    installed = discover(plugins=not asked.no_plugins)
    here = read_settings(path, asked.config, names_in(installed))
    now = clock.now()
    for name in asked.names:
        here.names.require_provider(name)
    providers = [name for name in asked.names or here.providers if _sandbox.plays(scenario, name)]
    if missing := [name for name in providers if name not in installed.providers]:
        raise UsageError(f"the provider `{missing[0]}` is not installed", hint="install the pack that brings it")
    root = here.root or path
    return Wish(
        inputs=Inputs(
            root=root,
            base=here.base,
            config=here.config,
            environ=dict(os.environ),
            offline=asked.offline,
            timeout=asked.timeout,
            allow_hosts=asked.allow_host,
            told=tell,
            usage_range=usage_range(asked, now.date()),
        ),
        clock=Clock(now),
        providers=[installed.providers[name] for name in dict.fromkeys(providers)],
        target=Target(
            root=root.absolute().name,
            commit=None,
            environment=here.config.environment,
            sandbox=scenario,
            offline=asked.offline,
        ),
        given=given,
        with_usage=asked.usage,
    )


def usage_range(asked: Asked, today: date) -> tuple[date, date]:
    """First day, and the day after the last. Raises UsageError."""
    if not asked.usage and (asked.start or asked.before):
        raise UsageError("--from and --to are about usage", hint="add --usage")
    before = _day("--to", asked.before) if asked.before else today
    start = _day("--from", asked.start) if asked.start else before - timedelta(days=_DAYS)
    if before > today + timedelta(days=1):
        raise UsageError(f"--to {before} lies ahead: today is {today} (UTC)", hint=f"--to {today}")
    if start >= before:
        raise UsageError(f"--from {start} is not before --to {before}, which is excluded", hint="swap or widen them")
    if (before - start).days > _LONGEST:
        raise UsageError(f"--from {start}: more than five years before --to", hint="ask for a part of it")
    return start, before


def _day(option: str, text: str) -> date:
    try:
        return scalars.day(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}", hint="for example 2026-10-01") from None
