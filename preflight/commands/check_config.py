"""`preflight check-config`: the files that people write for preflight, read as a run reads them; nothing is judged."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from preflight.attestations import store
from preflight.commands import _options
from preflight.commands._output import emit
from preflight.commands._settings import Names, Settings, names_in, read_settings
from preflight.config.find import BASELINE, NAME, find_config, find_root
from preflight.errors import ConfigError, PreflightError
from preflight.files import name_of
from preflight.posture import keys_file
from preflight.secrets import baseline_file
from preflight.words import listed

FOLDER: Final = store.PLACE.parent.name
"""What is kept beside a config is kept in here."""

Read = Callable[[Path, Names], object]
"""Reads one file. Raises PreflightError, which holds every problem."""

READERS: Final[Mapping[str, Read]] = {
    store.PLACE.as_posix(): lambda path, names: store.load(path, known_checks=names.checks),
    BASELINE: lambda path, _: baseline_file.load(path),
    keys_file.PLACE: lambda path, _: keys_file.load(path),
}
"""Place of a file below the config's directory → how it is read."""


@click.command("check-config", short_help="Look for mistakes in .preflight.yml and in .preflight/.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[FILE|DIRECTORY]...")
@_options.plugins
def command(paths: Sequence[Path], no_plugins: bool) -> int:
    """Look for mistakes in .preflight.yml, and in what is kept in .preflight/ beside it (default: here).

    Tells all of them at once, each with file, line and column. Reads files and nothing else: no network, no key.

    \b
    preflight check-config                       the config of this directory, and what belongs to it
    preflight check-config apps/*/.preflight.yml

    Exit codes: 0 no mistake, 2 mistakes.
    """
    from preflight.engine.discovery import discover

    names = names_in(discover(plugins=not no_plugins))
    read: list[str] = []
    mistakes: list[PreflightError] = []
    for file in dict.fromkeys(_config_of(path) for path in paths or (Path(),)):
        for path, reader in _files(file):
            try:
                reader(path, names)
            except PreflightError as error:
                mistakes.append(error)
            read.append(name_of(path))
    if mistakes:
        raise ConfigError("\n\n".join(error.message for error in mistakes), hint=mistakes[0].hint)
    emit(f"no mistake in {listed(read)}\n" if read else _NOTHING)
    return 0


_NOTHING: Final = "there is no .preflight.yml here, so its defaults hold; `preflight init` writes one\n"


def _config_of(path: Path) -> Path:
    """The config that `path` is or belongs to, whether or not it is there."""
    path = path.absolute()
    if path.is_dir():
        root = find_root(path)
        return find_config(path, root) or (root or path) / NAME
    return path.parent.parent / NAME if path.parent.name == FOLDER else path


def _files(config: Path) -> Iterator[tuple[Path, Read]]:
    """The config and what is kept beside it: those that are there."""
    if os.path.lexists(config):
        yield config, _settings
    for place, reader in READERS.items():
        if os.path.lexists(path := config.parent / place):
            yield path, reader


def _settings(path: Path, names: Names) -> Settings:
    """The config, and the baseline that it names."""
    here = read_settings(path.parent, path, names)
    if (named := here.config.secrets.baseline) and named.value != BASELINE:
        baseline_file.load(here.base / named.value)
    return here
