"""What a commit waits for: the scan of ten staged files in a repository of some size, and other scanners' likewise."""

import random
import sys
import tempfile
from pathlib import Path

from bench import peers
from bench.corpus import Corpus
from bench.histories import run_git
from bench.timing import Command, alternate

_FILES = 10


def main() -> None:
    """Prints a table."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
        repo = Path(folder) / "corpus"
        Corpus(size="small", seed=1).build(repo)
        _stage(repo)
        script = str(Path(sys.executable).with_name("preflight"))
        commands = [
            Command("git diff --cached", ["git", "diff", "--cached", "--raw"], cwd=repo),
            Command("preflight scan --staged", [script, "scan", "--staged"], cwd=repo),
        ]
        if scan := peers.kingfisher(Path(beside)):
            commands.append(
                Command(
                    "kingfisher --staged", [*scan, "--staged", "--turbo", str(repo)], cwd=repo, ends=peers.KINGFISHER
                )
            )
        print(alternate(Command("python -c pass", [sys.executable, "-c", "pass"]), *commands))


def _stage(repo: Path) -> None:
    run_git("-C", str(repo), "reset", "--quiet", "--hard")
    run_git("-C", str(repo), "clean", "--quiet", "-ffdx")
    chance = random.Random(1)
    for number in range(_FILES):
        lines = [f"value_{n} = {chance.random()}\n" for n in range(400)]
        (repo / f"staged_{number}.py").write_text("".join(lines))
    run_git("-C", str(repo), "add", "-A", ".")


if __name__ == "__main__":
    main()
