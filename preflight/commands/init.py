"""`preflight init`: a config to start from, made from a look at the repository and from what a person knows."""

import sys
from pathlib import Path
from typing import Any

import click

from preflight.commands import _options
from preflight.commands._output import emit
from preflight.commands._proposing import Given, propose
from preflight.config.find import NAME, find_root
from preflight.config.load import parse_config
from preflight.errors import ConfigError, UsageError
from preflight.files import name_of, write_bytes
from preflight.terminal import is_terminal


@click.command("init", short_help="Write a .preflight.yml to start from.")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--provider", "providers", multiple=True, metavar="NAME", help="Judge this vendor; repeatable.")
@click.option("--environment", metavar="NAME", help="The one that is about to launch. [default: production]")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="MODEL:NAME=NUMBER,…",
    help="What launch day asks of a model, as gen4.5:per_day=600,peak_per_hour=90; repeatable.",
)
@click.option("--no-input", is_flag=True, help="Never ask, even on a terminal.")
@click.option("--force", is_flag=True, help="Overwrite a .preflight.yml that is there.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print it instead of writing it.")
@_options.plugins
def command(path: Path, no_input: bool, force: bool, to_stdout: bool, no_plugins: bool, **given: Any) -> int:
    """Write a commented .preflight.yml into PATH (default: here), after a look at the repository.

    It looks for the vendors' SDKs, variables and hosts, for model ids, and for .env files (their names and the
    variables they set, never values). On a terminal it asks what no file tells: how much launch day needs. What
    nobody has told becomes a comment, not a number.

    \b
    preflight init
    preflight init --no-input --model gen4.5:per_day=600,peak_per_hour=90,output_seconds=5
    """
    from preflight.engine.discovery import discover
    from preflight.proposal.text import text
    from preflight.survey.look import look

    target = path / NAME
    if not force and not to_stdout and (target.exists() or target.is_symlink()):
        raise UsageError(f"{name_of(target)} exists already", hint="edit it, or `preflight init --force`")
    installed = discover(plugins=not no_plugins)
    root = find_root(path) or path
    survey = look(root, path, list(installed.providers.values()))
    watched = not no_input and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    proposal = propose(survey, installed.providers, Given(**given), asking=watched)
    proposed = text(proposal)
    try:
        parse_config(proposed, NAME, known_checks=None, known_providers=installed.providers)
    except ConfigError as error:
        raise UsageError(f"what was given makes no valid config:\n\n{error.message}") from None
    if to_stdout:
        emit(proposed)
        return 0
    write_bytes(target, proposed.encode("utf-8"), within=root)
    told = any(model.numbers for provider in proposal.providers for model in provider.models)
    numbers = "look over the numbers" if told else "put your models and numbers under `workload:`"
    emit(f"wrote {name_of(target)}: {numbers}, then run `preflight check`\n")
    return 0
