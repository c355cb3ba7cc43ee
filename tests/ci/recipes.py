"""Runs the steps of our CI recipes as a runner would: the same shell, the same files, expressions filled in."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.cli import environment

ROOT = Path(__file__).parents[2]
WHEELS = Path(sys.prefix) / "extras" / "wheels"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")

installable = pytest.mark.skipif(
    not list(WHEELS.glob("hatchling-*")), reason="what our package is built from is not here: `make test` fetches it"
)


def load(name: str):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def offline() -> dict[str, str]:
    """Whatever pip installs comes from the wheels that were put aside."""
    env = environment(
        PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS=str(WHEELS), PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1"
    )
    del env["PYTHONWARNINGS"]  # pip's own
    return env


def filled(text: str, values: Mapping[str, str]) -> str:
    """`${{ inputs.path }}` → its value; an unknown expression fails the test."""
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda match: values[match[1]], text)


def outputs(path: Path) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT, one line each."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)


def run(script: str, *, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BASH, script], cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
