"""A cold start loads nothing that it does not need."""

import subprocess
import sys

import pytest

from tests.cli import SCRIPT, environment
from tests.keys import runway_key
from tests.repos import make_repo

HEAVY = {"httpx", "rich", "git", "yaml", "dotenv", "click", "jinja2"}


def loaded(*arguments, cwd=None, code=0):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", SCRIPT, *arguments],
        env=environment(), cwd=cwd, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("arguments", "allowed"), [(["--version"], set()), (["--help"], {"click"}), (["list", "--no-plugins"], {"click"})]
)
def test_imports_nothing_heavy(arguments, allowed):
    assert loaded(*arguments) & HEAVY <= allowed


@pytest.mark.parametrize(
    ("files", "code", "allowed"),
    [
        ({"app.py": "1\n"}, 0, set()),
        ({"app.py": runway_key()}, 1, {"click"}),
        ({"app.py": "1\n", ".preflight.yml": "version: 1\n"}, 0, {"click", "yaml"}),
    ],
    ids=["clean", "a key", "with a config"],
)
def test_a_commit_hook_waits_for_nothing_heavy(tmp_path, files, code, allowed):
    repo = make_repo(tmp_path / "app")
    for name, content in files.items():
        repo.write(name, content)
    repo.git("add", "-A")
    assert loaded("scan", "--staged", cwd=repo.root, code=code) & HEAVY <= allowed
