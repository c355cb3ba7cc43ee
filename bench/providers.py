"""How long a run takes that asks three vendors at once, compared with the slowest of them alone.

The sandbox answers after 300 ms, as a vendor on another continent does.
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from preflight import clock
from preflight.config.model import DEFAULT
from preflight.engine.discovery import discover
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.facts.inputs import Clock, Inputs
from preflight.report import Target
from preflight.sandbox.demo import facts
from preflight.sandbox.scenarios import HEALTHY
from preflight.sandbox.server import serve
from preflight.slugs import CONTRACT_PROVIDERS

DELAY: Final = 0.3


def seconds(*names: str, only: str = "usage", delay: float = DELAY) -> float:
    """Wall time of all checks of the section or slug `only` on these vendors' accounts."""
    installed, now = discover(plugins=False), clock.now()
    with serve(replace(HEALTHY, delay=delay)) as sandbox:
        plan = Plan(
            inputs=Inputs(root=Path(), base=Path(), config=DEFAULT, environ={}),
            clock=Clock(now),
            installed=installed,
            selection=select(installed, DEFAULT, only=(only,), today=now.date()),
            providers=[installed.providers[name] for name in names],
            target=Target(root="app", commit=None, environment="production", sandbox="healthy", offline=False),
            given=facts(sandbox, now.date()),
        )
        began = time.perf_counter()
        report = run(plan)
        took = time.perf_counter() - began
    assert {result.provider for result in report.results} == set(names)
    return took


def main() -> None:
    for only in ("key-valid", "usage"):
        alone = {name: seconds(name, only=only) for name in CONTRACT_PROVIDERS}
        together = seconds(*CONTRACT_PROVIDERS, only=only)
        print(f"--only {only}, answers after {DELAY * 1000:.0f} ms")
        for name, took in alone.items():
            print(f"  {name:<12}{took:>8.2f} s alone")
        slowest = max(alone.values())
        print(f"  {'all three':<12}{together:>8.2f} s: {together / slowest:.2f} times the slowest alone")


if __name__ == "__main__":
    main()
