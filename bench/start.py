"""How much a cold start costs over Python's own, and a second scan of a fresh clone of this repository."""

import sys
import tempfile
from pathlib import Path

from bench.histories import run_git
from bench.timing import Command, alternate


def main() -> None:
    script = str(Path(sys.executable).with_name("preflight"))
    with tempfile.TemporaryDirectory() as folder:
        # A clone, as what dangles in somebody's own repository is told anew each time.
        run_git("clone", "--quiet", "--no-local", str(Path(__file__).parent.parent), folder)
        run_git("-C", folder, "status")  # as prompts and editors do: else git compares what is as new as the index
        clone = Path(folder)
        print(
            alternate(
                Command("python -c pass", [sys.executable, "-c", "pass"]),
                Command("preflight --version", [script, "--version"]),
                Command("preflight --help", [script, "--help"]),
                Command("preflight scan, nothing new", [script, "scan"], cwd=clone),
                Command("preflight list", [script, "list"], cwd=clone),
                Command("preflight check --sandbox", [script, "check", "--sandbox"], cwd=clone),
            )
        )


if __name__ == "__main__":
    main()
