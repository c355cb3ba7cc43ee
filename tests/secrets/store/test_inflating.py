"""With and without zlib-ng, the same packs tell the same."""

import importlib
import sys

import pytest

from preflight.secrets.store import inflating
from tests.keys import runway_key
from tests.repos import make_repo
from tests.secrets.store.stores import found, look, oracle


@pytest.fixture(params=["zlib-ng", "Python's own"])
def library(request, monkeypatch):
    with monkeypatch.context() as patch:
        if request.param == "zlib-ng":
            pytest.importorskip("zlib_ng")
        else:
            patch.setitem(sys.modules, "zlib_ng.zlib_ng", None)
        importlib.reload(inflating)
    yield request.param
    importlib.reload(inflating)


def packed(path):
    repo = make_repo(path)
    for step in range(6):
        repo.commit({"a.txt": f"line {step}\n" * 40 + runway_key(step // 3)})
    repo.git("repack", "-adkq")
    (pack,) = (repo.root / ".git" / "objects" / "pack").glob("*.pack")
    return repo.root / ".git", pack


def test_keys_are_found(library, tmp_path):
    git_dir, _ = packed(tmp_path / "repo")

    walked = look(git_dir / "objects")

    assert inflating.error.__module__ == ("zlib_ng" if library == "zlib-ng" else "zlib")
    assert found(walked) == oracle(git_dir) != {}
    assert walked.incomplete == ()


@pytest.mark.usefixtures("library")
def test_damage_is_told(tmp_path):
    git_dir, pack = packed(tmp_path / "repo")
    expected = oracle(git_dir)
    pack.chmod(0o600)
    data = pack.read_bytes()

    for at in range(12, len(data) - 20, 7):
        pack.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        walked = look(git_dir / "objects")
        assert found(walked) == expected or walked.incomplete, at
