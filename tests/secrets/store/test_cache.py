"""The cache of walks: it saves work, holds no secret, and is never a reason to miss something."""

import json

import pytest

from preflight.secrets.store.cache import Cache, cache_directory
from preflight.secrets.store.model import Rules
from preflight.secrets.store.prefilter import Prefilter
from preflight.secrets.store.walker import walk
from tests.keys import runway_key
from tests.repos import make_repo
from tests.secrets.store.stores import Examined, examine, found, oracle


class Counting:
    """The plain rule; counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, piece) -> Examined:
        self.asked += 1
        return examine(piece)


@pytest.fixture
def repo(tmp_path):
    repo = make_repo(tmp_path / "repo")
    for number in range(4):
        repo.commit({f"{number}.txt": f"{runway_key(number)}\n", f"{number}.hex": runway_key(number)[4:] + "\n"})
    repo.git("repack", "-adq")
    for number in range(4, 6):
        repo.commit({f"{number}.txt": f"{runway_key(number)}\n", f"{number}.hex": runway_key(number)[4:] + "\n"})
    return repo


@pytest.fixture
def directory(tmp_path):
    directory = cache_directory(environ={"XDG_CACHE_HOME": str(tmp_path / "cache")}, outside=tmp_path / "repo")
    assert directory
    return directory


def look(repo, directory, *, version="1"):
    rule = Counting()
    objects = repo.root / ".git" / "objects"
    cache = Cache(directory, objects=objects, rules_version=version) if directory else None
    return walk(objects, Rules(Prefilter(), rule), jobs=1, cache=cache), rule.asked


def test_a_second_walk_says_the_same_and_reads_only_findings(repo, directory):
    plain, _ = look(repo, None)
    first, asked = look(repo, directory)
    second, again = look(repo, directory)

    assert found(plain) == found(first) == found(second) == oracle(repo.root / ".git")
    assert plain.stats == first.stats == second.stats
    assert (asked, again) == (12, 6)


def test_what_is_new_is_found(repo, directory):
    look(repo, directory)
    repo.commit({"new.txt": runway_key(77), "copy.txt": f"{runway_key(0)}\n"})  # git touches the pack

    walked, asked = look(repo, directory)

    assert found(walked) == oracle(repo.root / ".git")
    assert asked == 7


def test_other_packs_and_other_rules_are_read_anew(repo, directory):
    look(repo, directory)
    assert look(repo, directory, version="2")[1] == 12

    repo.git("repack", "-adfq")

    walked, asked = look(repo, directory)
    assert found(walked) == oracle(repo.root / ".git")
    assert asked == 12


def test_a_pack_in_the_place_of_a_known_one_is_read(repo, directory):
    """The same name and the same size, other content."""
    (pack,) = (repo.root / ".git" / "objects" / "pack").glob("*.pack")
    repo.git("prune-packed")
    look(repo, directory)
    content = pack.read_bytes()
    pack.unlink()
    pack.write_bytes(content[:40] + bytes(len(content) - 40))

    assert look(repo, directory)[0].incomplete


def test_an_incomplete_pack_is_not_remembered(repo, directory):
    (pack,) = (repo.root / ".git" / "objects" / "pack").glob("*.pack")
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 0x55
    pack.chmod(0o644)
    pack.write_bytes(content)

    reasons = {look(repo, directory)[0].incomplete for _ in range(3)}

    assert len(reasons) == 1
    assert reasons != {()}


def test_no_key_is_in_the_cache(repo, directory):
    look(repo, directory)

    (file,) = directory.iterdir()
    text = file.read_text()
    for number in range(6):
        assert runway_key(number)[4:] not in text
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b'{"format": 1}', b'{"format": 99, "packs": {}, "loose": {}}', b"\xff\xfe",
        b'{"format": 1, "packs": [], "loose": {}}', b'{"format": 1, "packs": {}, "loose": {"ab": "x"}}',
        b'{"format": 1, "packs": {"a": {"objects": 1, "inflated": 2, "telling": ["zz"]}}, "loose": {}}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_cache_is_a_miss(repo, directory, content):
    look(repo, directory)
    (file,) = directory.iterdir()
    file.write_bytes(content)

    walked, asked = look(repo, directory)

    assert found(walked) == oracle(repo.root / ".git")
    assert asked == 12


def test_a_cache_that_names_lost_objects_is_a_miss(repo, directory):
    look(repo, directory)
    (file,) = directory.iterdir()
    document = json.loads(file.read_text())
    for pack in document["packs"].values():
        pack["telling"] = ["ab" * 20]
    file.write_text(json.dumps(document))

    assert found(look(repo, directory)[0]) == oracle(repo.root / ".git")


def test_what_is_known_of_another_store_or_by_other_rules_is_a_miss(repo, directory):
    """The name of the file is short: two subjects may share it."""
    look(repo, directory)
    (file,) = directory.iterdir()
    look(repo, directory, version="2")
    (other,) = {*directory.iterdir()} - {file}
    file.replace(other)

    assert look(repo, directory, version="2")[1] == 12


def test_a_cache_that_cannot_be_written_is_no_error(repo, directory):
    directory.rmdir()

    assert found(look(repo, directory)[0]) == oracle(repo.root / ".git")


def test_old_stores_are_forgotten(repo, directory):
    for number in range(250):
        (directory / f"{number}.json").write_text("{}")

    look(repo, directory)

    assert len(list(directory.iterdir())) == 200


def test_the_directory_follows_xdg(tmp_path):
    home = {"HOME": str(tmp_path / "home")}

    def at(**environ):
        return cache_directory(environ=environ, outside=tmp_path / "repo")

    assert at(**home) == tmp_path / "home" / ".cache" / "preflight" / "scan"
    assert at(**home, XDG_CACHE_HOME="relative") == tmp_path / "home" / ".cache" / "preflight" / "scan"
    assert at(**home, XDG_CACHE_HOME=str(tmp_path / "x")) == tmp_path / "x" / "preflight" / "scan"
    assert at() is None


def test_a_directory_that_others_can_write_is_not_used(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    directory = cache_directory(environ=environ, outside=tmp_path / "repo")
    assert directory
    for path in (directory, directory.parent):
        path.chmod(0o777)
        assert cache_directory(environ=environ, outside=tmp_path / "repo") is None
        path.chmod(0o700)
    assert cache_directory(environ=environ, outside=tmp_path / "repo") == directory


def test_a_linked_directory_is_not_used(tmp_path):
    (tmp_path / "elsewhere" / "scan").mkdir(parents=True, mode=0o700)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "preflight").symlink_to(tmp_path / "elsewhere")

    assert cache_directory(environ={"XDG_CACHE_HOME": str(tmp_path / "cache")}, outside=tmp_path / "repo") is None


def test_a_directory_inside_the_repository_is_not_used(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path / "repo" / ".cache")}

    assert cache_directory(environ=environ, outside=tmp_path / "repo") is None
    assert not (tmp_path / "repo").exists()


def test_a_directory_that_cannot_be_made_is_not_used(tmp_path):
    (tmp_path / "cache").write_text("a file")

    assert cache_directory(environ={"XDG_CACHE_HOME": str(tmp_path / "cache")}, outside=tmp_path / "repo") is None
