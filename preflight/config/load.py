"""Reads `.preflight.yml`, which is part of the repository under review and so nobody's friend."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from preflight.config import scalars
from preflight.config.model import VERSION, Config
from preflight.config.nodes import Mapping, Node, Scalar, parse
from preflight.config.problems import Problems
from preflight.config.reader import Reader
from preflight.errors import ConfigError
from preflight.files import FileError, name_of, read_text

_HOSTS: Final = "the config can name no hosts; they come from the process environment and --allow-host"
_COMMANDS: Final = "the config can name no commands; `preflight drill -- COMMAND` takes one"
_VALUES: Final = "names, never values; write key: {env: VARIABLE}"
_NEVER: Final = {
    **dict.fromkeys(("host", "hosts", "allow_host", "allow_hosts", "base_url", "url", "endpoint", "proxy"), _HOSTS),
    **dict.fromkeys(("server", "prometheus", "prometheus_url"), _HOSTS),
    **dict.fromkeys(("command", "commands", "cmd", "run", "script", "exec", "shell", "hook", "hooks"), _COMMANDS),
    **dict.fromkeys(("api_key", "apikey", "api_secret", "secret", "token", "password", "value"), _VALUES),
    "<<": "merge keys are not read here; write the values out",
}


def load_config(
    path: Path,
    *,
    known_checks: Collection[str] | None,
    known_providers: Collection[str] | None,
    root: Path | None = None,
) -> Config:
    """The config in `path`.

    `known_checks` or `known_providers` None: names of that kind are not validated, because some that exist
    could not be loaded. A symlink is followed within `root` (the repository) only, or within the file's own
    directory for a file outside of it. Raises ConfigError, which holds every problem with its place.
    """
    config = parse_config(
        read_guarded(path, root), name_of(path), known_checks=known_checks, known_providers=known_providers
    )
    return replace(config, path=path)


def parse_config(
    text: str,
    name: str,
    *,
    known_checks: Collection[str] | None,
    known_providers: Collection[str] | None,
) -> Config:
    """The config in a text without byte order mark; `name` is the file's in messages. Raises ConfigError."""
    problems = Problems(name, text)
    tree = parse(text, problems)
    require_version(tree, problems, VERSION)
    reader = Reader(problems=problems, known_checks=known_checks, known_providers=known_providers, never=_NEVER)
    return reader.read(tree, Config)


def read_guarded(path: Path, root: Path | None) -> str:
    """The text of a settings file, whose symlinks must not lead out of `root`. Raises ConfigError."""
    inside = root is not None and path.absolute().is_relative_to(root.absolute())
    try:
        return read_text(path, within=root if inside else path.absolute().parent)
    except FileError as error:
        raise ConfigError(error.message, hint=error.hint) from error


def require_version(tree: Node, problems: Problems, version: int) -> None:
    """Stops at a file of another version: what else it holds cannot be judged."""
    given = tree.entries.get("version") if isinstance(tree, Mapping) else None
    if given is None or not isinstance(given[1], Scalar) or not given[1].plain:
        return
    try:
        number = scalars.integer(given[1].text)
    except ValueError:
        return
    if number != version:
        problems.stop(
            given[1].place,
            f"version {number} of this format is not known; this preflight reads version {version}",
        )
