"""What a pull request brings: every commit between a revision and HEAD."""

from pathlib import Path

import pytest

from preflight.errors import UsageError
from preflight.secrets.model import ScanRequest, SecretScan, Since
from preflight.secrets.scan import scan
from preflight.verdict import Where
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

KEY = runway_key()
CODE = f'secret = "{KEY}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    repository = make_repo(tmp_path / "repo")
    repository.commit({"a.py": "1\n", "leaked.py": runway_key(2)}, message=f"an old one {runway_key(3)}")
    repository.git("branch", "base")
    return repository


def since(repo: TestRepo, revision: str = "base") -> SecretScan:
    return scan(ScanRequest(root=repo.root, scope=Since(revision)))


def places(result: SecretScan) -> list[tuple[str, str | None, str | None]]:
    assert result.incomplete == ()
    return [(finding.where, finding.path, finding.commit) for finding in result.findings]


def test_a_key_that_came_and_went_is_found_where_it_came(repo: TestRepo) -> None:
    first = repo.commit({"b.py": CODE})
    repo.commit({"b.py": "clean\n"})
    assert places(since(repo)) == [("history", "b.py", first)]


def test_what_the_revision_has_is_not_told_again(repo: TestRepo) -> None:
    repo.commit({"b.py": "2\n"})
    assert places(since(repo)) == []


def test_a_merge_and_its_side_branch_are_read(repo: TestRepo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit({"side.py": CODE})
    (repo.root / "side.py").unlink()
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.commit({"b.py": "2\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    merge = repo.commit({"merge.py": CODE})
    assert places(since(repo)) == [("history", "merge.py", merge), ("history", "side.py", side)]


def test_messages_and_people_are_read(repo: TestRepo) -> None:
    said = repo.commit({"b.py": "2\n"}, message=f"fix\n\nthe key is {KEY}")
    repo.git("config", "user.name", "x")
    repo.git("commit", "-q", "--allow-empty", "-m", "y", f"--author={runway_key(4)} <a@example.com>")
    found = {finding.where: finding for finding in since(repo).findings}
    assert found[Where.COMMIT_MESSAGE].commit == said
    assert found[Where.COMMIT_MESSAGE].line == 3
    assert found[Where.COMMIT_MESSAGE].author_date is not None
    assert found[Where.AUTHOR].commit == repo.head()


def test_a_key_in_a_name_is_found_and_not_shown(repo: TestRepo) -> None:
    repo.commit({f"{KEY}/x/y.txt": "1\n"})
    result = since(repo)
    assert [finding.where for finding in result.findings] == ["path"]
    assert KEY not in repr(result)


def test_coverage_counts_commits_and_contents(repo: TestRepo) -> None:
    repo.commit({"b.py": "2\n"})
    assert since(repo).coverage.objects == 3  # a commit, its tree, a file


@pytest.mark.parametrize("revision", ["HEAD", "ahead"])
def test_a_range_of_nothing_is_empty(repo: TestRepo, revision: str) -> None:
    repo.git("checkout", "-q", "-b", "ahead")
    repo.commit({"b.py": CODE})
    repo.git("checkout", "-q", "main")
    result = since(repo, revision)
    assert result.nothing_read
    assert result.empty


def test_a_range_that_git_cannot_tell_is_incomplete_and_not_missing(
    repo: TestRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = repo.root / ".git/config"
    whole = config.read_text()
    config.write_text("[core\n")
    assert ["bad config line 1" in reason for reason in since(repo).incomplete] == [True]
    config.write_text(whole)
    monkeypatch.setenv("PATH", "")
    result = since(repo)
    assert result.incomplete == ("git is not installed, or not on PATH",)
    assert not result.empty


@pytest.mark.parametrize("revision", ["nowhere", "--all", "", "base..main", "HEAD^{tree}", "a\0b", KEY])
def test_what_is_no_commit_is_an_error_of_usage(repo: TestRepo, revision: str) -> None:
    with pytest.raises(UsageError) as caught:
        since(repo, revision)
    assert KEY not in caught.value.message


def test_without_a_commit_or_a_repository_there_is_no_range(tmp_path: Path) -> None:
    unborn = make_repo(tmp_path / "unborn")
    with pytest.raises(UsageError, match="no commit yet"):
        since(unborn)
    (tmp_path / "plain").mkdir()
    with pytest.raises(UsageError, match="not a git repository"):
        scan(ScanRequest(root=tmp_path / "plain", scope=Since("HEAD")))


def test_a_clone_cut_off_within_the_range_is_not_clean(repo: TestRepo, tmp_path: Path) -> None:
    for number in range(3):
        repo.commit({"b.py": f"{number}\n"})
    repo.git("clone", "-q", "--depth=2", repo.root.as_uri(), str(tmp_path / "shallow"))
    shallow = TestRepo(tmp_path / "shallow")
    shallow.git("fetch", "-q", "--depth=1", "origin", "base:base")
    assert "shallow" in since(shallow).incomplete[0]
    assert since(shallow, "HEAD~1").incomplete == ()


def test_a_missing_object_is_never_clean(repo: TestRepo) -> None:
    repo.commit({"b.py": "2\n"})
    blob = repo.git("rev-parse", "HEAD:b.py").decode().strip()
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert since(repo).incomplete
