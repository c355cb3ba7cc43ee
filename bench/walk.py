"""The walk through an object store in a process of its own, to be timed: `python -m bench.walk REPOSITORY`."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from preflight.redact import redact
from preflight.secrets.store.model import Piece, Rules
from preflight.secrets.store.prefilter import Prefilter
from preflight.secrets.store.walker import walk

RULE: Final = re.compile(rb"key_[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Examined:
    """Keys, redacted."""

    hits: tuple[str, ...]
    incomplete: tuple[str, ...] = ()


def examine(piece: Piece) -> Examined:
    """The one rule."""
    return Examined(tuple(redact(key.decode()) for key in RULE.findall(piece.data)))


def main() -> None:
    """Prints what a walk saw."""
    parser = argparse.ArgumentParser(prog="python -m bench.walk", description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--exhaustive", action="store_true")
    parser.add_argument("--one-rule", action="store_true", help="without the prefixes of the other rules")
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    prefilter = Prefilter(literals=()) if options.one_rule else Prefilter()
    git_dir = options.repository / ".git"
    objects = (git_dir if git_dir.is_dir() else options.repository) / "objects"
    walked = walk(objects, Rules(prefilter, examine, exhaustive=options.exhaustive), jobs=options.jobs)
    print(f"{len(walked.found)} objects with keys, {walked.stats}, incomplete: {walked.incomplete}")


if __name__ == "__main__":
    main()
