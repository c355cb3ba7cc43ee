"""The options of `--write-baseline`; what they do is imported when one of them is given."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from preflight.config.find import BASELINE
from preflight.errors import UsageError

_HERE = ""  # --write-baseline without FILE

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as typed."""

    write_baseline: str | None
    reason: str | None
    by: str | None
    expires: str | None
    no_input: bool


def options(command: F) -> F:
    """`--write-baseline` and what goes with it."""
    for option in (
        click.option("--no-input", is_flag=True, help="Never ask, even on a terminal."),
        click.option(
            "--expires",
            metavar="WHEN",
            help="With --write-baseline: 90d, 12w or the last day as a date. [default: 90d]",
        ),
        click.option("--by", metavar="NAME", help="With --write-baseline: who says so."),
        click.option("--reason", metavar="TEXT", help="With --write-baseline: why the keys may stay."),
        click.option(
            "--write-baseline",
            is_flag=False,
            flag_value=_HERE,
            metavar="[FILE]",
            help=f"Accept what is found now. [default: {BASELINE}, or what the config names]",
        ),
    ):
        command = option(command)
    return command


def path_and_file(path: str | None, written: str | None) -> tuple[Path, str | None]:
    """The directory to look at and the file to write. Raises UsageError.

    `--write-baseline .` makes "." the option's value: what can only be a path is taken for one.
    """
    if written and path is None and Path(written).is_dir():
        path, written = written, _HERE
    place = Path(path or ".")
    if not place.is_dir():
        raise UsageError(
            f"{place} is not a directory" if place.exists() else f"{place} does not exist",
            hint="give the directory of the repository to scan",
        )
    return place, written
