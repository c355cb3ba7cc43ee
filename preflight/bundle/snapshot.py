"""The facts of a run as JSON, and back: so that a verdict can be judged again by whoever doubts it."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from preflight.account import Account
from preflight.assets.model import Assets
from preflight.attestations.model import Attestations
from preflight.engine.gather import Gathered, Gatherer, Key
from preflight.errors import PreflightError
from preflight.facts.account import Readings
from preflight.facts.credential import Credentials
from preflight.facts.repository import Repository
from preflight.lints.review import Integration
from preflight.monitoring import Metrics
from preflight.posture.env_files import EnvFiles
from preflight.posture.environment_keys import EnvironmentKeys, LeakedKeys
from preflight.posture.exposure import ClientExposure
from preflight.posture.storage import KeyStores
from preflight.providers.endpoint import Endpoint
from preflight.redact import scrub
from preflight.secrets.model import SecretScan
from preflight.serial import Mismatch, read, write
from preflight.usage import Usage
from preflight.vendor_data import VendorData
from preflight.workload import Workload

KEPT: Final[tuple[type, ...]] = (
    Account,
    Assets,
    Attestations,
    ClientExposure,
    Credentials,
    Endpoint,
    EnvFiles,
    EnvironmentKeys,
    Integration,
    KeyStores,
    LeakedKeys,
    Metrics,
    Readings,
    Repository,
    SecretScan,
    Usage,
    VendorData,
    Workload,
)
"""Facts that a bundle holds: those that checks ask for, and that have nothing secret in them once they are written.

A fact that is not here is not replayed: the checks that ask for it are unknown then.
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a fact could not be read."""

    message: str
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One fact."""

    fact: str
    """Name of its type."""
    provider: str | None
    seconds: float
    """That reading it took."""
    value: Any = None
    trouble: Trouble | None = None


def take(gatherer: Gatherer) -> list[Any]:
    """What was gathered so far, as plain JSON values, sorted."""
    facts = sorted(_taken(gatherer.asked), key=lambda kept: (kept.fact, kept.provider or ""))
    return [write_kept(kept) for kept in facts]


def write_kept(kept: Kept) -> Any:
    """One fact as plain JSON values; its value is such already."""
    written = {"fact": kept.fact, "provider": kept.provider, "seconds": round(kept.seconds, 6)}
    trouble = {"trouble": write(kept.trouble, Trouble)} if kept.trouble else {"value": kept.value}
    return {**written, **trouble}


def restore(raw: Any) -> Mapping[Key, Future[Gathered]]:
    """The facts, given to a gatherer as they were gathered. Raises Mismatch."""
    kinds = {kind.__name__: kind for kind in KEPT}
    facts: dict[Key, Future[Gathered]] = {}
    for number, kept in enumerate(read(raw, tuple[Kept, ...], at="facts")):
        kind = kinds.get(kept.fact)
        if kind is None:  # of a version that keeps more: whoever needs it is told that it is not there
            continue
        future: Future[Gathered] = Future()
        if kept.trouble:
            future.set_exception(PreflightError(kept.trouble.message, hint=kept.trouble.hint))
        else:
            value = read(kept.value, kind, at=f"facts[{number}].value")
            future.set_result(Gathered(value, kept.seconds))
        if (kind, kept.provider) in facts:
            raise Mismatch(f"facts[{number}]: {kept.fact} is there twice")
        facts[kind, kept.provider] = future
    return facts


def _taken(asked: Mapping[Key, Future[Gathered]]) -> Iterator[Kept]:
    for (kind, provider), future in asked.items():
        if kind not in KEPT or not future.done():
            continue
        match future.exception():
            case None:
                yield _written(kind, provider, future.result())
            case PreflightError() as error:
                trouble = Trouble(scrub(error.message), scrub(error.hint) if error.hint else None)
                yield Kept(fact=kind.__name__, provider=provider, seconds=0.0, trouble=trouble)


def _written(kind: type, provider: str | None, fact: Gathered) -> Kept:
    try:
        value = write(fact.value, kind)
    except TypeError as error:  # as of a number that no JSON has; whoever judges it again is told
        trouble = Trouble(f"the fact `{kind.__name__}` could not be kept: {scrub(str(error))}", None)
        return Kept(fact=kind.__name__, provider=provider, seconds=fact.seconds, trouble=trouble)
    return Kept(fact=kind.__name__, provider=provider, seconds=fact.seconds, value=value)
