"""Commands timed on one repository: a generated one, or any clone by its path."""

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.corpus import SIZES, Corpus
from bench.timing import Command, alternate


def print_table(
    commands: Callable[[Path, Path], Iterable[Command]],
    arguments: Sequence[str] | None,
    *,
    of: str,
    about: str,
    runs: int,
) -> None:
    """Prints how long the commands for a repository take.

    Args:
        commands: the baseline first, for a repository and a folder for what else they need.
        arguments: of the command line.
        of: the module that is run.
        about: what it does.
        runs: of each command, unless the command line says otherwise.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {of}", description=about)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--size", choices=SIZES, default="small")
    which.add_argument("--repo", type=Path)
    parser.add_argument("--runs", type=int, default=runs)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
        repo = options.repo
        if repo is None:
            repo = Path(folder) / "corpus"
            Corpus(size=options.size, seed=1).build(repo)
        print(alternate(*commands(repo, Path(beside)), runs=options.runs))
