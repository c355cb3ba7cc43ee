"""A file that is what the index has is not read again; whatever could make a difference is."""

import os
import time
from pathlib import Path

import pytest

from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from preflight.verdict import Where
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

CODE = f'key = "{runway_key(31)}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    repository = make_repo(tmp_path / "app")
    repository.commit({"app.py": "print('hello')\n"})
    age(repository)
    return repository


def age(repo: TestRepo) -> None:
    """Makes the files older than the index, as they are in any clone that is not brand new."""
    for path in (repo.root / name for name in repo.git("ls-files").decode().split()):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    repo.git("update-index", "--refresh")


def on_disk(repo: TestRepo) -> set[str | None]:
    found = scan(ScanRequest(root=repo.root, use_cache=False))
    assert found.incomplete == ()
    return {finding.path for finding in found.findings if finding.where is Where.WORKTREE}


def test_an_unchanged_file_is_not_opened_and_counts_all_the_same(
    repo: TestRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    real = os.open

    def watching(path: str | bytes, flags: int, *rest: int, **more: int) -> int:
        opened.append(os.fsdecode(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", watching)
    repo.write("new.py", "1\n")
    assert scan(ScanRequest(root=repo.root)).coverage.files == 2
    names = {Path(path).name for path in opened}
    assert "new.py" in names
    assert "app.py" not in names


def test_an_unchanged_file_with_a_key_is_told_as_on_disk(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    age(repo)
    assert on_disk(repo) == {"app.py"}


def test_a_changed_file_is_read(repo: TestRepo) -> None:
    repo.write("app.py", CODE)
    assert on_disk(repo) == {"app.py"}


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_to_believe_is_read(repo: TestRepo, mark: str) -> None:
    repo.git("update-index", mark, "app.py")
    repo.write("app.py", CODE)
    assert on_disk(repo) == {"app.py"}


@pytest.mark.parametrize("place", [".gitattributes", "sub/.gitattributes", ".git/info/attributes"])
def test_what_a_filter_keeps_out_of_a_blob_is_read(repo: TestRepo, place: str) -> None:
    """The blob is harmless, and the index says that the file on disk is what the filter made it from."""
    repo.git("config", "filter.hide.clean", "echo encrypted")
    for folder in (".git/info", "sub"):
        (repo.root / folder).mkdir(exist_ok=True)
    (repo.root / place).write_text("*.txt filter=hide\n")
    repo.commit({"sub/a.txt": CODE})
    age(repo)
    assert repo.git("cat-file", "blob", "HEAD:sub/a.txt") == b"encrypted\n"
    assert on_disk(repo) == {"sub/a.txt"}


def test_a_file_whose_blob_is_lost_is_read(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    age(repo)
    blob = repo.git("rev-parse", "HEAD:app.py").decode().strip()
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = scan(ScanRequest(root=repo.root))
    assert [(finding.path, finding.where) for finding in found.findings] == [("app.py", Where.WORKTREE)]
    assert found.incomplete


def test_a_file_whose_blob_is_damaged_is_read(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    age(repo)
    blob = repo.git("rev-parse", "HEAD:app.py").decode().strip()
    path = repo.root / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"x" + path.read_bytes())
    found = scan(ScanRequest(root=repo.root))
    assert ("app.py", Where.WORKTREE) in [(finding.path, finding.where) for finding in found.findings]
    assert found.incomplete


@pytest.mark.parametrize("place", ["untracked .gitattributes", "attributes of the user's own"])
def test_what_any_filter_keeps_out_of_a_blob_is_read(
    repo: TestRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """As `nbstripout --install --global` sets it up: nothing in the repository tells of the filter."""
    repo.git("config", "filter.strip.clean", "sed -e /OUTPUT/d")
    if place.startswith("untracked"):
        (repo.root / ".git/info").mkdir(exist_ok=True)
        repo.write(".git/info/exclude", ".gitattributes\n")
        repo.write(".gitattributes", "*.ipynb filter=strip\n")
    else:
        (tmp_path / "attributes").write_text("*.ipynb filter=strip\n")
        repo.git("config", "core.attributesFile", str(tmp_path / "attributes"))
    repo.commit({"n.ipynb": f"code\nOUTPUT {runway_key(31)}\n"})
    age(repo)
    assert repo.git("cat-file", "blob", "HEAD:n.ipynb") == b"code\n"
    assert on_disk(repo) == {"n.ipynb"}


@pytest.mark.parametrize("setting", ["core.trustctime", "core.checkStat"])
def test_a_repository_cannot_make_git_look_less_closely(repo: TestRepo, setting: str) -> None:
    before = "x" * len(CODE)
    repo.commit({"a.py": before})
    age(repo)
    repo.git("config", setting, "false" if setting == "core.trustctime" else "minimal")
    repo.git("config", "core.trustctime", "false")
    repo.git("update-index", "--refresh")
    time.sleep(1.1)  # git compares whole seconds
    repo.write("a.py", CODE)
    os.utime(repo.root / "a.py", (1_700_000_000, 1_700_000_000))
    assert on_disk(repo) == {"a.py"}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders cannot be closed here")
def test_a_folder_that_cannot_be_opened_is_told(repo: TestRepo) -> None:
    """Git warns, and ends as if all were well."""
    name = "/".join(["d" * 250] * 20)  # deeper than any path may be, which stops root as well
    here = os.open(repo.root, os.O_RDONLY)
    try:
        for part in name.split("/"):
            os.mkdir(part, dir_fd=here)
            inner = os.open(part, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
        with open(os.open("key.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as file:
            file.write(CODE)
    finally:
        os.close(here)
    result = scan(ScanRequest(root=repo.root))
    assert any("git could not list every file" in why for why in result.incomplete)


@pytest.mark.skipif(os.name == "nt", reason="needs FIFOs")
@pytest.mark.parametrize("name", [".gitignore", "folder/.gitignore"])
def test_git_that_waits_for_a_pipe_is_not_waited_for(
    repo: TestRepo, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    repo.commit({"folder/app.py": "1\n"})
    repo.write("app.py", CODE)
    os.mkfifo(repo.root / name)
    monkeypatch.setattr("preflight.secrets.worktree._SECONDS", 0.5)
    started = time.monotonic()
    found = scan(ScanRequest(root=repo.root, use_cache=False))
    assert time.monotonic() - started < 5
    assert found.incomplete == ("files that are not tracked were not read: git ls-files gave no answer within 0.5 s",)
    assert [finding.path for finding in found.findings] == ["app.py"]  # what is tracked is read all the same
