"""`preflight waive CHECK`: a decision to launch in spite of a verdict, written into the config."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.attestations.expiry import DEFAULT, parse_expiry
from preflight.commands import _complete, _options
from preflight.commands._asking import Wanted, ask, check_line
from preflight.commands._settings import settings
from preflight.config.edit import insert_waiver
from preflight.config.find import find_root
from preflight.config.model import Config, Waiver
from preflight.config.problems import nearest
from preflight.errors import UsageError
from preflight.files import name_of, read_bytes, write_bytes
from preflight.printable import veiled
from preflight.words import count, listed

_REASON = Wanted("--reason", "REASON", "Why is it right to launch all the same")
_BY_MODEL = {"daily-volume", "concurrency", "models"}  # whose verdicts are about the models of the workload
_BY = Wanted("--by", "YOU", "Who decides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as typed."""

    check: str
    subject: str | None
    reason: str | None
    by: str | None
    expires: str
    no_input: bool
    config: Path | None


@click.command("waive", short_help="Decide to launch in spite of a verdict.")
@click.argument("check", shell_complete=_complete.checks)
@click.option("--subject", metavar="NAME", help="Only this subject (a model, a key) of the check.")
@click.option("--reason", metavar="TEXT", help="Why it is right to launch all the same.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option(
    "--expires",
    default=DEFAULT,
    metavar="WHEN",
    help=f"90d, 12w or the last day as a date. [default: {DEFAULT}]",
)
@click.option("--no-input", is_flag=True, help="Never ask, even on a terminal.")
@_options.config
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Record that CHECK may fail for a while, why, and who says so. Reports still show the verdict.

    \b
    preflight waive daily-volume --subject veo3.1 --reason "soft launch, 20 a day" --by you@example.com
    """
    today = clock.today()
    asked = Asked(**options)
    here = settings(context, asked.config)
    here.names.require_check(asked.check)
    if here.file is None:
        raise UsageError("there is no .preflight.yml to write the waiver into", hint="preflight init")
    last_day = parse_expiry(asked.expires, today=today)
    subject = check_line("--subject", asked.subject) if asked.subject is not None else None
    answers = ask(
        (_REASON, _BY),
        {_REASON: asked.reason, _BY: asked.by},
        command=_begun(asked),
        no_input=asked.no_input,
    )
    waiver = Waiver(check=asked.check, subject=subject, reason=answers[_REASON], by=answers[_BY], expires=last_day)
    _write(here.file, waiver)
    about = f"{asked.check} ({subject})" if subject else asked.check
    left = count((last_day - today).days, "day")
    click.echo(f"{about} is waived until {last_day} ({left}) in {name_of(here.file)}")
    if subject and (doubt := _doubt(asked.check, subject, here.config)):
        click.echo(f"  {doubt}")


def _doubt(check: str, subject: str, config: Config) -> str:
    """What speaks against a subject of that name; empty where nothing does, or nobody can tell."""
    models = {model for provider in config.providers.values() for model in provider.workload}
    if check not in _BY_MODEL or not models or subject in models:
        return ""
    known = nearest(subject, models) or f"it has {listed(sorted(models))}"
    return f"but the workload has no {veiled(subject, limit=40)}, so the waiver may cover nothing: {known}"


def _begun(asked: Asked) -> str:
    """The command line up to what might be missing."""
    words = ["preflight", "waive", asked.check]
    if asked.subject is not None:
        words += ["--subject", asked.subject]
    if asked.expires != DEFAULT:
        words += ["--expires", asked.expires]
    return shlex.join(words)


def _write(file: Path, waiver: Waiver) -> None:
    folder = file.absolute().parent
    within = find_root(folder) or folder
    content = insert_waiver(read_bytes(file, within=within), waiver, name=name_of(file))
    write_bytes(file, content, within=within)
