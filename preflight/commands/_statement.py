"""The options of `preflight attest`, made into an attestation."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from preflight import clock
from preflight.attestations.expiry import DEFAULT, parse_expiry
from preflight.attestations.model import Attestation
from preflight.attestations.values import VALUES, read_values
from preflight.commands import _options
from preflight.commands._asking import Wanted, ask, check_line
from preflight.errors import UsageError
from preflight.printable import veiled

F = TypeVar("F", bound=Callable[..., Any])

_PROVIDER = Wanted("--provider", "NAME", "Which provider is it about")
_BY = Wanted("--by", "YOU", "Who looked")
_EVIDENCE = Wanted("--evidence", "LINK", "What was seen, or a link to it")
_WHAT_IS_WRONG = Wanted("--note", "TEXT", "What is not so")


provider = click.option("--provider", metavar="NAME", help="The vendor it is about.")
_by = click.option("--by", metavar="NAME", help="Who looked.")
_evidence = click.option("--evidence", metavar="TEXT", help="What was seen, or a link to it.")
_expires = click.option(
    "--expires",
    default=DEFAULT,
    metavar="WHEN",
    help=f"90d, 12w or the last day as a date. [default: {DEFAULT}]",
)
_note = click.option("--note", metavar="TEXT", help="Anything else.")
_pairs = click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A number that was seen.")
_no_input = click.option("--no-input", is_flag=True, help="Never ask, even on a terminal.")
_failed = click.option("--failed", is_flag=True, help="State that it is not so; --note says what is wrong.")
_bind = click.option("--bind", is_flag=True, help="Let it lapse when what the config says of the provider changes.")
_sign = click.option("--sign", is_flag=True, help="Sign it with your SSH key: the first one in ~/.ssh.")
_sign_with = click.option(
    "--sign-with",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sign it with this SSH key; a public one, where an agent has its other half.",
)


def options(command: F) -> F:
    """The options that `record` and `renew` share."""
    for option in (
        _options.config, _no_input, _sign_with, _sign, _bind, _failed, _pairs, _note, _expires, _evidence, _by,
        provider,
    ):  # fmt: skip
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The options, as typed."""

    provider: str | None
    by: str | None
    evidence: str | None
    expires: str
    note: str | None
    pairs: tuple[str, ...]
    """Each `NAME=VALUE`."""
    no_input: bool
    failed: bool
    bind: bool
    sign: bool
    sign_with: Path | None


def stated(
    check: str, statement: Statement, command: str, *, before: Mapping[str, Decimal] | None = None
) -> Attestation:
    """The attestation that the options tell, with what is missing asked at the terminal; not bound, not signed.

    `command` is how the command line begins; `before` are values that stand unless set anew. Raises UsageError.
    """
    today = clock.today()
    expires = parse_expiry(statement.expires, today=today)
    note = check_line("--note", statement.note) if statement.note else None
    typed = {name: str(value) for name, value in (before or {}).items()} | _named(statement.pairs)
    _read(check, typed)  # before anything is asked
    numbers = {name: _value(name, meaning) for name, meaning in VALUES.get(check, {}).items()}
    given = {_PROVIDER: statement.provider, _BY: statement.by, _EVIDENCE: statement.evidence}
    if statement.failed:
        numbers = {name: wanted for name, wanted in numbers.items() if name in typed}  # there may be none to state
        given[_WHAT_IS_WRONG] = note
    given |= {wanted: typed.get(name) for name, wanted in numbers.items()}
    command += _typed(statement, expires, note)
    answers = ask(list(given), given, command=command, no_input=statement.no_input)
    return Attestation(
        check=check,
        provider=answers[_PROVIDER],
        by=answers[_BY],
        on=today,
        expires=expires,
        evidence=answers[_EVIDENCE],
        values=_read(check, {name: answers[wanted] for name, wanted in numbers.items()}),
        note=answers.get(_WHAT_IS_WRONG, note),
        failed=statement.failed,
    )


def _typed(statement: Statement, expires: date, note: str | None) -> str:
    """The options that were given and are not asked for, as they are typed."""
    options = (
        ("--failed", statement.failed),
        (f"--expires {expires}", statement.expires != DEFAULT),
        (f"--note {shlex.quote(note or '')}", note and not statement.failed),
        ("--bind", statement.bind),
        ("--sign", statement.sign and not statement.sign_with),
        (f"--sign-with {shlex.quote(str(statement.sign_with))}", statement.sign_with),
    )
    return "".join(f" {words}" for words, given in options if given)


def _value(name: str, meaning: str) -> Wanted:
    return Wanted(f"--set {name}=", "NUMBER", f"{name}: {meaning}, in the vendor's unit")


def _named(pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {veiled(pair, limit=40)}: expected NAME=VALUE", hint="--set amount=20000")
        if name in values:
            raise UsageError(f"--set {veiled(name, limit=40)}: given twice", hint="give it once")
        values[name] = value
    return values


def _read(check: str, typed: Mapping[str, str]) -> Mapping[str, Decimal]:
    values, wrong = read_values(check, typed)
    if wrong:
        raise UsageError("--set: " + "; ".join(wrong), hint=f"preflight attest {check} --help")
    return values
