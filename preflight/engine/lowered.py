"""What a config makes less strict, for every report to list."""

from datetime import date

from preflight.config.model import Config, Waiver
from preflight.report import Lowered


def lowered(config: Config, today: date) -> list[Lowered]:
    """All of it, in the order of the config's chapters."""
    checks = config.checks
    return [
        *(Lowered(what=f"checks.skip {i.value}", effect="not run", position=i.position) for i in checks.skip),
        *(Lowered(what=f"checks.advised {i.value}", effect="only warns", position=i.position) for i in checks.advised),
        *_secrets(config),
        *(_waiver(waiver, today) for waiver in config.waivers),
        *(
            Lowered(what=f"workload {name}.{model}", effect="expects nothing", position=load.position)
            for name, provider in config.providers.items()
            for model, load in provider.workload.items()
            if load.per_day == 0
        ),
    ]


def lowered_for(check: str, config: Config, today: date) -> list[Lowered]:
    """What is about the scan for keys, and the waivers of `check`, its check."""
    return [*_secrets(config), *(_waiver(waiver, today) for waiver in config.waivers if waiver.check == check)]


def _secrets(config: Config) -> list[Lowered]:
    baseline = config.secrets.baseline
    rows = [
        Lowered(what=f"secrets.exclude {i.value}", effect="findings there do not count", position=i.position)
        for i in config.secrets.exclude
    ]
    if baseline:
        rows.append(Lowered(what=f"secrets.baseline {baseline}", effect="keys in it do not count", position=None))
    return rows


def _waiver(waiver: Waiver, today: date) -> Lowered:
    current = f"by {waiver.by} until {waiver.expires}: {waiver.reason}"
    return Lowered(
        what=f"waiver for {waiver.check}" + (f" ({waiver.subject})" if waiver.subject else ""),
        effect=current if waiver.expires >= today else f"lapsed on {waiver.expires}, no longer counts",
        position=waiver.position,
    )
