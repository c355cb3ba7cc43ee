"""`preflight keys`: which key an environment uses, on the record as a salted hash."""

import os
from dataclasses import replace
from pathlib import Path

import click

from preflight import clock
from preflight.commands import _options
from preflight.commands._settings import Settings, names_in, read_settings
from preflight.config.model import EnvironmentSource
from preflight.config.problems import nearest
from preflight.engine.discovery import discover
from preflight.errors import UsageError
from preflight.facts.environments import keys_path, read_keys
from preflight.facts.inputs import Inputs
from preflight.files import name_of
from preflight.parts import NotReadable
from preflight.posture import keys_file
from preflight.posture.environment_keys import Recorded, Records
from preflight.printable import veiled
from preflight.words import listed


@click.group("keys", short_help="Record which key an environment uses, as a salted hash.")
def command() -> None:
    """Compare the keys of environments that no one machine can read.

    \b
    preflight keys record --environment staging

    `shared-keys` compares what is recorded with what it can read itself.
    """


@command.command("record", short_help="Record the key that an environment uses here.")
@click.option("--environment", required=True, metavar="NAME", help="One of `environments:` in the config.")
@_options.config
@_options.plugins
def _record(environment: str, config: Path | None, no_plugins: bool) -> None:
    """Write a salted hash of the key that NAME uses on this machine to .preflight/keys.json, to be committed.

    Run it where that key is set: in the environment's CI job, on the developer's machine. No key is written.
    """
    installed = discover(plugins=not no_plugins)
    here = read_settings(config.absolute().parent if config else Path.cwd(), config, names_in(installed))
    source = _declared(environment, here)
    inputs = Inputs(root=here.root or here.path, base=here.base, config=here.config, environ=dict(os.environ))
    providers = tuple(installed.providers[name] for name in here.providers if name in installed.providers)
    keys = read_keys(source, inputs, providers)
    if isinstance(keys, NotReadable):
        raise UsageError(
            f"there is no key of {veiled(environment, limit=80)} here: {keys.reason}",
            hint="run this where that environment has its key",
        )
    path = keys_path(inputs)
    old = keys_file.load(path)
    hashes = {variable: old.hash(key) for variable, key in keys.value.items()}
    recorded = Recorded(keys=hashes, on=clock.today())
    keys_file.save(path, replace(old, environments={**old.environments, environment: recorded}))
    shown = listed([f"{variable} {key}" for variable, key in keys.value.items()])
    click.echo(f"recorded: {environment} uses {shown}")
    click.echo(f"  kept as a salted hash in {name_of(path)}: commit it")
    if before := old.environments.get(environment):
        click.echo(f"  replaces {'the same key' if before.keys == hashes else 'another key'}, recorded on {before.on}")
    if same := _users(set(hashes.values()), old, environment):
        click.echo(f"  {listed(same)} {'use' if len(same) > 1 else 'uses'} the same key: `shared-keys` will fail")


def _declared(name: str, here: Settings) -> EnvironmentSource:
    """What the config says of an environment. Raises UsageError where it says nothing."""
    declared = here.config.environments
    if name in declared:
        return declared[name]
    shown = veiled(name, limit=40)
    if not declared:
        hint = (
            f"add to {here.file.name if here.file else '.preflight.yml'}: environments: {{{shown}: {{env: VARIABLE}}}}"
        )
    else:
        hint = nearest(name, list(declared)) or f"declared are {listed(list(declared))}"
    raise UsageError(f"the config declares no environment `{shown}`", hint=hint)


def _users(hashes: set[str], records: Records, but: str) -> list[str]:
    return [
        name for name, recorded in records.environments.items() if name != but and hashes & set(recorded.keys.values())
    ]
