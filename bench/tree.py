"""The files on disk alone, in alternating runs: `python -m bench.tree [--size small|… | --repo PATH] [--runs N]`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import peers
from bench.table import print_table
from bench.timing import Command


def commands(repo: Path, folder: Path) -> Iterator[Command]:
    """The baseline first; `folder` is for what the others need to be told."""
    yield Command("git grep", ["git", "-C", str(repo), "grep", "-aE", "--untracked", peers.PATTERN], ends=(0, 1))
    scan = [sys.executable, "-m", "preflight", "scan", "--worktree", str(repo)]
    yield Command("preflight scan --worktree", scan, ends=peers.SCANNED)
    if scan := peers.kingfisher(folder):
        yield Command("kingfisher, no history", [*scan, "--git-history", "none", str(repo)], ends=peers.KINGFISHER)
    if scan := peers.detect_secrets(folder, repo):
        yield Command("detect-secrets", scan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table."""
    print_table(commands, arguments, of="bench.tree", about=__doc__, runs=3)


if __name__ == "__main__":
    main()
