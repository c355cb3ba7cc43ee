"""The files on disk alone, in alternating runs: `python -m bench.tree [--size small|… | --repo PATH] [--runs N]`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import peers
from bench.corpus import SIZES, Corpus
from bench.timing import Command, alternate


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
    parser = argparse.ArgumentParser(prog="python -m bench.tree", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--size", choices=SIZES, default="small")
    which.add_argument("--repo", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
        repo = options.repo
        if repo is None:
            repo = Path(folder) / "corpus"
            Corpus(size=options.size, seed=1).build(repo)
        print(alternate(*commands(repo, Path(beside)), runs=options.runs))


if __name__ == "__main__":
    main()
