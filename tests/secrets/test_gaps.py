"""What could not be read says how to mend that, by where it went wrong, whatever words it is told in."""

import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.errors import GitError
from preflight.secrets.gaps import BY_HAND, Gap, Gaps, unreadable
from preflight.secrets.model import ScanRequest, Scope, SecretScan, Since
from preflight.secrets.scan import scan
from tests.repos import TestRepo, make_repo


def test_a_reason_is_told_once_and_its_remedy_too() -> None:
    gaps = Gaps()
    for name in ("a", "b"):
        gaps.add(Gap("not read", "`read it`"), name)
    gaps.add(Gap("not written", "`read it`"))
    gaps.add("unheard of")
    assert gaps.reasons() == ("not read: a, b", "not written", "unheard of")
    assert gaps.remedies() == ("`read it`", BY_HAND)


def test_an_error_brings_its_hint() -> None:
    gaps = Gaps()
    gaps.failed(GitError("git is asleep", hint="wake it"), "sub")
    gaps.failed(GitError("git is gone"))
    assert (gaps.reasons(), gaps.remedies()) == (("git is asleep: sub", "git is gone"), ("wake it", BY_HAND))


def test_a_file_that_may_not_be_read_is_for_its_owner() -> None:
    refused = unreadable("could not be read", PermissionError(13, "Permission denied"))
    assert (refused.reason, "owner" in refused.remedy) == ("could not be read (Permission denied)", True)
    assert unreadable("could not be read", OSError(5, "Input/output error")).remedy == BY_HAND


def shallow(repo: TestRepo) -> SecretScan:
    repo.write(".git/shallow", repo.git("rev-parse", "HEAD").decode())
    return scan(ScanRequest(root=repo.root))


def shallow_since(repo: TestRepo) -> SecretScan:
    first = repo.git("rev-parse", "HEAD").decode().strip()
    second = repo.commit({"b": "2\n"})
    repo.commit({"c": "3\n"})
    repo.write(".git/shallow", f"{second}\n")
    return scan(ScanRequest(root=repo.root, scope=Since(first)))


def missing(repo: TestRepo) -> SecretScan:
    blob = repo.git("rev-parse", "HEAD:a").decode().strip()
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    return scan(ScanRequest(root=repo.root))


def damaged(repo: TestRepo) -> SecretScan:
    blob = repo.git("rev-parse", "HEAD:a").decode().strip()
    path = repo.root / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(stat.S_IWUSR | stat.S_IRUSR)
    path.write_bytes(b"no object")
    return scan(ScanRequest(root=repo.root, use_cache=False))


def submodule(repo: TestRepo) -> SecretScan:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    return scan(ScanRequest(root=repo.root))


def work_tree_gone(repo: TestRepo) -> SecretScan:
    repo.git("worktree", "add", "-q", "--detach", "../beside")
    shutil.rmtree(repo.root / "../beside")
    return scan(ScanRequest(root=repo.root))


def conflict(repo: TestRepo) -> SecretScan:
    blob = repo.git("rev-parse", "HEAD:a").decode().strip()
    repo.git("rm", "-q", "--cached", "a")
    repo.git("update-index", "--index-info", stdin=f"100644 {blob} 2\ta\n".encode())
    return scan(ScanRequest(root=repo.root, scope=Scope.STAGED))


def bad_config(repo: TestRepo) -> SecretScan:
    repo.write(".git/config", "[core\n")
    return scan(ScanRequest(root=repo.root))


def no_git(repo: TestRepo) -> SecretScan:
    os.environ["PATH"] = "/nowhere"
    return scan(ScanRequest(root=repo.root))


def not_a_repository(repo: TestRepo) -> SecretScan:
    return scan(ScanRequest(root=repo.root.parent, scope=Scope.STAGED))


def bare(repo: TestRepo) -> SecretScan:
    repo.git("config", "core.bare", "true")
    return scan(ScanRequest(root=repo.root / ".git", scope=Scope.WORKTREE))


def locked_zip(repo: TestRepo) -> SecretScan:
    with zipfile.ZipFile(repo.root / "a.zip", "w") as archive:
        archive.writestr("a", "1\n")
    content = bytearray((repo.root / "a.zip").read_bytes())
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    (repo.root / "a.zip").write_bytes(content)
    return scan(ScanRequest(root=repo.root))


def lfs(repo: TestRepo) -> SecretScan:
    repo.write("big.bin", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'1' * 64}\nsize 5\n")
    return scan(ScanRequest(root=repo.root))


@pytest.mark.parametrize(
    ("arrange", "remedy"),
    [
        (shallow, "`git fetch --unshallow`"),
        (shallow_since, "`git fetch --unshallow`"),
        (missing, "`git fetch --refetch --no-filter`"),
        (damaged, "`git fsck`"),
        (submodule, "`git submodule update --init --recursive`"),
        (work_tree_gone, "`git worktree prune`"),
        (conflict, "resolve the conflict"),
        (bad_config, "mend the file of settings"),
        (no_git, "install git 2.31"),
        (not_a_repository, "give a path inside a clone"),
        (bare, "`preflight scan`"),
        (locked_zip, "by hand"),
        (lfs, "`git lfs fetch --all`"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_gap_brings_the_remedy_that_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrange: Callable[[TestRepo], SecretScan], remedy: str
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    repo = make_repo(tmp_path / "app")
    repo.commit({"a": "1\n"})
    found = arrange(repo)
    assert found.incomplete
    assert remedy in found.remedies[0]
