"""`preflight diff OLD NEW`: what moved between two launch reviews."""

import json
import os
import sys
from pathlib import Path

import click

from preflight.commands._output import emit
from preflight.terminal import style_for

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("diff", short_help="Show what moved between two reviews.")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--format", "format", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours on stdout. [default: auto]",
)
def command(old: Path, new: Path, format: str, color: str) -> int:
    """Show what got worse, better or lapsed from OLD to NEW, what a waiver hides now, and which terms moved.

    Each is an evidence bundle of `preflight review`, or a JSON report of `preflight check`.

    \b
    preflight diff preflight-review-may.zip preflight-review-june.zip

    Exit codes: 0 nothing got worse, 1 something did, 2 a file that is neither.
    """
    from preflight.comparing.compare import compare, got_worse
    from preflight.comparing.load import load
    from preflight.reports import _comparison

    before, after = load(old), load(new)
    changes = compare(before, after)
    if format == "json":
        emit(json.dumps(_comparison.document(before, after, changes), indent=2) + "\n", as_data=True)
    else:
        style = style_for(sys.stdout, color=color, verbose=0, environ=os.environ)
        emit(_comparison.text(before, after, changes, style))
    return int(got_worse(changes))
