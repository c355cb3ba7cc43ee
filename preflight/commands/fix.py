"""`preflight fix`: the one command that may change an account, where the vendor allows it. It asks first."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from preflight.commands import _options, _sandbox
from preflight.commands._asking import Wanted, ask
from preflight.commands._output import emit, log_to_stderr
from preflight.commands._refill import Account, change
from preflight.commands._settings import Settings, settings
from preflight.config import scalars
from preflight.engine.discovery import discover
from preflight.engine.gather import Key
from preflight.errors import UsageError
from preflight.facts.asking import reason_not_to_ask
from preflight.facts.credential import Credentials, find_all
from preflight.facts.endpoint import endpoint_of
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider, SetsAutoBilling
from preflight.providers.endpoint import Endpoint
from preflight.terminal import is_terminal
from preflight.words import listed

_THRESHOLD = Wanted("--threshold", "N", "Balance below which a recharge starts, in the vendor's unit")
_AMOUNT = Wanted("--amount", "N", "What one recharge buys, in the vendor's unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as typed."""

    provider: str | None
    threshold: str | None
    amount: str | None
    yes: bool
    no_input: bool
    sandbox: str | None
    config: Path | None
    timeout: float
    allow_host: tuple[str, ...]
    verbose: int


@click.group("fix", short_help="Change an account's autobilling, where the vendor's API lets it be changed.")
def command() -> None:
    """Change a setting of an account. Nothing else that preflight does changes anything."""


@command.command("autobilling", short_help="Turn autobilling on, with a threshold and an amount.")
@click.option("--provider", metavar="NAME", help="The vendor. [default: the only one that is judged]")
@click.option("--threshold", metavar="N", help="Balance below which a recharge starts; RunTools: in cents.")
@click.option("--amount", metavar="N", help="What one recharge buys; RunTools: in cents.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--no-input", is_flag=True, help="Never ask, even on a terminal; then --yes is needed.")
@_sandbox.option
@_options.config
@_options.timeout
@_options.allow_host
@click.option("-v", "--verbose", count=True, help="Say what is asked of whom, on stderr.")
@click.pass_context
def _autobilling(context: click.Context, /, **options: Any) -> int:
    """Turn the vendor's autobilling on, after a look at how it is set and a question.

    \b
    preflight fix autobilling --provider runtools --threshold 5000 --amount 20000
    preflight fix autobilling --provider runtools --threshold 5000 --amount 20000 --sandbox

    Exit codes: 0 it is so now, 1 not changed, 2 usage error, 3 not known whether it was changed.
    """
    asked = Asked(**options)
    if asked.verbose:
        log_to_stderr()
    here = settings(context, asked.config)
    provider = _provider(asked.provider, here)
    threshold, amount = _numbers(asked, provider)
    may_ask = is_terminal(sys.stdin) and is_terminal(sys.stderr) and not asked.no_input
    if not asked.yes and not may_ask:
        raise UsageError("nothing was changed: nobody can be asked whether to", hint="add --yes to change it unasked")
    _, scenario = _sandbox.path_and_scenario(".", asked.sandbox)
    with _sandbox.given_facts(scenario) as given:
        account = _account(provider, given, here, asked)
        sure = (lambda: True) if asked.yes else lambda: click.confirm("Change it?", err=True)
        if scenario:
            emit(f"SANDBOX {scenario}: a made-up account\n")
        return change(account, threshold=threshold, amount=amount, sure=sure)


def _provider(name: str | None, here: Settings) -> Provider:
    """The one that is meant. Raises UsageError, also where its vendor's API cannot set autobilling."""
    able = [one for one, provider in discover().providers.items() if isinstance(provider, SetsAutoBilling)]
    if name is None and len(here.providers) > 1:
        raise UsageError("which provider?", hint=f"add --provider {' or --provider '.join(able)}")
    name = name or here.providers[0]
    here.names.require_provider(name)
    provider = discover().providers[name]
    if not isinstance(provider, SetsAutoBilling):
        vendor = provider.vendor
        raise UsageError(
            f"the API of {vendor.title} does not let autobilling be set; that of {listed(able)} does",
            hint=f"set it by hand {f'at {vendor.portal}, ' if vendor.portal else 'in the dashboard, '}in the billing "
            f"tab, then record it: preflight attest autobilling --provider {name}",
        )
    return provider


def _numbers(asked: Asked, provider: Provider) -> tuple[int, int]:
    """Threshold and amount, asked at the terminal where they are missing. Raises UsageError."""
    begun = shlex.join(["preflight", "fix", "autobilling", "--provider", provider.vendor.name])
    given = {_THRESHOLD: asked.threshold, _AMOUNT: asked.amount}
    answers = ask([_THRESHOLD, _AMOUNT], given, command=begun, no_input=asked.no_input)
    return _whole(_THRESHOLD, answers), _whole(_AMOUNT, answers)


def _whole(wanted: Wanted, answers: Mapping[Wanted, str]) -> int:
    try:
        value = scalars.integer(answers[wanted])
    except ValueError as error:
        raise UsageError(f"{wanted.option} {answers[wanted]}: {error}") from None
    if value <= 0:
        raise UsageError(f"{wanted.option} {value}: more than 0 is expected", hint="cents, such as 5000 for $50")
    return value


def _account(provider: Provider, given: Mapping[Key, object], here: Settings, asked: Asked) -> Account:
    """Where and with which key the vendor is asked. Raises UsageError where that cannot be."""
    inputs = Inputs(
        root=here.root or here.path,
        base=here.base,
        config=here.config,
        environ=dict(os.environ),
        timeout=asked.timeout,
        allow_hosts=asked.allow_host,
    )
    name = provider.vendor.name
    credentials = given.get((Credentials, name)) or find_all(provider.vendor, inputs)
    endpoint = given.get((Endpoint, name)) or endpoint_of(provider, inputs)
    assert isinstance(credentials, Credentials)
    assert isinstance(endpoint, Endpoint)
    credential = next((one for one in credentials.keys if one.key), credentials.keys[0])
    reason = reason_not_to_ask(credential, endpoint, offline=False)
    if reason or credential.key is None:
        raise UsageError(
            f"nothing was changed: {reason}", hint=f"set {credential.variable}; `preflight check` says more"
        )
    return Account(provider=provider, endpoint=endpoint, key=credential.key, inputs=inputs)
