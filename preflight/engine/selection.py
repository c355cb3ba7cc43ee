"""Which checks run, which of them the gate needs, and what the config lowers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from preflight.config.model import ChecksConfig, Config
from preflight.config.problems import nearest
from preflight.engine.discovery import Installed
from preflight.engine.lowered import lowered, turned_off
from preflight.errors import UsageError
from preflight.registry import Check
from preflight.report import Lowered
from preflight.slugs import CONTRACT_CHECKS
from preflight.verdict import Section


@dataclass(frozen=True, slots=True)
class Chosen:
    """A check that runs, and whether the gate needs it."""

    check: Check
    required: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run consists of."""

    chosen: Sequence[Chosen]
    core_lowered: Sequence[Lowered]
    """Core checks that the config turns off or down: listed, and failures under `--strict`."""
    wanted_not_built: Sequence[str]
    """Checks that someone requires and this version does not have."""
    lowered: Sequence[Lowered]
    """Everything that the config makes less strict."""
    refused: Sequence[tuple[str, Lowered]] = ()
    """Checks that were asked for by name, or are all that is left, and that the config skips: not known, not ready."""
    narrowed: bool = False
    """Whether the options left out checks that would have run."""


def select(
    installed: Installed,
    config: Config,
    *,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    strict: bool = False,
    today: date,
) -> Selection:
    """Applies `--only`, `--skip` and the config's `checks:`. Raises UsageError for names that do not exist."""
    left_out = _expand(installed, skip, "--skip")
    asked = (_expand(installed, only, "--only") or set(installed.slugs)) - left_out
    skipped = {item.value for item in config.checks.skip}
    chosen = [
        Chosen(check, _required(check, config.checks, strict=strict))
        for check in installed.checks
        if check.slug in asked and check.slug not in skipped
    ]
    rows = lowered(config, today, lambda slug: is_core(installed, slug), strict=strict)
    off = turned_off(config, lambda slug: is_core(installed, slug))
    refused = {slug: row for slug, row in off.items() if slug in asked and (slug in only or not chosen)}
    core_lowered = [row for row in rows if row.core in asked and (strict or row not in refused.values())]
    wanted = {item.value for item in config.checks.required}
    missing = [slug for slug in installed.not_built if slug in asked & wanted - skipped]
    if not chosen and not missing and not refused:
        unbuilt = [slug for slug in installed.not_built if slug in asked]
        raise UsageError(
            "no check is left to run" + (f": {', '.join(unbuilt)} not in this version" if unbuilt else ""),
            hint="`preflight list` shows what this version can check",
        )
    narrowed = any(check.slug not in asked for check in installed.checks)
    return Selection(chosen, core_lowered, missing, rows, tuple(refused.items()), narrowed)


def _required(check: Check, settings: ChecksConfig, *, strict: bool) -> bool:
    if check.slug in {item.value for item in settings.required}:
        return True
    if check.slug in {item.value for item in settings.advised} and not strict:
        return False
    return check.required


def is_core(installed: Installed, slug: str) -> bool:
    """Whether the gate needs it by default."""
    if slug in CONTRACT_CHECKS:
        return CONTRACT_CHECKS[slug].required
    return any(check.required for check in installed.checks if check.slug == slug)


def _expand(installed: Installed, names: Sequence[str], option: str) -> set[str]:
    """Slugs for a mix of slugs and sections."""
    sections = {check.slug: check.section for check in installed.checks}
    sections |= {slug: slot.section for slug, slot in CONTRACT_CHECKS.items()}
    slugs: set[str] = set()
    for name in names:
        if name in installed.slugs:
            slugs.add(name)
        elif name in set(Section) - {Section.TOOL}:
            slugs |= {slug for slug, section in sections.items() if section == name}
        else:
            raise UsageError(
                f"{option}: there is no check or section `{name}`",
                hint=nearest(name, [*installed.slugs, *Section]) or "`preflight list` shows all of them",
            )
    return slugs
