"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from preflight.facts.inputs import DEFAULT_TIMEOUT
from preflight.reports import formats

F = TypeVar("F", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A number of seconds; not-a-number is in no range."""

    name = "number of seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Fails outside of the range."""
        seconds: float = super().convert(value, param, ctx)
        if seconds != seconds:  # noqa: PLR0124 - true of not-a-number alone
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return seconds


config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Instead of the .preflight.yml found from PATH up to the repository's root.",
)
allow_private = click.option(
    "--allow-private", is_flag=True, help="Also contact sample inputs at addresses that are not public."
)
plugins = click.option("--no-plugins", is_flag=True, help="Only the built-in checks and providers.")
timeout = click.option(
    "--timeout",
    type=Seconds(min=0.1, max=600),
    default=DEFAULT_TIMEOUT,
    metavar="SECONDS",
    help="For all reads of one vendor together. [default: 20]",
)
allow_host = click.option(
    "--allow-host", multiple=True, metavar="HOST", help="Also send the key to this host; repeatable."
)
color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours on stdout. [default: auto]",
)


def style(command: F) -> F:
    """How much is printed, and in colour or not: `--color`, `-q`, `-v`."""
    for option in (
        click.option("-v", "--verbose", count=True, help="Say what is asked of whom, on stderr."),
        click.option("-q", "--quiet", is_flag=True, help="Only what closes the gate."),
        color,
    ):
        command = option(command)
    return command


def report(command: F) -> F:
    """How the report is written: `--format`, `--output`, `--color`, `-q`, `-v`."""
    command = style(command)
    for option in (
        click.option(
            "--output",
            "outputs",
            multiple=True,
            metavar="FORMAT=FILE",
            help="Also write the report to a file; repeatable.",
        ),
        click.option(
            "--format",
            "format",
            type=click.Choice(formats()),
            default="text",
            help="On stdout. [default: text]",
        ),
    ):
        command = option(command)
    return command
