"""The scan of a whole history against git itself and against other scanners, in alternating runs.

    python -m bench.scan [--size small|medium|large | --repo PATH] [--runs N]

`git cat-file`, which shows every object once, is the floor that most people believe in. Other scanners are timed
where they are on PATH, each with the one rule; they are given the same repository and nothing to validate online.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench import peers
from bench.table import print_table
from bench.timing import Command

_GREP_REVISIONS: Final = 500
"""`git grep` over more revisions than this takes minutes."""


def commands(repo: Path, folder: Path) -> Iterator[Command]:
    """The baseline first; `folder` is for what the others need to be told."""
    git = ["git", "-C", str(repo)]
    everything = ["--batch-all-objects", "--batch", "--unordered", "--buffer"]
    yield Command("git cat-file (the floor)", [*git, "cat-file", *everything])
    walk = [sys.executable, "-m", "bench.walk", str(repo)]
    yield Command("walk", walk)
    yield Command("walk, one rule", [*walk, "--one-rule"])
    yield Command("walk, exhaustive", [*walk, "--exhaustive"])
    scan = [str(Path(sys.executable).with_name("preflight")), "scan", str(repo)]
    yield Command("preflight scan --no-cache", [*scan, "--no-cache"], ends=peers.SCANNED)
    yield Command("preflight scan, again", scan, ends=peers.SCANNED)
    revisions = subprocess.run([*git, "rev-list", "--all"], capture_output=True, text=True, check=True).stdout.split()
    if len(revisions) <= _GREP_REVISIONS:
        yield Command("git grep, all revisions", [*git, "grep", "-aE", peers.PATTERN, *revisions], ends=(0, 1))
    if scan := peers.kingfisher(folder):
        yield Command("kingfisher --turbo", [*scan, "--turbo", str(repo)], ends=peers.KINGFISHER)
        yield Command("kingfisher", [*scan, str(repo)], ends=peers.KINGFISHER)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table."""
    print_table(commands, arguments, of="bench.scan", about=__doc__.splitlines()[0], runs=5)


if __name__ == "__main__":
    main()
