"""Verdicts of the tool's own, in a section of their own: about the run, not about what is to be launched."""

from collections.abc import Mapping, Sequence
from typing import Final

from preflight.config.model import Position
from preflight.engine.discovery import Broken, Installed
from preflight.engine.lowered import SKIPPED
from preflight.engine.selection import Selection
from preflight.redact import scrub
from preflight.report import Lowered, Result
from preflight.verdict import Section, Verdict, failed, skipped, unknown

WORDS: Final[Mapping[str, str]] = {
    "vendor-data": "The published tiers and prices that checks judge by are not too old.",
    "packs": "Every installed pack of checks can be loaded.",
    "providers": "This version can judge every configured provider.",
    "waivers": "Every waiver in the config still covers something.",
    "excludes": "Every exclude in the config hides something, and they do not hide everything.",
    "workload": "Every model in the workload is expected to be used.",
}
"""What explains them, where no check's docstring does."""


def about_run(
    installed: Installed, unjudged_providers: Sequence[str], selection: Selection, *, strict: bool
) -> list[Result]:
    """What could not be asked although someone wants it, and what the config turns off or down."""
    return [
        *(own("packs", _broken(pack)) for pack in installed.broken),
        *(own("providers", _unjudged(name)) for name in unjudged_providers),
        *(own(slug, _not_built(slug)) for slug in selection.wanted_not_built),
        *(own(row.core, _turned_down(row, strict=strict)) for row in selection.core_lowered if row.core),
        *(own(slug, _refused(row)) for slug, row in selection.refused if not (strict and row.core)),
    ]


def own(check: str, verdict: Verdict, at: Position | None = None) -> Result:
    """A verdict of the tool's own as a result; `at` is the line of the config that it is about."""
    return Result(
        check=check,
        section=Section.TOOL,
        provider=None,
        required=True,
        verdict=verdict,
        docs=None,
        duration_ms=0,
        expected_at=at,
    )


def _broken(pack: Broken) -> Verdict:
    return unknown(
        scrub(f"the pack `{pack.name}` could not be loaded: {pack.reason}"),
        subject=pack.name,
        remedy="mend or uninstall it, or run with --no-plugins",
    )


def _unjudged(name: str) -> Verdict:
    return unknown(
        f"this version cannot judge the provider `{name}`",
        subject=name,
        remedy=f"take `{name}` out of `providers:` in .preflight.yml, and look at its account by hand",
    )


def _not_built(slug: str) -> Verdict:
    return unknown(
        "not in this version, yet the config requires it",
        remedy=f"take `{slug}` out of `checks.required` and answer it by hand until then",
    )


def _refused(row: Lowered) -> Verdict:
    return unknown(
        f"turned off by {row.position}: nothing was judged",
        remedy=f"delete it from {row.position}, or do not ask for it",
        waivable=False,
    )


def _turned_down(row: Lowered, *, strict: bool) -> Verdict:
    """Not to be waived under `--strict`: that would be the config's own word again."""
    how = "turned off" if row.effect == SKIPPED else "only advised"
    message = f"{how} by {row.position}"
    if not strict:
        return skipped(message)
    return failed(f"{message}, which --strict does not accept", remedy=f"delete it from {row.position}", waivable=False)
