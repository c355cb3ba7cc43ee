"""How much a cold start costs over Python's own, and a scan of this repository in which nothing is new."""

import sys
from pathlib import Path

from bench.timing import Command, alternate


def main() -> None:
    script = str(Path(sys.executable).with_name("preflight"))
    print(
        alternate(
            Command("python -c pass", [sys.executable, "-c", "pass"]),
            Command("preflight --version", [script, "--version"]),
            Command("preflight --help", [script, "--help"]),
            Command("preflight scan, nothing new", [script, "scan"], cwd=Path(__file__).parent.parent),
            Command("preflight list", [script, "list"]),
            Command("preflight check --sandbox", [script, "check", "--sandbox"]),
        )
    )


if __name__ == "__main__":
    main()
