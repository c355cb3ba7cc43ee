"""Finds checks and providers: the built-in ones by import, others by entry points."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from preflight.errors import PackError
from preflight.providers.base import Provider
from preflight.registry import Check
from preflight.slugs import CONTRACT_CHECKS, CONTRACT_PROVIDERS

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

BUILT_IN = "preflight_checks"


@dataclass(frozen=True, slots=True)
class Broken:
    """A pack or provider that could not be loaded: its checks are missing, which must be said."""

    name: str
    """Name of its entry point."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What can be asked in this installation."""

    checks: Sequence[Check]
    """In checklist order, third-party ones after the built-in ones of their section."""
    origins: Mapping[str, str]
    """Slug → name of the pack."""
    providers: Mapping[str, Provider]
    broken: Sequence[Broken]
    complete: bool
    """Whether every installed pack was loaded: only then is an unknown slug surely a mistake."""

    @property
    def slugs(self) -> list[str]:
        """All valid slugs, built or not."""
        return [*CONTRACT_CHECKS, *(check.slug for check in self.checks if check.slug not in CONTRACT_CHECKS)]

    @property
    def not_built(self) -> list[str]:
        """Slugs of the contract without a check in this version."""
        built = {check.slug for check in self.checks}
        return [slug for slug in CONTRACT_CHECKS if slug not in built]


def discover(*, plugins: bool = True) -> Installed:
    """All checks and providers. Raises PackError when two packs claim one slug or name."""
    checks: dict[str, Check] = {}
    origins: dict[str, str] = {}
    broken: list[Broken] = []
    packs: list[tuple[str, Sequence[Check]]] = [("built-in", list(_checks_of(_built_in())))]
    providers: dict[str, Provider] = {name: built_in_provider(name) for name in CONTRACT_PROVIDERS}
    for point in _points("preflight.checks", plugins=plugins):
        if (pack := _load_pack(point, broken)) is not None:
            packs.append((point.name, pack))
    for name, pack in packs:
        for check in pack:
            if check.slug in checks:
                raise _twice("check", check.slug, origins[check.slug], name)
            checks[check.slug], origins[check.slug] = check, name
    for point in _points("preflight.providers", plugins=plugins):
        if (provider := _load_provider(point, broken)) is None:
            continue
        if provider.vendor.name in providers:
            raise _twice("provider", provider.vendor.name, "an earlier one", point.name)
        providers[provider.vendor.name] = provider
    return Installed(
        checks=sorted(checks.values(), key=_checklist_order),
        origins=origins,
        providers=providers,
        broken=broken,
        complete=plugins and not broken,
    )


def built_in_check(slug: str) -> Check:
    """One check of the built-in pack, the others not loaded."""
    (one,) = _checks_of(_import(f"{_built_in().__name__}.{slug.replace('-', '_')}"))
    return one


def _checklist_order(check: Check) -> tuple[int, int, str]:
    order = list(CONTRACT_CHECKS)
    place = order.index(check.slug) if check.slug in order else len(order)
    return list(type(check.section)).index(check.section), place, check.slug


def _points(group: str, *, plugins: bool) -> "Sequence[EntryPoint]":
    if not plugins:
        return ()
    from importlib.metadata import entry_points

    return sorted(entry_points(group=group), key=lambda point: point.name)


def _load_pack(point: "EntryPoint", broken: list[Broken]) -> Sequence[Check] | None:
    try:
        return list(_checks_of(_import(point.value)))
    except Exception as error:  # a third party's module may raise anything
        broken.append(Broken(point.name, f"{type(error).__name__}: {error}"))
        return None


def _load_provider(point: "EntryPoint", broken: list[Broken]) -> Provider | None:
    try:
        provider: Provider = point.load()
        provider.vendor.name  # noqa: B018 - proves that it has the shape
    except Exception as error:
        broken.append(Broken(point.name, f"{type(error).__name__}: {error}"))
        return None
    return provider


def _checks_of(pack: ModuleType) -> Iterator[Check]:
    """Every check defined in a pack: a module, or a package of modules."""
    modules = [pack]
    for info in pkgutil.iter_modules(getattr(pack, "__path__", ())):
        modules.append(_import(f"{pack.__name__}.{info.name}"))
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Check) and value.judge.__module__ == module.__name__:
                yield value


def _built_in() -> ModuleType:
    """The built-in pack. In a checkout that is not installed it lies beside the engine, in its own source root."""
    try:
        return _import(BUILT_IN)
    except ModuleNotFoundError as error:
        source_root = Path(__file__).parents[2] / "checks"
        if error.name != BUILT_IN or not source_root.joinpath(BUILT_IN).is_dir():
            raise
        sys.path.append(str(source_root))
        return _import(BUILT_IN)


def built_in_provider(name: str) -> Provider:
    """`preflight.providers.runway` has it as `RUNWAY`."""
    provider: Provider = getattr(_import(f"preflight.providers.{name}"), name.upper())
    return provider


def _import(name: str) -> ModuleType:
    return importlib.import_module(name)


def _twice(kind: str, name: str, first: str, second: str) -> PackError:
    return PackError(
        f"two packs bring the {kind} `{name}`: {first} and {second}",
        hint="uninstall one of them, or run with --no-plugins",
    )
