"""What a commit would add, and nothing else."""

import base64
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.git import Git
from preflight.secrets.model import Exclude, ScanRequest, Scope, SecretScan
from preflight.secrets.quick import nothing_suspect
from preflight.secrets.scan import scan
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

KEY = runway_key()
CODE = f'secret = "{KEY}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    repository = make_repo(tmp_path / "repo")
    repository.commit({"old.py": "1\n"})
    return repository


def staged(repo: TestRepo, **more: object) -> SecretScan:
    return scan(ScanRequest(root=repo.root, scope=Scope.STAGED, **more))  # type: ignore[arg-type]


def places(result: SecretScan) -> list[tuple[str, str | None, int | None]]:
    assert result.incomplete == ()
    return [(finding.where, finding.path, finding.line) for finding in result.findings]


def added(repo: TestRepo) -> None:
    repo.write("app.py", CODE)
    repo.git("add", "app.py")


def partly_staged(repo: TestRepo) -> None:
    """The key is in the index; the file on disk is clean again."""
    added(repo)
    repo.write("app.py", "clean\n")


def edited(repo: TestRepo) -> None:
    repo.write("old.py", "2\n" + CODE)
    repo.git("add", "old.py")


def renamed(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    repo.git("mv", "app.py", "new.py")


def made_executable(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    repo.git("update-index", "--chmod=+x", "app.py")


def linked(repo: TestRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=f"user:{KEY}@nowhere".encode()).decode().strip()
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{blob},link")


def became_a_file(repo: TestRepo) -> None:
    """What was a submodule's entry is a file now."""
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.head()},mod")
    repo.git("commit", "-q", "-m", "mod")
    blob = repo.git("hash-object", "-w", "--stdin", stdin=CODE.encode()).decode().strip()
    repo.git("update-index", "--cacheinfo", f"100644,{blob},mod")


def wide(repo: TestRepo) -> None:
    repo.write("app.txt", CODE.encode("utf-16"))
    repo.git("add", "app.txt")


@pytest.mark.parametrize(
    ("build", "found"),
    [
        (added, [("index", "app.py", 1)]),
        (partly_staged, [("index", "app.py", 1)]),
        (edited, [("index", "old.py", 2)]),
        (renamed, [("index", "new.py", 1)]),
        (made_executable, [("index", "app.py", 1)]),
        (linked, [("index", "link", 1)]),
        (became_a_file, [("index", "mod", 1)]),
        (wide, [("index", "app.txt", 1)]),
    ],
)
def test_what_is_staged_is_read_from_the_index(
    repo: TestRepo, build: Callable[[TestRepo], None], found: list[tuple[str, str, int]]
) -> None:
    build(repo)
    assert places(staged(repo)) == found
    assert nothing_suspect(Git.at(repo.root)) is None


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_before_the_first_commit_everything_staged_is_new(tmp_path: Path, object_format: str) -> None:
    repo = make_repo(tmp_path / "new", f"--object-format={object_format}")
    added(repo)
    assert places(staged(repo)) == [("index", "app.py", 1)]


def unstaged(repo: TestRepo) -> None:
    repo.write("old.py", CODE)


def untracked(repo: TestRepo) -> None:
    repo.write("new.py", CODE)


def committed(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})


def deleted(repo: TestRepo) -> None:
    committed(repo)
    repo.git("rm", "-q", "app.py")


def intended_to_add(repo: TestRepo) -> None:
    repo.write("new.py", CODE)
    repo.git("add", "-N", "new.py")


def submodule(repo: TestRepo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.head()},mod")


@pytest.mark.parametrize("build", [unstaged, untracked, committed, deleted, intended_to_add, submodule])
def test_what_is_not_staged_is_not_read(repo: TestRepo, build: Callable[[TestRepo], None]) -> None:
    build(repo)
    result = staged(repo)
    assert places(result) == []
    assert (result.empty, result.coverage.objects) == (True, 0)
    assert nothing_suspect(Git.at(repo.root)) == (0, 0)


def test_coverage_is_what_is_staged(repo: TestRepo) -> None:
    repo.write("a.txt", "12345")
    repo.write("b.txt", "678")
    repo.git("add", "a.txt", "b.txt")
    coverage = staged(repo).coverage
    assert (coverage.objects, coverage.bytes, coverage.files) == (2, 8, 0)
    assert nothing_suspect(Git.at(repo.root)) == (2, 8)


def test_a_key_in_a_name_is_found_and_not_shown(repo: TestRepo) -> None:
    repo.write(f"{KEY}.txt", "1\n")
    repo.git("add", "-A")
    result = staged(repo)
    assert [finding.where for finding in result.findings] == ["path"]
    assert KEY not in repr(result)
    assert nothing_suspect(Git.at(repo.root)) is None


def test_a_conflict_is_never_clean(repo: TestRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"theirs\n").decode().strip()
    repo.git("rm", "-q", "--cached", "old.py")
    repo.git("update-index", "--index-info", stdin=f"100644 {blob} 3\told.py\n".encode())
    result = staged(repo)
    assert "a conflict is not resolved" in result.incomplete[0]
    assert not result.empty
    assert nothing_suspect(Git.at(repo.root)) is None


def test_a_content_that_is_gone_is_never_clean(repo: TestRepo) -> None:
    added(repo)
    blob = repo.git("rev-parse", ":app.py").decode().strip()
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert staged(repo).incomplete == ("the clone lacks the content of a staged file: app.py",)
    assert nothing_suspect(Git.at(repo.root)) is None


def test_the_index_that_the_hook_was_given_is_read(repo: TestRepo) -> None:
    """`git commit FILE` makes an index of its own."""
    added(repo)
    other = repo.root / ".git/next-index"
    os.link(repo.root / ".git/index", other)
    (repo.root / ".git/index").unlink()
    repo.git("reset", "-q")
    assert places(staged(repo)) == []
    assert places(staged(repo, index_file=other)) == [("index", "app.py", 1)]


def test_an_index_elsewhere_is_refused(repo: TestRepo, tmp_path: Path) -> None:
    assert "outside the repository" in staged(repo, index_file=tmp_path / "index").incomplete[0]


def test_a_plain_folder_has_nothing_staged_and_is_not_clean(tmp_path: Path) -> None:
    result = scan(ScanRequest(root=tmp_path, scope=Scope.STAGED))
    assert result.incomplete
    assert not result.empty


def test_excludes_and_comments_hold_here_too(repo: TestRepo) -> None:
    repo.write("tests/key.txt", CODE)
    repo.write("app.py", f"{CODE[:-1]}  # preflight: allow a documented example\n")
    repo.git("add", "-A")
    result = staged(repo, excludes=(Exclude("tests/**", ".preflight.yml:3:5"),))
    assert (len(result.findings), len(result.hidden[0].findings), len(result.allowed)) == (0, 1, 1)


def test_no_program_of_the_repository_runs(repo: TestRepo, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    repo.write(".gitattributes", "*.py diff=evil filter=evil\n")
    added(repo)
    for name in ("diff.evil.textconv", "diff.evil.command", "diff.external", "core.fsmonitor", "filter.evil.smudge"):
        repo.git("config", name, f"touch {mark}; cat")
    assert places(staged(repo)) == [("index", "app.py", 1)]
    assert not mark.exists()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda key: key,
        lambda key: key.decode().encode("utf-16-le"),
        base64.b64encode,
        lambda key: key.hex().encode(),
        lambda key: gzip.compress(key, mtime=0),
        lambda key: key[:40] + b'" +\n  "' + key[40:],
    ],
    ids=["plain", "utf-16", "base64", "hex", "gzip", "split"],
)
def test_the_quick_look_sees_what_the_full_one_does(repo: TestRepo, wrap: Callable[[bytes], bytes]) -> None:
    repo.write("a", wrap(KEY.encode()))
    repo.git("add", "-A")
    assert nothing_suspect(Git.at(repo.root)) is None
