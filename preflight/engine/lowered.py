"""What a config makes less strict, for every report to list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from preflight.attestations.model import SOON_DAYS
from preflight.config.model import ChecksConfig, Config, Located, ModelLoad, Waiver
from preflight.report import Lowered
from preflight.words import count, listed

SKIPPED: Final = "not run"


def lowered(config: Config, today: date, is_core: Callable[[str], bool], *, strict: bool) -> list[Lowered]:
    """All of it, in the order of the config's chapters. `is_core`: whether the gate needs a check by default."""
    return [
        *_checks("skip", config.checks.skip, SKIPPED, is_core),
        *_checks("advised", _only_advised(config.checks), "only warns", is_core),
        *_secrets(config),
        *(_waiver(waiver, today, refused=strict and is_core(waiver.check)) for waiver in config.waivers),
        *(
            Lowered(what=f"workload {name}.{model}", effect=f"asks for nothing: {zeros}", position=load.position)
            for name, model, load in loads(config)
            if (zeros := zeros_of(load))
        ),
    ]


def turned_off(config: Config, is_core: Callable[[str], bool]) -> Mapping[str, Lowered]:
    """What the config skips, by slug."""
    rows = _checks("skip", config.checks.skip, SKIPPED, is_core)
    return {item.value: row for item, row in zip(config.checks.skip, rows, strict=True)}


def loads(config: Config) -> Iterator[tuple[str, str, ModelLoad]]:
    """Provider, model and load of everything in the workload."""
    for name, provider in config.providers.items():
        for model, load in provider.workload.items():
            yield name, model, load


def zeros_of(load: ModelLoad) -> str:
    """`per_day: 0`: the settings that make a load weigh nothing, so that it passes whatever is asked of it."""
    return listed([f"{name}: 0" for name in ("per_day", "peak_per_hour", "credits_each") if getattr(load, name) == 0])


def lowered_for(check: str, config: Config, today: date, *, strict: bool) -> list[Lowered]:
    """What is about the scan for keys, and the waivers of `check`, its check, which the gate needs by default."""
    about = (waiver for waiver in config.waivers if waiver.check == check)
    return [*_secrets(config), *(_waiver(waiver, today, refused=strict) for waiver in about)]


def _checks(setting: str, names: Sequence[Located], effect: str, is_core: Callable[[str], bool]) -> Iterator[Lowered]:
    for item in names:
        core = item.value if is_core(item.value) else None
        yield Lowered(what=f"checks.{setting} {item.value}", effect=effect, position=item.position, core=core)


def _only_advised(checks: ChecksConfig) -> list[Located]:
    """Without those that the config requires as well, which counts for more."""
    required = {item.value for item in checks.required}
    return [item for item in checks.advised if item.value not in required]


def _secrets(config: Config) -> list[Lowered]:
    baseline = config.secrets.baseline
    rows = [
        Lowered(what=f"secrets.exclude {i.value}", effect="findings there do not count", position=i.position)
        for i in config.secrets.exclude
    ]
    if baseline:
        what, effect = f"secrets.baseline {baseline.value}", "keys in it do not count"
        rows.append(Lowered(what=what, effect=effect, position=baseline.position))
    return rows


def _waiver(waiver: Waiver, today: date, *, refused: bool) -> Lowered:
    """`refused`: it is of a core check, and this run takes none of those."""
    left = (waiver.expires - today).days
    soon = f", which is in {count(left, 'day')}" if left else ", which is today"
    until = f"{waiver.expires}{soon if left <= SOON_DAYS else ''}"
    current = f"{'not accepted by --strict: ' if refused else ''}by {waiver.by} until {until}: {waiver.reason}"
    return Lowered(
        what=f"waiver for {waiver.check}" + (f" ({waiver.subject})" if waiver.subject else ""),
        effect=current if waiver.expires >= today else f"lapsed on {waiver.expires}, no longer counts",
        position=waiver.position,
    )
