"""How many keys of adversarial histories a walk misses by default: `python -m bench.fuzz --seeds 2000`.

The oracle is the rule over every object as git shows it.
"""

import argparse
import io
import tempfile
from pathlib import Path

from bench.histories import build, run_git
from bench.walk import RULE, examine
from preflight.redact import redact
from preflight.secrets.store.model import Rules
from preflight.secrets.store.prefilter import Prefilter
from preflight.secrets.store.walker import walk


def missed(path: Path, *, seed: int, exhaustive: bool) -> tuple[int, int]:
    """(keys, keys missed) in the history of a seed, made at `path`."""
    build(path, seed=seed)
    there = _keys(path)
    rules = Rules(Prefilter(), examine, exhaustive=exhaustive)
    if seed % 2:
        rules.prefilter.prepare()  # as for a large repository: with Hyperscan, where it is installed
    walked = walk(path / "objects", rules, jobs=1)
    found = {hit for one in walked.found for hit in one.told.hits}
    assert found <= there, f"seed {seed}: a key that is not there"
    return len(there), len(there - found)


def _keys(path: Path) -> set[str]:
    """All distinct keys, redacted."""
    content = io.BytesIO(run_git("-C", str(path), "cat-file", "--batch-all-objects", "--batch"))
    keys: set[str] = set()
    while header := content.readline():
        size = int(header.split()[2])
        keys |= {redact(key.decode()) for key in RULE.findall(content.read(size + 1))}
    return keys


def main() -> None:
    """Prints the seeds with a miss, and the rate."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--exhaustive", action="store_true")
    options = parser.parse_args()
    keys = misses = 0
    for seed in range(options.first, options.first + options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            here, gone = missed(Path(folder), seed=seed, exhaustive=options.exhaustive)
        keys, misses = keys + here, misses + gone
        if gone:
            print(f"seed {seed}: {gone} of {here} missed")
    print(f"{misses} of {keys} keys missed, {1000 * misses / max(1, keys):.2f} per thousand")


if __name__ == "__main__":
    main()
