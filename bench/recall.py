"""Which of the planted keys a scan finds, by kind of place: `python -m bench.recall --seeds 5`."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import SIZES, Corpus


@dataclass(frozen=True, slots=True)
class Recall:
    """What became of the keys of one corpus."""

    planted: Counter[str] = field(default_factory=Counter)
    """By kind of place."""
    missed: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    """Found, but only as possible."""
    decoys: int = 0
    """Findings that are certain and no key."""


def measure(folder: Path, *, size: str, seed: int, options: tuple[str, ...] = ()) -> Recall:
    """Builds the corpus of a seed below `folder` and scans it."""
    repo = folder / "corpus"
    corpus = Corpus(size=size, seed=seed)
    corpus.build(repo)
    command = [sys.executable, "-m", "preflight", "scan", str(repo), "--format", "json", "--no-cache", *options]
    report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    found: dict[str, set[str]] = {}
    for finding in report["results"][0]["findings"]:
        found.setdefault(finding["redacted"], set()).add(finding["confidence"])
    keys = {row["key"] for row in corpus.truth}
    return Recall(
        planted=Counter(row["place"] for row in corpus.truth),
        missed=Counter(row["place"] for row in corpus.truth if row["key"] not in found),
        unsure=Counter(row["place"] for row in corpus.truth if "certain" not in found.get(row["key"], {"certain"})),
        decoys=sum("certain" in said for key, said in found.items() if key not in keys),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints what was missed, and the rate."""
    parser = argparse.ArgumentParser(prog="python -m bench.recall", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args(arguments)
    planted = missed = unsure = decoys = 0
    for seed in range(1, options.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            recall = measure(Path(folder), size=options.size, seed=seed)
        planted, missed = planted + recall.planted.total(), missed + recall.missed.total()
        unsure, decoys = unsure + recall.unsure.total(), decoys + recall.decoys
        for place, count in sorted(recall.missed.items()):
            print(f"seed {seed}: {place}: {count} of {recall.planted[place]} missed")
    found = planted - missed
    print(f"{found} of {planted} keys found ({100 * found / planted:.1f} %), {unsure} of them as possible only")
    print(f"{decoys} decoys taken for keys")


if __name__ == "__main__":
    main()
