"""What a command that writes beside the config has to know: where it is, what it says, which names exist."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from preflight.config.find import find_config, find_root
from preflight.config.load import load_config
from preflight.config.model import DEFAULT, Config
from preflight.config.problems import nearest
from preflight.errors import UsageError
from preflight.printable import veiled

DEFAULT_PROVIDERS: Final = ("runway",)
CONTRACT_PROVIDERS: Final = ("runway", "runtools", "gptbots")
"""Valid names from the first version on, built or not."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that exist in this installation. `checks` is None where some pack could not be loaded."""

    checks: Collection[str] | None
    providers: Collection[str]

    def require_check(self, slug: str) -> None:
        """Raises UsageError, with the nearest name, for a check that does not exist."""
        if self.checks is not None and slug not in self.checks:
            hint = nearest(slug, self.checks) or "`preflight list` shows all of them"
            raise UsageError(f"there is no check `{veiled(slug, limit=40)}`", hint=hint)

    def require_provider(self, name: str) -> None:
        """Raises UsageError, with the nearest name, for a provider that does not exist."""
        if name not in self.providers:
            hint = nearest(name, self.providers) or f"choose one of {', '.join(self.providers)}"
            raise UsageError(f"there is no provider `{veiled(name, limit=40)}`", hint=hint)


@dataclass(frozen=True, slots=True)
class Settings:
    """The config that holds here, and where things beside it are kept."""

    file: Path | None
    config: Config
    base: Path
    """The config's directory; without one the repository's root, else the working directory."""
    names: Names

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers that are judged."""
        return tuple(self.config.providers) or DEFAULT_PROVIDERS


def settings(context: click.Context, file: Path | None) -> Settings:
    """The settings of the working directory, or those of `file`. Raises ConfigError."""
    names = context.find_object(Names) or _installed()
    here = Path.cwd()
    root = find_root(file.absolute().parent if file else here)
    file = file or find_config(here, root)
    if file is None:
        return Settings(None, DEFAULT, root or here, names)
    config = load_config(file, known_checks=names.checks, known_providers=names.providers, root=root)
    return Settings(file, config, file.absolute().parent, names)


def _installed() -> Names:
    from preflight.engine.discovery import discover

    installed = discover()
    providers = dict.fromkeys((*CONTRACT_PROVIDERS, *installed.providers))
    return Names(installed.slugs if installed.complete else None, list(providers))
