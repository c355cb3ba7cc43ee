"""No program and no transport that a repository configures is run."""

import os
import subprocess
from pathlib import Path

import pytest

from preflight.errors import GitError
from preflight.git import Git, open_repo
from preflight.gitdir import find_git_dir
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.git_traps import Trap, arm, use_everything
from tests.keys import runway_key
from tests.repos import TestRepo, git_environment, make_repo

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    return make_repo(tmp_path / "repo")


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def test_no_program_of_the_repository_runs(repo: TestRepo, trap: Trap) -> None:
    arm(repo, trap)
    before = repo.root.joinpath(".git/index").read_bytes()
    use_everything(repo.root)
    assert trap.sprung() == ""
    assert repo.root.joinpath(".git/index").read_bytes() == before


def test_the_traps_are_real(repo: TestRepo, trap: Trap) -> None:
    arm(repo, trap)
    for command in (["diff"], ["status"], ["log", "-p", "--all"]):
        before = trap.sprung()
        subprocess.run(["git", *command], cwd=repo.root, env=git_environment(), capture_output=True, check=False)
        assert trap.sprung() != before, command


def test_no_program_of_an_included_config_runs(repo: TestRepo, trap: Trap, tmp_path: Path) -> None:
    arm(repo, trap)
    config = repo.root / ".git/config"
    (tmp_path / "included").write_bytes(config.read_bytes())
    config.write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n[include]\n\tpath = {tmp_path / 'included'}\n"
    )
    use_everything(repo.root)
    assert trap.sprung() == ""


def test_no_program_of_a_submodule_runs(repo: TestRepo, trap: Trap, tmp_path: Path) -> None:
    inner = make_repo(tmp_path / "inner")
    inner.commit({"x": "1\n"})
    repo.commit({"a.txt": "1\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "mod")
    repo.git("config", "-f", ".gitmodules", "submodule.mod.ignore", "none")
    repo.commit()
    arm(TestRepo(repo.root / "mod"), trap)
    use_everything(repo.root)
    assert trap.sprung() == ""


@pytest.mark.parametrize("remote", ["ext", "file", "helper"])
def test_a_partial_clone_is_not_completed(repo: TestRepo, tmp_path: Path, trap: Trap, remote: str) -> None:
    repo.commit({"a.txt": "1\n"})
    repo.commit({"a.txt": f"{runway_key()}\n"})
    repo.commit({"a.txt": "2\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = TestRepo(tmp_path / "clone")
    repo.git("clone", "-q", "--filter=blob:none", repo.root.as_uri(), str(clone.root))
    arm_remote(clone, remote, trap)
    result = scan(ScanRequest(root=clone.root))
    found = find_git_dir(clone.root)
    assert found
    with open_repo(found) as python:
        python.git.log("-p", with_exceptions=False)
    assert trap.sprung() == ""
    assert "the clone lacks an object" in result.incomplete[0]
    assert result.coverage.objects == 7  # three commits, their trees, and the one file of HEAD


@pytest.mark.parametrize("remote", ["ext", "file", "helper"])
def test_no_transport_is_allowed(repo: TestRepo, tmp_path: Path, trap: Trap, remote: str) -> None:
    repo.commit({"a.txt": "1\n"})
    clone = TestRepo(tmp_path / "clone")
    repo.git("clone", "-q", repo.root.as_uri(), str(clone.root))
    arm_remote(clone, remote, trap)
    with pytest.raises(GitError, match="not allowed"):
        Git.at(clone.root).run("fetch", "origin")
    assert trap.sprung() == ""


def arm_remote(clone: TestRepo, remote: str, trap: Trap) -> None:
    for name in ("ext", "file", "trap"):
        clone.git("config", f"protocol.{name}.allow", "always")
    match remote:
        case "ext":
            clone.git("config", "remote.origin.url", f"ext::{trap.program} %S")
        case "file":
            clone.git("config", "remote.origin.uploadpack", str(trap.program))
        case "helper":
            clone.git("config", "remote.origin.vcs", "trap")


def test_a_treeless_clone_is_never_clean(repo: TestRepo, tmp_path: Path) -> None:
    repo.commit({"d/a.txt": "1\n"})
    repo.commit({"d/a.txt": "2\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=tree:0", repo.root.as_uri(), str(tmp_path / "clone"))
    assert "the clone lacks an object" in scan(ScanRequest(root=tmp_path / "clone")).incomplete[0]
