"""The options of `preflight attest`, made into an attestation."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from preflight import clock
from preflight.attestations.expiry import DEFAULT, parse_expiry
from preflight.attestations.model import Attestation
from preflight.attestations.values import VALUES, read_values
from preflight.commands._asking import Wanted, ask, check_line
from preflight.errors import UsageError
from preflight.printable import veiled

_PROVIDER = Wanted("--provider", "NAME", "Which provider is it about")
_BY = Wanted("--by", "YOU", "Who looked")
_EVIDENCE = Wanted("--evidence", "LINK", "What was seen, or a link to it")


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


def stated(
    check: str, statement: Statement, command: str, *, before: Mapping[str, Decimal] | None = None
) -> Attestation:
    """The attestation that the options tell, with what is missing asked at the terminal.

    `command` is how the command line begins; `before` are values that stand unless set anew. Raises UsageError.
    """
    today = clock.today()
    expires = parse_expiry(statement.expires, today=today)
    note = check_line("--note", statement.note) if statement.note else None
    typed = {name: str(value) for name, value in (before or {}).items()} | _named(statement.pairs)
    _read(check, typed)  # before anything is asked
    numbers = {name: _value(name, meaning) for name, meaning in VALUES.get(check, {}).items()}
    given = {_PROVIDER: statement.provider, _BY: statement.by, _EVIDENCE: statement.evidence}
    given |= {wanted: typed.get(name) for name, wanted in numbers.items()}
    if statement.expires != DEFAULT:
        command += f" --expires {expires}"
    if note:
        command += f" --note {shlex.quote(note)}"
    answers = ask(list(given), given, command=command, no_input=statement.no_input)
    return Attestation(
        check=check,
        provider=answers[_PROVIDER],
        by=answers[_BY],
        on=today,
        expires=expires,
        evidence=answers[_EVIDENCE],
        values=_read(check, {name: answers[wanted] for name, wanted in numbers.items()}),
        note=note,
    )


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
