"""A bundle's facts, judged again by the checks of this installation: nothing is read but the bundle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from preflight.bundle.archive import Bundle, BundleError, read_as
from preflight.bundle.contents import CONFIG, FACTS, RUN
from preflight.bundle.record import ConfigFile, Run
from preflight.bundle.snapshot import restore
from preflight.config.load import parse_config
from preflight.config.model import DEFAULT, Config
from preflight.engine.discovery import Installed
from preflight.engine.run import Plan
from preflight.engine.selection import select
from preflight.errors import ConfigError
from preflight.facts.inputs import Clock, Inputs
from preflight.printable import printable, veiled
from preflight.serial import Mismatch

CLOSED: Final = "not in the bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closer:
    """What is asked of a bundle beyond what the run was asked: only ever more narrowly, or more strictly."""

    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    strict: bool = False
    honour_waivers: bool = True


def run_in(bundle: Bundle) -> Run:
    """How the run was asked. Raises BundleError."""
    run: Run = read_as(bundle.json(RUN), Run, f"{bundle.name}: {RUN}")
    return run


def plan_of(bundle: Bundle, run: Run, installed: Installed, closer: Closer) -> Plan:
    """The plan that judges the facts in `bundle`. Raises BundleError, and UsageError for names that do not exist."""
    config = _config(bundle, run.config)
    root = Path(printable(run.target.root) or ".")  # a name: nothing is looked for there
    strict = closer.strict or run.strict
    return Plan(
        inputs=Inputs(root=root, base=root, config=replace(config, path=_below(root, run.config)), environ={}),
        clock=Clock(run.now),
        installed=installed,
        selection=select(installed, config, only=closer.only, skip=closer.skip, strict=strict, today=run.now.date()),
        providers=[installed.providers[name] for name in run.providers if name in installed.providers],
        unjudged_providers=[
            *(name for name in run.providers if name not in installed.providers),
            *run.unjudged_providers,
        ],
        target=run.target,
        given=_facts(bundle),
        closed=CLOSED,
        strict=strict,
        honour_waivers=closer.honour_waivers and run.honour_waivers,
    )


def _facts(bundle: Bundle) -> Any:
    document = bundle.json(FACTS)
    try:
        return restore(document.get("facts") if isinstance(document, dict) else None)
    except Mismatch as error:
        words = veiled(str(error), limit=200)
        raise BundleError(f"{bundle.name}: {FACTS}: {words}", hint="was it made by another version?") from None


def _config(bundle: Bundle, file: ConfigFile | None) -> Config:
    """The settings as they were; names in them may be of packs that are not installed here."""
    if file is None:
        return DEFAULT
    if CONFIG not in bundle.files:
        raise BundleError(f"{bundle.name}: {CONFIG} is not in it")
    try:
        text = bundle.files[CONFIG].decode("utf-8")
        return parse_config(text, printable(file.name), known_checks=None, known_providers=None)
    except UnicodeDecodeError:
        raise BundleError(f"{bundle.name}: {CONFIG}: not UTF-8") from None
    except ConfigError as error:
        raise BundleError(f"{bundle.name}: {CONFIG}: {error.message}", hint=error.hint) from None


def _below(root: Path, file: ConfigFile | None) -> Path | None:
    return root / file.path if file and file.path and ".." not in Path(file.path).parts else None
