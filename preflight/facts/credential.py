"""Which keys this environment uses, and what is odd about how they are set."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from preflight.config.model import KeySource
from preflight.errors import PreflightError
from preflight.facts import dotenv
from preflight.facts.inputs import Inputs
from preflight.files import read_text
from preflight.providers.base import Provider, Vendor
from preflight.redact import Secret
from preflight.registry import fact

ENVIRONMENT = "the environment"
_QUOTES = "\"'`“”‘’"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A variable that is set somewhere."""

    variable: str
    source: str
    """`the environment` or the name of a file."""

    def __str__(self) -> str:
        return f"{self.variable} in {self.source}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One key of a provider, as this environment would use it."""

    provider: str
    name: str | None = None
    """What the config calls it; None for a provider's only key."""
    variable: str
    places: tuple[str, ...]
    """Where was looked, in order."""
    key: Secret | None
    """The value that wins, cleaned of stray characters; None where none is set."""
    source: str | None = None
    empty: bool = False
    """The winning source sets the variable to nothing."""
    well_shaped: bool = True
    """It has the vendor's documented form, or the vendor documents none."""
    development: bool = False
    """It is one of the keys that the vendor makes for development."""
    environment: str = "production"
    """The environment that is about to launch with it."""
    length: int = 0
    """Characters of the cleaned value; all that may be said about a mis-shaped one."""
    oddities: tuple[str, ...] = ()
    """What had to be cleaned: "stray whitespace", "quotes", "a capital in Key_"."""
    differing: tuple[str, ...] = ()
    """Lower-ranking sources that hold another value."""
    lookalikes: tuple[Sighting, ...] = ()
    """Variables that people mistake for the right one and that the vendor's SDKs ignore."""
    unreadable: tuple[str, ...] = ()
    """Files that exist and could not be read, with the reason."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A fact: all keys of one provider in the config's order, those that are not set among them. At least one."""

    keys: tuple[Credential, ...]


def find(
    vendor: Vendor, source: KeySource, *, environ: Mapping[str, str], base: Path, within: Path | None = None
) -> Credential:
    """A credential of `vendor`: the process environment first, then the files below `base` in their order.

    A symlink that leads out of `within` (by default `base`) is not followed: the repository is not to be trusted.
    """
    variable = source.env or vendor.key_variable
    unreadable: list[str] = []
    places = [(ENVIRONMENT, environ), *_dotenv_files(variable, base, within or base, source.files, unreadable)]
    found = [(name, values[variable]) for name, values in places if variable in values]
    lookalikes = tuple(
        Sighting(other, name)
        for name, values in places
        for other in vendor.lookalikes
        if other != variable and values.get(other)
    )
    looked = tuple(name for name, _ in places)
    if not found:
        return Credential(
            provider=vendor.name,
            variable=variable,
            places=looked,
            key=None,
            lookalikes=lookalikes,
            unreadable=tuple(unreadable),
        )
    winner, raw = found[0]
    value, oddities = clean(vendor, raw)
    return Credential(
        provider=vendor.name,
        variable=variable,
        places=looked,
        key=Secret(value) if value else None,
        source=winner,
        empty=not value,
        well_shaped=vendor.key_shape is None or bool(vendor.key_shape.pattern.fullmatch(value)),
        development=bool(vendor.development_key) and value.startswith(vendor.development_key),
        length=len(value),
        oddities=oddities,
        differing=tuple(name for name, other in found[1:] if Secret(clean(vendor, other)[0]) != Secret(value)),
        lookalikes=lookalikes,
        unreadable=tuple(unreadable),
    )


def find_all(vendor: Vendor, inputs: Inputs) -> Credentials:
    """The named keys that the config lists for `vendor`; without any, the one key."""
    configured = inputs.config.providers.get(vendor.name)
    sources: list[tuple[str | None, KeySource]] = [(None, (configured and configured.key) or KeySource())]
    if configured and configured.keys:
        sources = [*configured.keys.items()]
    look = partial(find, vendor, environ=inputs.environ, base=inputs.base, within=inputs.root)
    environment = inputs.config.environment
    return Credentials(tuple(replace(look(source), name=name, environment=environment) for name, source in sources))


@fact
def credentials(provider: Provider, inputs: Inputs) -> Credentials:
    """Reads the environment and the configured `.env` files; nothing is exported, nothing interpolated."""
    return find_all(provider.vendor, inputs)


def _dotenv_files(
    variable: str, base: Path, within: Path, names: tuple[str, ...], unreadable: list[str]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name in names:
        path = base / name
        if not os.path.lexists(path):
            yield f"{name} (not there)", {}
            continue
        try:
            text = read_text(path, within=within)
        except PreflightError as error:
            unreadable.append(error.message)
            continue
        found = dotenv.parse(text)
        if line := found.broken_line(variable):
            unreadable.append(f"{name}:{line} ({variable} cannot be parsed: is a quote left open?)")
        yield name, {other: value for other, value in found.values.items() if value is not None}


def clean(vendor: Vendor, raw: str) -> tuple[str, tuple[str, ...]]:
    """The value without what a paste leaves behind, and what that was."""
    oddities = []
    value = raw.strip()
    if value != raw:
        oddities.append("stray whitespace")
    if (bare := value.strip(_QUOTES)) != value:
        oddities.append("quotes")
        value = bare.strip()
    shape = vendor.key_shape
    if shape and value.startswith("Key_") and shape.pattern.fullmatch("key_" + value[4:]):
        oddities.append("a capital in Key_")
        value = "key_" + value[4:]
    return value, tuple(oddities)
