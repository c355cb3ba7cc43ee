"""`preflight review`: the launch review in one go, with the evidence to keep."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.attestations.model import Attestations
from preflight.commands import _bundle, _sandbox, _walk, check
from preflight.commands._output import deliver, emit, log_to_stderr, parse_outputs
from preflight.commands._progress import progress
from preflight.commands._settings import names_in, read_settings
from preflight.engine.gather import Gatherer, Key
from preflight.engine.run import Plan, gatherer_of, run
from preflight.engine.unattested import to_attest, waivers_to_renew
from preflight.report import Report
from preflight.terminal import is_terminal, style_for


@click.command("review", short_help="Run everything, ask people the rest, and write down the evidence.")
@click.argument("path", required=False)
@_bundle.options
@check.world
def command(**options: Any) -> int:
    """Review the launch of the repository at PATH (default: here): every check, and what only people can say.

    On a terminal it walks you through what nobody has attested or what is about to lapse; with --no-input, or
    where nobody watches, it lists that. It writes the HTML report, and a bundle: the report in every format, the
    facts behind it (keys redacted), the settings and statements, and a manifest of hashes.

    \b
    preflight review                      here and now
    preflight review --sign               and signed with your SSH key
    preflight check --from BUNDLE         judge the evidence again, offline
    preflight diff OLD NEW                what moved between two reviews

    Exit codes are those of `preflight check`.
    """
    keeping = _bundle.Asked(**{name: options.pop(name) for name in _bundle.NAMES})
    asked = check.Asked(**options, **check.WHOLE)
    check.require_address(asked.prometheus)
    outputs = parse_outputs(asked.outputs)
    path, scenario = _sandbox.path_and_scenario(asked.path, asked.sandbox)
    place = _bundle.destination(keeping, clock.now())
    if asked.verbose:
        log_to_stderr()
    with _sandbox.given_facts(scenario) as given, progress(enabled=not asked.quiet) as tell:
        plan = check.make_plan(asked, path, scenario, given, tell)
        gatherer = gatherer_of(plan)
        report = run(plan, gatherer)
    if not keeping.no_input and _ask(report, plan, path, asked):
        plan = replace(plan, given=_but_statements(gatherer))
        gatherer = gatherer_of(plan)
        report = run(plan, gatherer)
    verbose = -1 if asked.quiet else asked.verbose
    style = style_for(sys.stdout, color=asked.color, verbose=verbose, environ=os.environ)
    deliver(report, asked.format, outputs, style)
    _list(report, plan, asked)
    _bundle.write(place, report, plan, gatherer, keeping, plugins=not asked.no_plugins)
    check.tell_bugs(report)
    return report.exit_code


def _ask(report: Report, plan: Plan, path: Path, asked: check.Asked) -> int:
    """How many statements were recorded: none where nobody can be asked, or where they would have no place."""
    watched = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if asked.sandbox is not None or plan.inputs.config.path is None or not watched:
        return 0
    here = read_settings(path, asked.config, names_in(plan.installed))
    return _walk.ask_each(to_attest(report, plan.installed.checks), here)


def _list(report: Report, plan: Plan, asked: check.Asked) -> None:
    """What is still to be said: below the report for people, on stderr beside any other."""
    points = to_attest(report, plan.installed.checks)
    text = "".join(f"{line}\n" for line in _walk.listing(points, list(waivers_to_renew(report))))
    if asked.format == "text":
        emit(text)
    else:
        click.echo(text, nl=False, err=True)


def _but_statements(gatherer: Gatherer) -> Mapping[Key, object]:
    """All that was gathered, as it is: no vendor is asked twice. The statements have changed."""
    return {key: future for key, future in gatherer.asked.items() if key[0] is not Attestations}
