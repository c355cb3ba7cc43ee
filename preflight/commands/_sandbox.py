"""`--sandbox [SCENARIO]`: a fake account in place of the user's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from preflight import clock
from preflight.commands import _complete
from preflight.config.problems import nearest
from preflight.engine.gather import Key
from preflight.errors import UsageError

DEFAULT_SCENARIO = "healthy"

option = click.option(
    "--sandbox",
    is_flag=False,
    flag_value=DEFAULT_SCENARIO,
    metavar="[SCENARIO]",
    shell_complete=_complete.scenarios,
    help="Judge a fake account, served on loopback with a key of its own, instead of yours.",
)


def path_and_scenario(path: str | None, scenario: str | None) -> tuple[Path, str | None]:
    """The directory to look at and the scenario to play. Raises UsageError.

    `--sandbox .` makes "." the option's value: what can only be a path is taken for one.
    """
    if scenario is not None:
        from preflight.sandbox.scenarios import SCENARIOS

        if scenario not in SCENARIOS and path is None and Path(scenario).is_dir():
            path, scenario = scenario, DEFAULT_SCENARIO
        elif scenario not in SCENARIOS:
            raise UsageError(
                f"--sandbox: there is no scenario `{scenario}`",
                hint=nearest(scenario, SCENARIOS) or f"choose one of {', '.join(SCENARIOS)}",
            )
    place = Path(path or ".")
    if not place.is_dir():
        raise UsageError(
            f"{place} is not a directory" if place.exists() else f"{place} does not exist",
            hint="give the directory of the repository to check",
        )
    return place, scenario


def plays(scenario: str | None, provider: str) -> bool:
    """Whether `provider` can be asked in this run; in a sandbox's, only those that it plays: no real key is sent."""
    if scenario is None:
        return True
    from preflight.sandbox.fake import fakes

    return provider in fakes()


@contextmanager
def given_facts(scenario: str | None) -> Iterator[Mapping[Key, object]]:
    """The facts that a sandbox run is given in place of the user's own; none without a scenario."""
    if scenario is None:
        yield {}
        return
    from preflight.sandbox.demo import facts
    from preflight.sandbox.scenarios import SCENARIOS
    from preflight.sandbox.server import serve

    with serve(SCENARIOS[scenario]) as sandbox:
        yield facts(sandbox, clock.today())
