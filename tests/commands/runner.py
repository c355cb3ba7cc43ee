"""Runs one command in this process, in the directory the test is in."""

from dataclasses import dataclass

import click
from click.testing import CliRunner

from preflight.commands._settings import Names
from preflight.errors import PreflightError
from preflight.slugs import CONTRACT_CHECKS

NAMES = Names(list(CONTRACT_CHECKS), ["runway", "runtools", "gptbots"])


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did: `output` is all it printed; an expected error is in `error` and `hint`."""

    output: str
    error: str = ""
    hint: str = ""


def run(command: click.Command, *arguments: str, typed: str = "") -> Done:
    outcome = CliRunner().invoke(command, arguments, obj=NAMES, input=typed, standalone_mode=False)
    match outcome.exception:
        case None:
            return Done(outcome.output)
        case PreflightError() as error:
            return Done(outcome.output, error.message, error.hint or "")
        case click.ClickException() as error:
            return Done(outcome.output, error.format_message())
        case unexpected:
            raise unexpected
