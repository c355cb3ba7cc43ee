"""`preflight inputs`: sample inputs, looked at before the vendor does."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.assets.read import Limits, Named, is_path
from preflight.commands import _options
from preflight.commands._output import deliver, log_to_stderr, parse_outputs
from preflight.commands._progress import progress
from preflight.config.problems import nearest
from preflight.engine.looking import LookPlan, report_on
from preflight.errors import UsageError
from preflight.facts.inputs import DEFAULT_TIMEOUT
from preflight.model_table import load_models
from preflight.printable import veiled
from preflight.report import Target
from preflight.terminal import style_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    inputs: tuple[str, ...]
    model: str | None
    offline: bool
    allow_private: bool
    strict: bool
    timeout: float
    format: str
    outputs: tuple[str, ...]
    color: str
    quiet: bool
    verbose: int


@click.command("inputs", short_help="Look at sample inputs before the vendor does.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE-OR-URL...")
@click.option("--model", metavar="MODEL", help="The model that they are for; some have rules of their own.")
@_options.report
@click.option("--offline", is_flag=True, help="Ask no server; what only it tells is unknown.")
@_options.allow_private
@click.option("--strict", is_flag=True, help="Warnings count as failures.")
@click.option(
    "--timeout",
    type=_options.Seconds(min=0.1, max=600),
    default=DEFAULT_TIMEOUT,
    metavar="SECONDS",
    help="For all servers together. [default: 20]",
)
def command(**options: Any) -> int:
    """Look at pictures, clips and sound as Runway takes them: files, https:// URLs, data URIs.

    A URL gets one HEAD, without any key. Nothing is uploaded, nothing costs credits.

    \b
    preflight inputs hero.png --model gen4.5
    preflight inputs https://cdn.example.com/clip.mp4 --model aleph2

    Exit codes: 0 fit, 1 the vendor would refuse one, 2 usage error, 3 not everything could be seen.
    """
    asked = Asked(**options)
    outputs = parse_outputs(asked.outputs)
    _require_model(asked.model)
    _require_files(asked.inputs)
    if asked.verbose:
        log_to_stderr()
    plan = LookPlan(
        named=[Named(text=text, model=asked.model) for text in asked.inputs],
        limits=Limits(
            base=Path.cwd(),
            within=None,
            offline=asked.offline,
            allow_private=asked.allow_private,
            seconds=asked.timeout,
        ),
        now=clock.now(),
        target=Target(root=Path.cwd().name, commit=None, environment="production", sandbox=None, offline=asked.offline),
        strict=asked.strict,
    )
    with progress(enabled=not asked.quiet):
        report = report_on(plan)
    verbose = -1 if asked.quiet else asked.verbose
    style = style_for(sys.stdout, color=asked.color, verbose=verbose, environ=os.environ)
    deliver(report, asked.format, outputs, style)
    return report.exit_code


def _require_files(texts: Sequence[str]) -> None:
    """Raises UsageError for what can only be a path, and leads to nothing."""
    for text in texts:
        if is_path(text) and not os.path.lexists(text):
            raise UsageError(f"{veiled(text, limit=200)}: there is no such file", hint="a URL begins with https://")


def _require_model(model: str | None) -> None:
    """Raises UsageError, with the nearest name, for a model that is in no table."""
    table = load_models("runway")
    if model is None or table is None or model in table.known:
        return
    shown = veiled(model, limit=60)
    if model in table.retired:
        instead = table.retired[model].instead
        raise UsageError(f"--model: {shown} is retired", hint=f"use {instead}" if instead else None)
    hint = nearest(model, table.known) or "`preflight explain models` names the vendor's documentation"
    raise UsageError(f"--model: no published model is called {shown}", hint=hint)
