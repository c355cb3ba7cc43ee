"""A cold start loads nothing that it does not need."""

import subprocess
import sys

import pytest

from tests.cli import SCRIPT, environment

HEAVY = {"httpx", "rich", "git", "yaml", "dotenv", "click"}


def loaded(*arguments):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", SCRIPT, *arguments],
        env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("arguments", "allowed"), [(["--version"], set()), (["--help"], {"click"}), (["list", "--no-plugins"], {"click"})]
)
def test_imports_nothing_heavy(arguments, allowed):
    assert loaded(*arguments) & HEAVY <= allowed
