"""What reading the files for all checks of the repository adds, against `git grep -c runway`, in alternating runs.

    python -m bench.posture [--files N | --repo PATH] [--runs N]

Made up is a repository of ordinary sources of which some use the vendor, with settings, deployment files, and the
output of a build that git ignores. The budget for all of it is half the time of `git grep -c runway`, and a second.
"""

import argparse
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.filler import Filler, Size
from preflight.config.model import DEFAULT
from preflight.facts.inputs import Inputs
from preflight.facts.naming import naming_of
from preflight.posture.env_files import read_env_files
from preflight.posture.exposure import read_exposure
from preflight.posture.storage import read_stores
from preflight.providers.runway import RUNWAY
from preflight.tree.gate import Gate
from preflight.tree.listing import read_tree

FILES: Final = 5_000
BUDGET: Final = (0.5, 1.0)
"""Times of `git grep`, and seconds on top."""
_USERS: Final = 40  # one file in so many uses the vendor
_BUNDLES: Final = 200
_CLIENT: Final = """\
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
        uses = number % _USERS == 0
        _write(root / (name.replace(".py", ".ts") if uses else name), content + (_users(number) if uses else b""))
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


def _users(number: int) -> bytes:
    return _CLIENT.format(number).encode()


def _settings() -> Mapping[str, str]:
    return {
        ".gitignore": "dist\n.env\n",
        ".env": "RUNWAYML_API_SECRET=\n",
        ".env.example": "RUNWAYML_API_SECRET=\n",
        "package.json": '{"dependencies": {"vite": "5", "@runwayml/sdk": "4"}}\n',
        "dist/index.html": "<script src=/assets/1.js></script>\n",
        "docker-compose.yml": "services:\n  a:\n    environment:\n      - RUNWAYML_API_SECRET=${RUNWAYML_API_SECRET}\n",
        ".github/workflows/ci.yml": "env:\n  RUNWAYML_API_SECRET: ${{ secrets.RUNWAYML_API_SECRET }}\n",
    }


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def parts(root: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is timed, in this order: the reading, and then what looks at what was read."""
    naming = naming_of(Inputs(root=root, base=root, config=DEFAULT, environ={}), (RUNWAY,))
    trees = []
    yield "the files", lambda: trees.append(read_tree(root, Gate((RUNWAY.vendor.name,))))
    yield "env-files", lambda: read_env_files(trees[-1], naming)
    yield "client-exposure", lambda: read_exposure(trees[-1], naming)
    yield "key-storage", lambda: read_stores(trees[-1], RUNWAY.vendor)


def measure(root: Path, runs: int) -> str:
    """A table of medians, and the ratio of their sum to the budget."""
    walls: dict[str, list[float]] = {}
    processor: dict[str, list[float]] = {}
    command = ["git", "-C", str(root), "grep", "-c", "runway"]
    grep: Callable[[], Any] = partial(subprocess.run, command, capture_output=True, check=False)
    for number in range(runs + 1):
        for name, part in (("git grep -c runway", grep), *parts(root)):
            began, used = time.perf_counter(), time.process_time()
            part()
            if number:  # the first one warms up
                walls.setdefault(name, []).append(time.perf_counter() - began)
                processor.setdefault(name, []).append(time.process_time() - used)
    medians = {name: statistics.median(taken) for name, taken in walls.items()}
    lines = [f"{name:<28}{taken * 1000:>9.1f} ms" for name, taken in medians.items()]
    grep_seconds = medians.pop("git grep -c runway")
    added, budget = sum(medians.values()), BUDGET[0] * grep_seconds + BUDGET[1]
    used = sum(statistics.median(processor[name]) for name in medians)
    lines += [
        f"{'added in all':<28}{added * 1000:>9.1f} ms  ({used * 1000:.1f} ms of processor time)",
        f"{'budget':<28}{budget * 1000:>9.1f} ms  (0.5 x git grep + 1 s)",
        f"{'ratio to the budget':<28}{added / budget:>9.2f}     ({runs} runs, medians)",
    ]
    return "\n".join(lines)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.posture", description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--files", type=int, default=FILES)
    which.add_argument("--repo", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.repo or Path(folder)
        if options.repo is None:
            build(root, options.files)
        print(measure(root, options.runs))


if __name__ == "__main__":
    main()
