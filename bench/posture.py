"""What all checks of the repository add, against `git grep -c runway`, in alternating runs.

    python -m bench.posture [--files N | --repo PATH] [--runs N]

Made up is a repository of ordinary sources of which some use the vendor, with settings, deployment files, two
environments with keys of their own, and the output of a build that git ignores. The budget for all of it is half the
time of `git grep -c runway`, and a second. Each part is timed alone, and then all the checks in one run of the engine:
once beside `secrets`, whose scan `shared-keys` looks at as well, and once with that scan for themselves.
"""

import argparse
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.filler import Filler, Size
from preflight.__main__ import collect_seldom
from preflight.config.model import Config, EnvironmentSource
from preflight.engine.discovery import discover
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.facts.environments import environment_keys
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.integration import integration
from preflight.facts.leaks import secret_scan
from preflight.facts.own_keys import own_keys
from preflight.facts.posture import client_exposure, env_files, key_stores
from preflight.facts.tree import tree
from preflight.providers.runway import RUNWAY
from preflight.report import Report, Target
from preflight.secrets.model import SecretScan
from preflight.tree.model import Tree
from preflight.verdict import Status

FILES: Final = 5_000
BUDGET: Final = (0.5, 1.0)
"""Times of `git grep`, and seconds on top."""
CHECKS: Final = ("env-files", "client-exposure", "shared-keys", "key-storage", "models", "inputs")
_KEY: Final = "RUNWAYML_API_SECRET"
_ENVIRONMENTS: Final = {
    "production": EnvironmentSource(env=_KEY),
    "staging": EnvironmentSource(file=".env.staging"),
}
_GREP: Final = "git grep -c runway"
_USERS: Final = 40  # one file in so many uses the vendor, every other one in TypeScript
_BUNDLES: Final = 200
_PYTHON: Final = """\
def submit_{0}(prompt_text):
    client = runwayml.RunwayML()
    return client.image_to_video.create(model="gen4_turbo", prompt_text=prompt_text, ratio="1280:720")
"""
_TYPESCRIPT: Final = """\
import RunwayML from "@runwayml/sdk";
export async function submit_{0}(promptText) {{
  const client = new RunwayML({{ apiKey: process.env.RUNWAYML_API_SECRET }});
  return client.imageToVideo.create({{ model: "gen4_turbo", promptText, ratio: "1280:720" }});
}}
"""


def build(root: Path, files: int) -> None:
    """A repository of so many tracked files below `root`."""
    chance = random.Random(1)
    filler = Filler(chance, Size(commits=1, files=files, lines=200, packages=500))
    for number, (name, content) in enumerate(filler.everything()):
        uses, in_typescript = number % _USERS == 0, number % (2 * _USERS) == 0
        client = (_TYPESCRIPT if in_typescript else _PYTHON).format(number).encode() if uses else b""
        code = content.replace(b"    ", b"") if uses else content
        _write(root / (name.replace(".py", ".ts") if in_typescript else name), code + client)
    for name, text in _settings().items():
        _write(root / name, text.encode())
    for number in range(_BUNDLES):
        body = ";".join(f"{chance.choice('abcdef')}.{chance.choice('xyz')}({n},t=>t[{n}])" for n in range(2_000))
        _write(root / f"dist/assets/{number}.js", f"{body};fetch('/api/runway/{number}')".encode())
        mappings = ",".join("".join(chance.choices("ACEGIKMOQSUWYabcd", k=4)) for _ in range(10_000))
        _write(root / f"dist/assets/{number}.js.map", f'{{"version":3,"mappings":"{mappings}"}}'.encode())
    for command in (["init", "--quiet"], ["add", "-A"], [*_IDENTITY, "commit", "--quiet", "-m", "all"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)


_IDENTITY: Final = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com")


def _settings() -> Mapping[str, str]:
    return {
        ".gitignore": "dist\n.env\n.env.staging\n",
        ".env": f"{_KEY}=\n",
        ".env.staging": f"{_KEY}={_key(2)}\n",
        ".env.example": "RUNWAYML_API_SECRET=\n",
        "package.json": '{"dependencies": {"vite": "5", "@runwayml/sdk": "4"}}\n',
        "dist/index.html": "<script src=/assets/1.js></script>\n",
        "docker-compose.yml": "services:\n  a:\n    environment:\n      - RUNWAYML_API_SECRET=${RUNWAYML_API_SECRET}\n",
        ".github/workflows/ci.yml": "env:\n  RUNWAYML_API_SECRET: ${{ secrets.RUNWAYML_API_SECRET }}\n",
    }


def _key(seed: int) -> str:
    return "key" + "_" + "".join(random.Random(seed).choices("0123456789abcdef", k=128))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


class Bench:
    """What a run is given, and the facts that were read last."""

    def __init__(self, root: Path) -> None:
        self.inputs = Inputs(
            root=root, base=root, config=Config(version=1, environments=_ENVIRONMENTS), environ={_KEY: _key(1)}
        )
        self.clock = Clock(datetime.now(UTC))
        self.installed = discover(plugins=False)
        self.scan = self.read_keys()
        self.tree = self.read_tree()

    def parts(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        """What is timed alone, in this order: the reading, and then what looks at what was read."""
        inputs, providers = self.inputs, (RUNWAY,)
        own = own_keys.gather(inputs, providers)
        yield "the files", self.read_tree
        yield "env-files", lambda: env_files.gather(self.tree, inputs, providers)
        yield "client-exposure", lambda: client_exposure.gather(self.tree, inputs, providers, own)
        yield "key-storage", lambda: key_stores.gather(RUNWAY, self.tree, inputs)
        yield "models", lambda: integration.gather(RUNWAY, self.tree, inputs, providers)
        yield "shared-keys", lambda: environment_keys.gather(inputs, providers)

    def read_tree(self) -> Tree:
        """Reads the files anew."""
        providers = (RUNWAY,)
        self.tree = tree.gather(self.inputs, providers, own_keys.gather(self.inputs, providers))
        return self.tree

    def read_keys(self) -> SecretScan:
        """Scans for keys anew."""
        return secret_scan.gather(self.inputs, own_keys.gather(self.inputs, (RUNWAY,)), self.clock)

    def run(self, *, given: bool) -> Report:
        """All checks, from nothing to a report; `given`: the scan for keys is `secrets`' own, and done."""
        config, today = self.inputs.config, self.clock.today
        report = run(
            Plan(
                inputs=self.inputs,
                clock=self.clock,
                installed=self.installed,
                selection=select(self.installed, config, only=CHECKS, today=today),
                providers=(RUNWAY,),
                target=Target(root="bench", commit=None, environment="production", sandbox=None, offline=True),
                given={(SecretScan, None): self.scan} if given else {},
            )
        )
        undecided = [result for result in report.results if result.status is Status.UNKNOWN and result.required]
        if undecided or report.bugs:
            raise SystemExit(f"the run did not decide everything: {undecided or report.bugs}")
        return report


def measure(root: Path, runs: int) -> str:
    """A table of medians, and the ratios of the whole runs to the budget."""
    bench = Bench(root)
    walls: dict[str, list[float]] = {}
    processor: dict[str, list[float]] = {}
    command = ["git", "-C", str(root), "grep", "-c", "runway"]
    grep: Callable[[], Any] = partial(subprocess.run, command, capture_output=True, check=False)
    whole: Mapping[str, Callable[[], Any]] = {
        "all checks, in one run": partial(bench.run, given=True),
        "… and the scan for keys": partial(bench.run, given=False),
    }
    for number in range(runs + 1):
        for name, part in ((_GREP, grep), *bench.parts(), *whole.items()):
            began, used = time.perf_counter(), time.process_time()
            part()
            if number:  # the first one warms up
                walls.setdefault(name, []).append(time.perf_counter() - began)
                processor.setdefault(name, []).append(time.process_time() - used)
    medians = {name: statistics.median(taken) for name, taken in walls.items()}
    budget = BUDGET[0] * medians[_GREP] + BUDGET[1]
    lines = [f"{'part':<28}{'wall':>9}{'processor':>12}{'of the budget':>15}  (medians of {runs} runs)"]
    for name, taken in medians.items():
        own = f"{statistics.median(processor[name]) * 1000:>9.1f} ms" if name != _GREP else ""
        share = f"{taken / budget:>15.2f}" if name in whole else ""
        lines.append(f"{name:<28}{taken * 1000:>6.1f} ms{own}{share}")
    lines.append(f"{'budget':<28}{budget * 1000:>6.1f} ms  (0.5 x git grep + 1 s)")
    return "\n".join(lines)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.posture", description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--files", type=int, default=FILES)
    which.add_argument("--repo", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        root = options.repo or Path(folder)
        if options.repo is None:
            build(root, options.files)
        print(measure(root, options.runs))


if __name__ == "__main__":
    main()
