"""Git is asked within bounds, and what becomes of a repository that it refuses."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from preflight.errors import GitError
from preflight.facts.repository import Repository, read_repository
from preflight.git import Git, open_repo
from preflight.gitdir import find_git_dir, find_root
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.git_traps import Trap
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    return make_repo(tmp_path / "repo")


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def test_a_work_tree_elsewhere_is_not_read(repo: TestRepo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "1\n"})
    (tmp_path / "home").mkdir()
    (tmp_path / "home/secret.py").write_text(runway_key())
    repo.git("config", "core.worktree", str(tmp_path / "home"))
    assert scan(ScanRequest(root=repo.root)).findings == ()
    assert read_repository(repo.root).root == repo.root
    found = find_git_dir(repo.root)
    assert found
    with open_repo(found) as python:
        assert python.untracked_files == []
        assert python.working_tree_dir == str(repo.root)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_owner_is_read_in_full(repo: TestRepo) -> None:
    head = repo.commit({"a.txt": f"{runway_key()}\n"})
    for path in (repo.root, *repo.root.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    with pytest.raises(AssertionError, match="dubious ownership"):
        repo.git("status")
    assert read_repository(repo.root).head == head
    result = scan(ScanRequest(root=repo.root))
    assert (len(result.findings), result.incomplete) == (2, ())


HOOK = {
    "GIT_DIR": "/nowhere",
    "GIT_WORK_TREE": "/nowhere",
    "GIT_INDEX_FILE": "/nowhere/index",
    "GIT_OBJECT_DIRECTORY": "/nowhere",
    "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.bare",
    "GIT_CONFIG_VALUE_0": "true",
    "GIT_EXTERNAL_DIFF": "{trap}",
    "GIT_SSH_COMMAND": "{trap}",
    "GIT_PAGER": "{trap}",
    "GIT_TRACE": "{mark}",
    "GIT_NAMESPACE": "other",
    "GIT_CEILING_DIRECTORIES": "/",
}


def test_the_callers_git_variables_steer_nothing(repo: TestRepo, trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    head = repo.commit({"a.txt": "1\n", "key.py": runway_key()})
    for name, value in HOOK.items():
        monkeypatch.setenv(name, value.format(trap=trap.program, mark=trap.mark))
    result = scan(ScanRequest(root=repo.root))
    assert (len(result.findings), result.incomplete) == (2, ())
    assert Git.at(repo.root).run("rev-parse", "HEAD").decode().strip() == head
    assert trap.sprung() == ""


def test_a_hooks_index_is_used_when_it_is_the_repositorys_own(repo: TestRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1\n"})
    own = repo.root / ".git/next-index-1.lock"
    own.write_bytes((repo.root / ".git/index").read_bytes())
    repo.git("rm", "-q", "--cached", "a")
    found = find_git_dir(repo.root)
    assert found
    assert Git(found).run("ls-files") == b""
    assert Git(found, own).run("ls-files") == b"a\n"
    with pytest.raises(GitError, match="outside"):
        Git(found, tmp_path / "index")


def test_git_that_is_absent_is_said(repo: TestRepo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    repo.commit({"a": "1\n"})
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git is not installed") as caught:
        Git.at(repo.root).run("status")
    assert caught.value.hint
    assert scan(ScanRequest(root=repo.root)).incomplete == ("git is not installed, or not on PATH",)


def test_a_git_of_the_repository_is_not_git(repo: TestRepo, trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    trap.program.rename(repo.root / "git")
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    assert Git.at(repo.root).run("version").startswith(b"git version")
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    with pytest.raises(GitError, match="not on PATH"):
        Git.at(repo.root).run("version")
    assert trap.sprung() == ""


def test_a_git_that_hangs_is_ended(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    git = Git.at(repo.root)
    assert git.environment
    os.mkfifo(repo.root / ".git/packed-refs")
    started = monotonic()
    with pytest.raises(GitError, match=r"no answer within 0\.5 s"):
        git.run("for-each-ref", seconds=0.5)
    assert monotonic() - started < 10


def test_what_was_asked_ahead_is_answered_once_and_as_ever(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    git = Git.at(repo.root)
    with git.ahead(("ls-files",), ("rev-parse", "--verify", "nowhere"), ("cat-file", "--batch-all-objects", "--batch")):
        repo.commit({"b": "2\n"})
        assert git.run("ls-files") == b"a\n"
        assert git.run("ls-files") == b"a\nb\n"
        with pytest.raises(GitError, match="Needed a single revision"):
            git.run("rev-parse", "--verify", "nowhere")
    assert git.run("cat-file", "--batch-all-objects", "--batch").count(b"blob") == 2  # the one ahead has ended unread


def test_what_cannot_be_asked_ahead_is_an_error_for_whoever_asks(
    repo: TestRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = Git.at(repo.root)
    monkeypatch.setenv("PATH", "")
    with git.ahead(("ls-files",)), pytest.raises(GitError, match="not on PATH"):
        git.run("ls-files")


def test_output_is_bounded(repo: TestRepo) -> None:
    repo.commit({"a": "x" * 5000})
    with pytest.raises(GitError, match="more than 100 bytes"):
        Git.at(repo.root).run("cat-file", "blob", "HEAD:a", limit=100)


def test_a_failure_is_one_clean_line_without_keys(repo: TestRepo) -> None:
    name = f"\x1b[31m{runway_key()}"
    with pytest.raises(GitError) as caught:
        Git.at(repo.root).run("rev-parse", "--verify", name)
    assert runway_key() not in caught.value.message
    assert caught.value.message.isprintable()


def test_options_cannot_come_before_the_command(repo: TestRepo) -> None:
    with pytest.raises(GitError, match="not supported"):
        Git.at(repo.root).run("-c", "core.fsmonitor=true", "status")


def test_input_larger_than_a_pipe_is_taken(repo: TestRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"1").decode()
    answer = Git.at(repo.root).run("cat-file", "--batch-check", stdin=blob.encode() * 50_000)
    assert answer.count(b"\n") == 50_000


def detached(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--detach")


def unborn(repo: TestRepo) -> None:
    repo.git("symbolic-ref", "HEAD", "refs/heads/new")


def with_a_key_for_a_branch(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "-b", runway_key())


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize(
    ("build", "has_head", "branch"),
    [
        (lambda repo: repo.commit({"a": "1\n"}), True, "main"),
        (lambda repo: None, False, "main"),
        (unborn, False, "new"),
        (detached, True, None),
    ],
)
def test_head_and_branch(
    tmp_path: Path,
    build: Callable[[TestRepo], object],
    has_head: bool,
    branch: str | None,
    object_format: str,
) -> None:
    repo = make_repo(tmp_path / "repo", f"--object-format={object_format}")
    build(repo)
    (repo.root / "sub").mkdir()
    assert read_repository(repo.root / "sub") == Repository(
        root=repo.root,
        is_git=True,
        git_dir=repo.root / ".git",
        head=repo.head() if has_head else None,
        branch=branch,
    )


def test_a_branch_that_is_a_key_is_redacted(repo: TestRepo) -> None:
    with_a_key_for_a_branch(repo)
    assert runway_key() not in repr(read_repository(repo.root))


def test_shapes_of_repositories(repo: TestRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1\n"})
    head = repo.commit({"a": "2\n"})
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(tmp_path / "shallow"))
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    bare, shallow, linked = (read_repository(tmp_path / name) for name in ("bare.git", "shallow", "linked"))
    assert (bare.bare, bare.root, bare.head) == (True, tmp_path / "bare.git", head)
    assert (shallow.shallow, shallow.head) == (True, head)
    assert (linked.root, linked.branch, linked.head) == (tmp_path / "linked", "side", head)
    assert linked.git_dir == repo.root / ".git/worktrees/linked"


def test_no_repository_is_an_answer(tmp_path: Path) -> None:
    assert read_repository(tmp_path) == Repository(root=tmp_path)
    assert find_root(tmp_path) is None


def broken() -> Iterator[tuple[str, Callable[[Path], object]]]:
    yield "empty directory", lambda path: path.mkdir()
    yield "empty file", lambda path: path.write_text("")
    yield "pointer to nowhere", lambda path: path.write_text("gitdir: /nowhere\n")
    yield "binary", lambda path: path.write_bytes(b"gitdir: \0\xff\n")
    yield "fifo", os.mkfifo
    yield "dangling link", lambda path: path.symlink_to("/nowhere")


@pytest.mark.parametrize("make", [make for _, make in broken()], ids=[name for name, _ in broken()])
def test_a_git_that_is_none_is_an_error_not_an_absence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / ".git")
    with pytest.raises(GitError, match="not a git repository"):
        read_repository(tmp_path)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "HEAD", "config", "index", "packed-refs", "shallow", "info/exclude", "info/attributes",
        "objects/info/alternates",
    ],
)  # fmt: skip
def test_a_repository_that_would_hang_its_reader_is_refused(repo: TestRepo, name: str, bare: bool) -> None:
    repo.commit({"a": "1\n"})
    pipe = repo.root / ".git" / name
    pipe.unlink(missing_ok=True)
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    root = repo.root / ".git" if bare else repo.root
    with pytest.raises(GitError, match="not a regular file"):
        read_repository(root)
    assert scan(ScanRequest(root=root)).incomplete


def test_a_config_that_includes_a_pipe_is_waited_for_once(repo: TestRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a": "1\n"})
    os.mkfifo(repo.root / "pipe")
    repo.git("config", "include.path", "../pipe")
    monkeypatch.setattr("preflight.git._QUICK_SECONDS", 0.5)
    started = monotonic()
    result = scan(ScanRequest(root=repo.root))
    assert result.incomplete == ("git config gave no answer within 0.5 s",)
    with pytest.raises(GitError, match="no answer"):
        Git.at(repo.root).run("rev-parse", "HEAD")
    assert monotonic() - started < 5


def test_a_format_of_the_future_is_refused_with_a_hint(repo: TestRepo) -> None:
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.fromTheFuture", "true")
    with pytest.raises(GitError, match="unknown repository extension") as caught:
        read_repository(repo.root)
    assert "newer git" in str(caught.value.hint)
    assert scan(ScanRequest(root=repo.root)).incomplete


def test_gitpython_is_not_imported_by_a_scan() -> None:
    code = "import sys, preflight.secrets.scan; sys.exit('git' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
