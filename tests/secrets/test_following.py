"""What the clone lacks is told, by a second scan too, which follows only what is new."""

from pathlib import Path

import pytest

from preflight.git import Git
from preflight.git_process import Running
from preflight.secrets import following
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.repos import TestRepo, make_repo


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestRepo:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repo = make_repo(tmp_path / "app")
    for number in range(4):
        repo.commit({"a.txt": f"{number}\n", f"{number}/b.txt": f"b {number}\n"})
    return repo


def incomplete(repo: TestRepo) -> tuple[str, ...]:
    result = scan(ScanRequest(root=repo.root))
    assert result.findings == ()
    return result.incomplete


def blob(repo: TestRepo, name: str) -> Path:
    oid = repo.git("rev-parse", name).decode().strip()
    return repo.root / ".git" / "objects" / oid[:2] / oid[2:]


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many ids git was told to know, each time that it was sent."""
    told: list[int] = []
    aside = Git.aside

    def watched(git: Git, *args: str, stdin: bytes | Running | None = None):
        if args[0] == "rev-list" and isinstance(stdin, bytes):
            told.append(len(stdin.split()))
        return aside(git, *args, stdin=stdin)

    monkeypatch.setattr(Git, "aside", watched)
    return told


def test_a_second_scan_follows_only_what_is_new(repo: TestRepo, followed: list[int]) -> None:
    repo.git("branch", "side")
    assert incomplete(repo) == incomplete(repo) == ()
    repo.commit({"new.txt": "1\n"})
    assert incomplete(repo) == ()
    assert followed == [0, 2, 2]


def test_what_has_gone_since_is_missed(repo: TestRepo, followed: list[int]) -> None:
    assert incomplete(repo) == ()
    blob(repo, "HEAD~2:a.txt").unlink()
    (reason,) = incomplete(repo)
    assert reason.startswith("the clone lacks an object")
    assert incomplete(repo) == (reason,)
    assert followed == [0, 1, 0, 0]


def test_what_is_new_and_lacks_something_is_told(repo: TestRepo) -> None:
    assert incomplete(repo) == ()
    repo.commit({"new.txt": "one\n"})
    repo.commit({"new.txt": "two\n"})
    blob(repo, "HEAD~1:new.txt").unlink()
    assert len(incomplete(repo)) == len(incomplete(repo)) == 1


def test_packed_anew_and_a_branch_gone_all_is_still_there(repo: TestRepo, followed: list[int]) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"side.txt": "1\n"})
    assert incomplete(repo) == ()
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-qD", "side")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert incomplete(repo) == incomplete(repo) == ()
    assert followed == [0, 2, 0, 1]


def test_what_was_known_may_be_no_object_any_more(repo: TestRepo) -> None:
    with following.follow(Git.at(repo.root), ["12" * 20]) as sent:
        assert sent.missing() == []
