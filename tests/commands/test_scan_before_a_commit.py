"""`preflight scan --staged` as a commit hook, end to end through the installed script."""

import subprocess
from pathlib import Path

import pytest

from tests.cli import SCRIPT, environment, preflight
from tests.keys import runway_key
from tests.repos import TestRepo, git_environment, make_repo

KEY = runway_key(21)
CODE = f'key = "{KEY}"\n'


@pytest.fixture
def repo(tmp_path):
    repository = make_repo(tmp_path / "app")
    repository.commit({"app.py": "print('hello')\n"})
    return repository


def scan(repo, *arguments, env=None):
    """The finished process; none of its output holds the key."""
    done = preflight("scan", *arguments, cwd=repo.root, env=env)
    assert KEY[10:] not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def hooked(repo):
    hook = repo.write(".git/hooks/pre-commit", f"#!/bin/sh\nexec '{SCRIPT}' scan --staged\n")
    hook.chmod(0o755)
    return repo


def commit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "commit", "-m", "x", *arguments],
        cwd=root,
        env={**environment(), **git_environment()},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_hook_lets_a_clean_commit_pass_and_stops_a_key(hooked):
    hooked.write("app.py", "2\n")
    passed = commit(hooked.root, "-a")
    assert passed.returncode == 0
    assert "CLEAN (exit 0): no key in 1 staged file" in passed.stdout + passed.stderr
    hooked.write("app.py", CODE)
    stopped = commit(hooked.root, "-a")
    assert stopped.returncode == 1
    assert "app.py:1:8  index" in stopped.stdout + stopped.stderr
    assert "do not commit" in stopped.stdout + stopped.stderr


def test_a_hook_looks_at_what_is_committed_not_at_what_is_staged_beside_it(hooked):
    hooked.write("leak.py", CODE)
    hooked.git("add", "leak.py")
    hooked.write("app.py", "2\n")
    assert commit(hooked.root, "--only", "app.py").returncode == 0
    assert commit(hooked.root).returncode == 1


def test_a_hook_works_in_a_linked_work_tree_and_from_a_folder_below(hooked, tmp_path):
    hooked.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    linked = TestRepo(tmp_path / "side")
    linked.write("sub/leak.py", CODE)
    linked.git("add", "-A")
    assert commit(linked.root / "sub").returncode == 1
    linked.write("sub/leak.py", "clean\n")
    assert commit(linked.root / "sub", "-a").returncode == 0


@pytest.mark.parametrize("content", [None, "2\n", b"\x89PNG\0\0"])
def test_the_quick_answer_is_the_full_one(repo, content):
    if content is not None:
        repo.write("app.py", content)
        repo.git("add", "-A")
    quick, full = (scan(repo, "--staged", *more) for more in ([], ["--color", "never"]))
    assert quick.returncode == full.returncode == 0
    assert quick.stdout.partition(", in ")[0] == full.stdout.partition(", in ")[0]


def test_a_config_is_obeyed_before_a_commit(repo):
    repo.write(".preflight.yml", "version: 1\nsecret: {}\n")
    assert scan(repo, "--staged").returncode == 2
    repo.write(".preflight.yml", "version: 1\nsecrets: {exclude: [app.py]}\n")
    repo.write("app.py", CODE)
    repo.git("add", "app.py")
    assert scan(repo, "--staged").returncode == 0
