"""How a run was asked, as far as its verdicts depend on it: everything that is no fact."""

from dataclasses import dataclass
from datetime import datetime

from preflight.engine.run import Plan
from preflight.report import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFile:
    """Where the config was."""

    name: str
    """As messages and positions call it."""
    path: str | None
    """As seen from the root, slash-separated; None where it lay elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`run.json` of a bundle."""

    now: datetime
    target: Target
    providers: tuple[str, ...]
    unjudged_providers: tuple[str, ...]
    strict: bool
    honour_waivers: bool
    plugins: bool
    """Whether third parties' packs were asked too."""
    config: ConfigFile | None
    """None where the defaults held."""


def run_of(plan: Plan, *, plugins: bool, config: ConfigFile | None) -> Run:
    """What is to be known of `plan` to judge its facts again."""
    return Run(
        now=plan.clock.now,
        target=plan.target,
        providers=tuple(provider.vendor.name for provider in plan.providers),
        unjudged_providers=tuple(plan.unjudged_providers),
        strict=plan.strict,
        honour_waivers=plan.honour_waivers,
        plugins=plugins,
        config=config,
    )
