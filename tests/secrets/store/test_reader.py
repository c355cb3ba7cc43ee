"""Single objects by id, wherever they are stored."""

import pytest

from preflight.secrets.store.layout import find_directories
from preflight.secrets.store.model import CorruptError, Kind
from preflight.secrets.store.reader import Reader
from tests.repos import make_repo
from tests.secrets.store import stores
from tests.secrets.store.stores import REF, copy, delta, entry


@pytest.mark.parametrize("packed", [False, True])
def test_every_object_reads_as_git_reads_it(tmp_path, packed):
    repo = make_repo(tmp_path)
    for number in range(20):
        repo.commit({"a.txt": "".join(f"line {line * number}\n" for line in range(200))})
    if packed:
        repo.git("repack", "-adfq", "--window=20")
    reader = Reader(find_directories(tmp_path / ".git" / "objects").directories)

    for name in repo.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split():
        kind, content = reader.read(bytes.fromhex(name))
        assert content == repo.git("cat-file", kind, name)


def test_a_delta_may_stand_on_a_loose_object(tmp_path):
    """A thin pack that nobody completed."""
    repo = make_repo(tmp_path)
    text = b"some text " * 30
    base = repo.git("hash-object", "-w", "--stdin", stdin=text).decode().strip()
    objects = tmp_path / ".git" / "objects"
    thin = entry(REF, delta(300, 30, copy(0, 30)), base=bytes.fromhex(base))
    stores.write_pack(objects, [thin], ids=[b"\5" * 20])

    assert Reader([objects]).read(b"\5" * 20) == (Kind.BLOB, text[:30])


def test_a_missing_object_is_said(tmp_path):
    with pytest.raises(CorruptError, match="missing"):
        Reader([tmp_path]).read(b"\5" * 20)
