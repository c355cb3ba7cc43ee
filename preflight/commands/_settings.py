"""What a command that writes beside the config has to know: where it is, what it says, which names exist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preflight.attestations.model import Attestations
from preflight.config.find import find_config, find_root
from preflight.config.load import load_config
from preflight.config.model import DEFAULT, Config
from preflight.config.problems import nearest
from preflight.errors import UsageError
from preflight.printable import veiled
from preflight.registry import needs
from preflight.slugs import CONTRACT_PROVIDERS, DEFAULT_PROVIDERS

if TYPE_CHECKING:
    from preflight.engine.discovery import Installed
    from preflight.registry import Check


@dataclass(frozen=True, slots=True)
class Names:
    """The names that exist in this installation. `checks` is None where some pack could not be loaded."""

    checks: Collection[str] | None
    providers: Collection[str]
    attested: Collection[str] | None = None
    """Checks that read what a person states, and those that are not in this version; None where nobody can tell."""

    def require_check(self, slug: str) -> None:
        """Raises UsageError, with the nearest name, for a check that does not exist."""
        if self.checks is not None and slug not in self.checks:
            hint = nearest(slug, self.checks) or "`preflight list` shows all of them"
            raise UsageError(f"there is no check `{veiled(slug, limit=40)}`", hint=hint)

    def require_attested(self, slug: str) -> None:
        """Raises UsageError for a check that exists and reads no statement."""
        self.require_check(slug)
        if self.attested is not None and slug not in self.attested:
            raise UsageError(
                f"`{veiled(slug, limit=40)}` reads no statement: it judges what it can read itself",
                hint=f"these read one: {', '.join(self.attested)}",
            )

    def require_provider(self, name: str) -> None:
        """Raises UsageError, with the nearest name, for a provider that does not exist."""
        if name not in self.providers:
            hint = nearest(name, self.providers) or f"choose one of {', '.join(self.providers)}"
            raise UsageError(f"there is no provider `{veiled(name, limit=40)}`", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The config that holds for a directory, and where things beside it are kept."""

    path: Path
    """The directory that was asked about."""
    root: Path | None
    """The repository's top; None outside of one."""
    file: Path | None
    config: Config
    base: Path
    """The config's directory; without one the repository's root, else `path`."""
    names: Names

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers that are judged."""
        return tuple(self.config.providers) or DEFAULT_PROVIDERS


def settings(context: click.Context, file: Path | None) -> Settings:
    """The settings of the working directory, or those of `file`. Raises ConfigError."""
    from preflight.engine.discovery import discover

    names = context.find_object(Names) or names_in(discover())
    here = file.absolute().parent if file else Path.cwd()
    return read_settings(here, file, names)


def read_settings(path: Path, file: Path | None, names: Names) -> Settings:
    """The settings of the directory `path`: those of `file`, else of the config found from there upwards."""
    root = find_root(path)
    file = file or find_config(path, root)
    if file is None:
        return Settings(path=path, root=root, file=None, config=DEFAULT, base=root or path, names=names)
    config = load_config(file, known_checks=names.checks, known_providers=names.providers, root=root)
    return Settings(path=path, root=root, file=file, config=config, base=file.absolute().parent, names=names)


def judged_providers(configured: Sequence[str], wanted: Sequence[str], names: Names) -> Sequence[str]:
    """The providers to judge: the configured ones, narrowed by `--provider`. Raises UsageError."""
    for name in wanted:
        names.require_provider(name)
        if name not in configured:
            raise UsageError(
                f"--provider: `{name}` is not among the providers to judge: {', '.join(configured)}",
                hint=f"add `{name}:` under `providers:` in .preflight.yml",
            )
    return [name for name in configured if not wanted or name in wanted]


def names_in(installed: "Installed") -> Names:
    """The names that exist in an installation; those of the contract do, built or not."""
    providers = dict.fromkeys((*CONTRACT_PROVIDERS, *installed.providers))
    reading = {check.slug for check in installed.checks if _reads_statements(check)}
    attested = [slug for slug in installed.slugs if slug in reading or slug in installed.not_built]
    if not installed.complete:
        return Names(None, list(providers))
    return Names(installed.slugs, list(providers), attested)


def _reads_statements(check: "Check") -> bool:
    try:
        return Attestations in needs(check.judge).values()
    except (NameError, TypeError):  # a pack's check that names no type: its run says so
        return True
