"""What the options left open: asked of the person at the terminal, or told all at once where nobody is."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from preflight.config import scalars
from preflight.errors import UsageError
from preflight.printable import holds_key, printable
from preflight.terminal import is_terminal
from preflight.words import listed


@dataclass(frozen=True, slots=True)
class Wanted:
    """An option that a command cannot do without."""

    option: str
    """`--by`, or `--set amount=` for a value that is named."""
    placeholder: str
    question: str

    @property
    def name(self) -> str:
        """The option as a sentence names it."""
        return self.option.rstrip("=")

    def typed(self, value: str) -> str:
        """The option as it is typed, with a value."""
        return f"{self.option}{value}" if self.option.endswith("=") else f"{self.option} {value}"


def ask(
    wanted: Sequence[Wanted], given: Mapping[Wanted, str | None], *, command: str, no_input: bool
) -> dict[Wanted, str]:
    """An answer for all that is wanted: as given, else from the terminal.

    `command` is how the command line begins. Raises UsageError, which names everything that is missing and
    the whole command to type, where nobody can be asked.
    """
    answers = {one: value for one in wanted if (value := given[one]) is not None}
    missing = [one for one in wanted if one not in answers]
    if missing and (no_input or not (is_terminal(sys.stdin) and is_terminal(sys.stderr))):
        words = [one.typed(shlex.quote(answers[one]) if one in answers else one.placeholder) for one in wanted]
        raise UsageError(
            f"{listed([one.name for one in missing])} {'is' if len(missing) == 1 else 'are'} missing",
            hint=printable(" ".join((command, *words))),
        )
    for one in missing:
        answers[one] = click.prompt(one.question, err=True)
    return {one: _line(one, value) for one, value in answers.items()}


def check_line(option: str, text: str) -> str:
    """`text`, when it is one printable line without a key in it. Raises UsageError, which does not repeat it."""
    if holds_key(text):
        raise UsageError(f"{option}: this contains something that looks like a key", hint="names, never values")
    try:
        return scalars.line(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _line(one: Wanted, text: str) -> str:
    return check_line(one.name, text.strip())
