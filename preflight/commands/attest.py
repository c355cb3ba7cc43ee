"""`preflight attest`: what a person has seen and no API tells, on the record with evidence and an end."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from preflight import clock
from preflight.attestations import store
from preflight.attestations.binding import digest
from preflight.attestations.model import SOON_DAYS, Attestation, Attestations, Proof
from preflight.commands import _options, _statement
from preflight.commands._settings import Settings, settings
from preflight.commands._signing import signed
from preflight.commands._statement import Statement, stated
from preflight.errors import UsageError
from preflight.facts.attested import proven
from preflight.files import name_of
from preflight.printable import printable, veiled
from preflight.words import count, listed, number


class _ByCheck(click.Group):
    """`list`, `renew` and `revoke` are subcommands; any other first word is the check to record."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return args[0], _record, args[1:]


@click.group(
    "attest",
    cls=_ByCheck,
    short_help="Record what a person has seen and no API tells.",
    subcommand_metavar="CHECK [OPTIONS] | COMMAND [ARGS]...",
)
def command() -> None:
    """Record what you have seen about CHECK that no API tells, with evidence, for a limited time.

    \b
    preflight attest autobilling --by you@example.com --evidence LINK \\
        --set threshold=5000 --set amount=20000

    `preflight attest CHECK --help` shows the options. Statements are kept in .preflight/attestations.yml,
    to be committed beside the code.
    """


@click.command()
@_statement.options
@click.pass_context
def _record(context: click.Context, /, config: Path | None, **options: Any) -> None:
    """Record what you have seen; it replaces an older statement about the same check and provider."""
    check, statement = context.info_name or "", Statement(**options)
    here, kept = _kept(context, config)
    here.names.require_attested(check)
    given = statement.provider or (here.providers[0] if len(here.providers) == 1 else None)
    if given is not None:
        here.names.require_provider(given)
    attested = stated(check, replace(statement, provider=given), f"preflight attest {check}")
    here.names.require_provider(attested.provider)
    attested = _sealed(attested, statement, here)
    _save(here, kept.with_one(attested))
    _tell("recorded", attested, here)
    if old := kept.of(check, attested.provider):
        click.echo(f"  replaces the one by {printable(old.by)} of {old.on}")


@command.command("renew", short_help="Look again, and say so with fresh evidence.")
@click.argument("check")
@_statement.options
@click.pass_context
def _renew(context: click.Context, /, check: str, config: Path | None, **options: Any) -> None:
    """Say that CHECK still stands as attested. Values stay as they were, unless set anew."""
    statement = Statement(**options)
    here, kept = _kept(context, config)
    old = _existing(check, statement.provider, kept)
    if old.failed and not statement.failed:
        raise UsageError(
            f"{check}: {veiled(old.by, limit=80)} stated on {old.on} that it is not so",
            hint=f"if it is so now: preflight attest {check} --provider {old.provider}; if not: add --failed",
        )
    again = replace(
        statement, provider=old.provider, note=statement.note or old.note, bind=statement.bind or old.bound is not None
    )
    renewed = stated(check, again, f"preflight attest renew {check}", before=old.values)
    renewed = _sealed(renewed, again, here)
    _save(here, kept.with_one(renewed))
    _tell("renewed", renewed, here)
    if old.signature and not renewed.signature:
        click.echo("  not signed, as the one before was: add --sign")


@command.command("revoke", short_help="Take a statement back.")
@click.argument("check")
@_statement.provider
@_options.config
@click.pass_context
def _revoke(context: click.Context, /, check: str, provider: str | None, config: Path | None) -> None:
    """Take back what was attested about CHECK."""
    here, kept = _kept(context, config)
    old = _existing(check, provider, kept)
    _save(here, kept.without(check, old.provider))
    click.echo(f"revoked: {check} for {old.provider}, stated by {printable(old.by)} on {old.on}")


@command.command("list", short_help="What is attested, and until when.")
@_options.config
@click.pass_context
def _list(context: click.Context, /, config: Path | None) -> None:
    """Show what is attested, and until when."""
    here, kept = _kept(context, config)
    if not kept.entries:
        click.echo(f"nothing is attested in {name_of(here.base / store.PLACE)}")
    kept = proven(kept, here.base, here.config)
    for one in kept.entries:
        click.echo(f"{one.check} for {one.provider}: {_standing(one, clock.today())}{_signed(one.proof)}")
        click.echo(f"  by {printable(one.by)} on {one.on}: {printable(one.evidence)}")
        if one.values:
            click.echo("  " + ", ".join(f"{name} {number(value)}" for name, value in one.values.items()))
        if one.note:
            click.echo(f"  {printable(one.note)}")


def _kept(context: click.Context, /, config: Path | None) -> tuple[Settings, Attestations]:
    here = settings(context, config)
    return here, store.load(here.base / store.PLACE, known_checks=here.names.checks)


def _save(here: Settings, attestations: Attestations) -> None:
    store.save(here.base / store.PLACE, attestations)


def _existing(check: str, provider: str | None, kept: Attestations) -> Attestation:
    """The one that is meant. Raises UsageError where there is none, or more than one."""
    providers = kept.providers(check)
    if provider is None and len(providers) > 1:
        names = listed([f"--provider {name}" for name in providers], "or")
        raise UsageError(f"{check} is attested for several providers", hint=f"add {names}")
    if not providers or (provider is not None and provider not in providers):
        about = veiled(check if provider is None else f"{check} for {provider}", limit=80)
        known = [f"{one.check} for {one.provider}" for one in kept.entries]
        raise UsageError(
            f"{about} is not attested",
            hint=f"attested: {listed(known)}" if known else f"preflight attest {veiled(check, limit=40)}",
        )
    found = kept.of(check, provider or providers[0])
    assert found is not None  # it is among `providers`
    return found


def _sealed(one: Attestation, statement: Statement, here: Settings) -> Attestation:
    """`one`, bound to the config and signed as the options ask."""
    if statement.bind:
        one = replace(one, bound=digest(here.config, one.provider))
    if statement.sign or statement.sign_with:
        one = signed(one, statement.sign_with, here.base, no_input=statement.no_input)
    return one


def _signed(proof: Proof) -> str:
    return ", signed" if proof.signed else ", not signed" if proof.asked else ""


def _tell(done: str, one: Attestation, here: Settings) -> None:
    standing = _standing(one, clock.today()) + (", signed" if one.signature else "")
    click.echo(f"{done}: {one.check} for {one.provider} by {printable(one.by)}, {standing}")
    click.echo(f"  kept in {name_of(here.base / store.PLACE)}: commit it")


def _standing(one: Attestation, today: date) -> str:
    """What it says, and how long it holds, in words."""
    if one.failed:
        return f"NOT SO, as of {one.on}"
    if one.proven and one.proven.void:
        return f"void: stated on {one.on}, {printable(one.proven.void)}"
    if one.expires is None:
        written = f" ({printable(one.unreadable_expiry, limit=40)})" if one.unreadable_expiry else ""
        return f"expired: it has no readable expiry date{written}"
    left = one.days_left(today)
    if left < 0:
        return f"expired on {one.expires}"
    if left <= SOON_DAYS:
        return f"expires soon, on {one.expires} ({count(left, 'day')} left)"
    return f"valid until {one.expires} ({count(left, 'day')})"
