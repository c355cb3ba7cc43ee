"""Runs the installed `preflight` script as a user would."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.repos import make_repo

SCRIPT = Path(sys.executable).with_name("preflight")
_OURS = (
    "RUNWAY",
    "RUNTOOLS",
    "GPTBOTS",
    "GIT_",
    "GITHUB_",
    "PREFLIGHT",
    "FORCE_COLOR",
    "CLICOLOR",
    "NO_COLOR",
    "CI",
    "COLUMNS",
)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without anything that would change what is tested."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONWARNINGS": "error", **extra}


def preflight(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs it to its end; stdout and stderr apart."""
    return subprocess.run(
        [SCRIPT, *arguments],
        cwd=cwd,
        env=env or environment(),
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def app(path: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A repository with one commit of `files`."""
    repository = make_repo(path)
    repository.commit(dict(files or {"app.py": "print('hello')\n"}))
    return repository.root
