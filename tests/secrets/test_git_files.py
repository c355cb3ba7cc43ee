"""Files below a git directory that hold text of their own, those among the objects too."""

import os
import shutil
from pathlib import Path

import pytest

from preflight.secrets.gaps import Gaps
from preflight.secrets.git_files import git_files
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from preflight.verdict import Where
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

CODE = f'key = "{runway_key(61)}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    repository = make_repo(tmp_path / "app")
    repository.commit({"app.py": "print('hello')\n"})
    return repository


def listed(repo: TestRepo) -> set[str]:
    return {file.name.decode() for file in git_files(repo.root / ".git", Gaps()) if file.name.startswith(b"objects")}


@pytest.mark.parametrize(
    "name",
    [
        "objects/stray.txt",
        "objects/info/notes",
        "objects/info/alternates~",
        "objects/00/README",
        "objects/00/deep/er/note",
        "objects/backup/settings.ini",
        "objects/pack/pack-1.keep",
        "objects/pack/pack-1.promisor",
        "objects/pack/old.tar",
        f"objects/pack/objects/00/{'0' * 38}",
        f"backup/objects/00/{'0' * 38}",
        "modules/lib/objects/stray.txt",
    ],
)
def test_a_stray_file_among_the_objects_is_read(repo: TestRepo, name: str) -> None:
    repo.write(".git/modules/lib/HEAD", "ref: refs/heads/main\n")
    repo.write(f".git/{name}", CODE)
    (found,) = scan(ScanRequest(root=repo.root, use_cache=False)).findings
    where = Where.SUBMODULE if name.startswith("modules") else Where.GIT_DIR
    assert (found.where, found.path) == (where, f".git/{name}")


def test_objects_and_what_git_derives_from_them_are_left_to_others(repo: TestRepo) -> None:
    repo.git("repack", "-q", "-a", "-d", "--write-bitmap-index")
    repo.git("multi-pack-index", "write")
    repo.git("commit-graph", "write", "--reachable")
    repo.commit({"loose.py": "1\n"})
    repo.git("commit-graph", "write", "--reachable", "--split")
    repo.git("update-server-info")
    assert listed(repo) == {"objects/info/packs"}


def test_a_folder_that_git_has_just_emptied_is_no_gap(repo: TestRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repo.root / ".git/objects/00"
    folder.mkdir(exist_ok=True)
    real = os.scandir

    def pruning(path: bytes) -> object:
        if path == os.fsencode(folder):
            shutil.rmtree(folder)
        return real(path)

    monkeypatch.setattr(os, "scandir", pruning)
    gaps = Gaps()
    assert list(git_files(repo.root / ".git", gaps))
    assert gaps.reasons() == ()
