"""Alternating runs of whole processes: medians and ratios, which hold on a machine whose speed drifts."""

import os
import shlex
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """A process to time."""

    name: str
    arguments: Sequence[str]
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    ends: Sequence[int] = (0,)
    """Exit statuses of a run that did what it was asked to; the time of any other says nothing."""


def alternate(baseline: Command, *others: Command, runs: int = 15) -> str:
    """Runs all commands in turn, `runs` times after one warm-up; a table of medians and ratios to the baseline."""
    commands = (baseline, *others)
    seconds: dict[str, list[float]] = {command.name: [] for command in commands}
    for number in range(runs + 1):
        for command in commands:
            took = _time(command)
            if number:
                seconds[command.name].append(took)
    base = seconds[baseline.name]
    lines = [f"{'command':<32}{'median ms':>10}{'ratio':>8}  (to {baseline.name}, pair by pair, {runs} runs)"]
    for name, measured in seconds.items():
        ratio = statistics.median(one / other for one, other in zip(measured, base, strict=True))
        lines.append(f"{name:<32}{statistics.median(measured) * 1000:>10.1f}{ratio:>8.2f}")
    return "\n".join(lines)


def _time(command: Command) -> float:
    # An installed program is compiled once: the warm-up run does that.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(
        command.arguments,
        env=env if command.env is None else command.env,
        cwd=command.cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode not in command.ends:
        raise SystemExit(f"{command.name} ended with {done.returncode}: {shlex.join(command.arguments)}")
    return took
