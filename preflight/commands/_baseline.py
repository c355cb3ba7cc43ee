"""`--write-baseline [FILE]`: what the scan finds is accepted for a while, by somebody, for a reason."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from preflight import clock
from preflight.attestations.expiry import DEFAULT, parse_expiry
from preflight.commands._asking import Wanted, ask
from preflight.errors import UsageError
from preflight.files import name_of
from preflight.secrets import baseline_file
from preflight.secrets.baseline import Baseline, Entry, accept, record
from preflight.secrets.model import SecretScan
from preflight.verdict import Live
from preflight.words import count

_REASON = Wanted("--reason", "REASON", "Why may these keys stay where they are")
_BY = Wanted("--by", "YOU", "Who says so")
_HERE = ""  # --write-baseline without FILE

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as typed."""

    write_baseline: str | None
    reason: str | None
    by: str | None
    expires: str
    no_input: bool


def options(command: F) -> F:
    """`--write-baseline` and what goes with it."""
    for option in (
        click.option("--no-input", is_flag=True, help="Never ask, even on a terminal."),
        click.option(
            "--expires",
            default=DEFAULT,
            metavar="WHEN",
            help=f"With --write-baseline: 90d, 12w or the last day as a date. [default: {DEFAULT}]",
        ),
        click.option("--by", metavar="NAME", help="With --write-baseline: who says so."),
        click.option("--reason", metavar="TEXT", help="With --write-baseline: why the keys may stay."),
        click.option(
            "--write-baseline",
            is_flag=False,
            flag_value=_HERE,
            metavar="[FILE]",
            help=f"Accept what is found now. [default: {baseline_file.PLACE}, or what the config names]",
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


@dataclass(frozen=True, slots=True)
class Writing:
    """A baseline that is about to be written."""

    path: Path
    old: Baseline
    entry: Entry
    """What is said of every key that is new in it."""

    def write(self, scan: SecretScan, today: date) -> Baseline:
        """Writes the baseline, brought up to date with `scan`, and says on stderr what is in it now."""
        new = record(accept(scan, self.old, today), self.old, self.entry)
        baseline_file.save(self.path, new)
        added = len(new.entries.keys() - self.old.entries.keys())
        gone = len(self.old.entries.keys() - new.entries.keys())
        click.echo(
            f"wrote {name_of(self.path)}: {count(len(new.entries), 'key')}, {added:,} new, {gone:,} gone; commit it",
            err=True,
        )
        active = {finding.redacted for finding in scan.findings if finding.live is Live.ACTIVE}
        if active:
            keys = count(len(active), "key")
            click.echo(f"  {keys} not written: what the vendor still accepts is never accepted here", err=True)
        return new


def writing(asked: Asked, path: Path, usual: Path) -> Writing | None:
    """What `--write-baseline` asks for, with what is missing asked at the terminal; None where it is not given.

    `usual` is where the project's baseline is. Raises UsageError, and ConfigError for a file that is no baseline.
    """
    if asked.write_baseline is None:
        if asked.reason is not None or asked.by is not None:
            raise UsageError("--reason and --by go with --write-baseline", hint="preflight scan --write-baseline")
        return None
    file = Path(asked.write_baseline) if asked.write_baseline else usual
    old = baseline_file.load(file) or baseline_file.empty()
    expires = parse_expiry(asked.expires, today=clock.today())
    words = ["preflight", "scan", *([] if path == Path() else [str(path)]), "--write-baseline"]
    words += [asked.write_baseline] if asked.write_baseline else []
    words += ["--expires", asked.expires] if asked.expires != DEFAULT else []
    given = {_REASON: asked.reason, _BY: asked.by}
    answers = ask((_REASON, _BY), given, command=shlex.join(words), no_input=asked.no_input)
    return Writing(file, old, Entry(reason=answers[_REASON], by=answers[_BY], expires=expires))
