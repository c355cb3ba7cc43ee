"""The part of a launch review that only a person can do: look, and say so."""

import contextlib
import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import click

from preflight.attestations.expiry import DEFAULT
from preflight.commands._settings import Settings
from preflight.config.model import Waiver
from preflight.engine.unattested import ToAttest
from preflight.errors import PreflightError
from preflight.printable import printable

_ANSWERS: Final = click.Choice(["y", "n", "q"], case_sensitive=False)


def listing(points: Sequence[ToAttest], waivers: Sequence[tuple[Waiver, str]]) -> Iterator[str]:
    """What there is to ask, line by line, each with the command that answers it."""
    if points:
        yield f"\nTo attest ({len(points)})"
    for point in points:
        yield f"  {point}: {point.why}"
        yield f"    {point.command}"
    if waivers:
        yield f"\nWaivers to decide anew ({len(waivers)})"
    for waiver, when in waivers:
        about = f"{waiver.check} ({printable(waiver.subject)})" if waiver.subject else waiver.check
        subject = f" --subject {shlex.quote(printable(waiver.subject))}" if waiver.subject else ""
        yield f"  {about}: by {printable(waiver.by)}, {when}: {printable(waiver.reason)}"
        yield f"    preflight waive {waiver.check}{subject} --reason REASON --by YOU"


def ask_each(points: Sequence[ToAttest], here: Settings) -> int:
    """Asks the person at the terminal about each. Returns how many statements were recorded."""
    recorded = 0
    by: str | None = None
    for number, point in enumerate(points, start=1):
        _say(f"\n{number} of {len(points)}: {point}")
        _say(f"  {point.title}\n  {printable(point.why)}\n  {printable(point.how)}")
        match click.prompt("Have you looked, and is it so", default="n", type=_ANSWERS, err=True).lower():
            case "q":
                break
            case "n":
                continue
        by = click.prompt("Who says so", default=by, err=True)
        expires = click.prompt("Until when (90d, 12w or a date)", default=DEFAULT, err=True)
        recorded += _record(point, here, by=by, expires=expires)
    return recorded


def _record(point: ToAttest, here: Settings, *, by: str, expires: str) -> bool:
    """As `preflight attest` does it, which asks for the evidence and for what else it needs."""
    from preflight.commands.attest import command

    words = [*(["renew"] if point.renews else []), point.check, "--by", by, "--expires", expires]
    words += ["--provider", point.provider] if point.provider else []
    words += ["--config", str(here.file)] if here.file else []
    try:
        with contextlib.redirect_stdout(sys.stderr):
            command.main(words, prog_name="preflight attest", standalone_mode=False, obj=here.names)
    except (PreflightError, click.UsageError) as error:
        hint = error.hint if isinstance(error, PreflightError) else None
        _say(f"  not recorded: {error.message}" + (f"\n  -> {hint}" if hint else ""))
        return False
    return True


def _say(text: str) -> None:
    click.echo(text, err=True)
