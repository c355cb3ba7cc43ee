"""The files of a repository: what is listed, what is read, and what is said of the rest."""

import os
from collections import Counter
from pathlib import Path

import pytest

from preflight.config.model import DEFAULT
from preflight.engine.gather import Gatherer
from preflight.facts.gatherers import GATHERERS
from preflight.facts.inputs import Inputs
from preflight.facts.own_keys import OwnKeys
from preflight.facts.tree import tree
from preflight.posture.env_files import EnvFiles
from preflight.posture.exposure import ClientExposure
from preflight.posture.storage import KeyStores
from preflight.providers.base import Provider
from preflight.providers.runway import RUNWAY
from preflight.tree import ignored, listing, reader
from preflight.tree.gate import Gate
from preflight.tree.listing import read_tree
from preflight.tree.model import Tree
from tests.repos import TestRepo, make_repo

GATE = Gate(("runway",))


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    return make_repo(tmp_path / "app")


def kept(tree: Tree) -> dict[str, str]:
    return {file.path: file.text for file in tree.kept()}


def flags(tree: Tree) -> dict[str, str]:
    """`tracked`, `ignored` or `loose` for each path."""
    return {f.path: "tracked" if f.tracked else "ignored" if f.ignored else "loose" for f in tree.files}


def test_git_says_what_is_tracked_and_what_is_ignored(repo):
    repo.commit({".gitignore": ".env*\ndist\nlogs\n.next\n", "src/app.py": "1\n", "web/page.tsx": "1\n"})
    repo.write("notes.txt", "1\n")
    for name in (".env", "web/.env.local", "secrets/.env", "a/b/c/.env", "a/b/c/d/e/.env"):
        repo.write(name, "A=1\n")
    for name in ("dist/app.js", "web/dist/a/b.js", "web/.next/static/c.js", "web/.next/server/d.js", "logs/e.log"):
        repo.write(name, "1\n")
    repo.write("web/node_modules/x/dist/f.js", "1\n")
    repo.write("dist/logo.png", "1\n")
    assert flags(read_tree(repo.root, GATE)) == {
        ".env": "ignored",
        ".gitignore": "tracked",
        "a/b/c/.env": "ignored",
        "dist/app.js": "ignored",
        "notes.txt": "loose",
        "secrets/.env": "ignored",
        "src/app.py": "tracked",
        "web/.env.local": "ignored",
        "web/.next/static/c.js": "ignored",
        "web/dist/a/b.js": "ignored",
        "web/page.tsx": "tracked",
    }


def test_only_what_speaks_of_a_provider_is_kept(repo):
    repo.commit({"a.py": "import runwayml\n", "b.py": "1\n", "c.bin": b"\0runway", "d.png": "runway", ".env": "X=1\n"})
    assert kept(read_tree(repo.root, GATE)) == {"a.py": "import runwayml\n", ".env": "X=1\n"}


def test_the_words_are_those_of_the_providers(tmp_path):
    (tmp_path / "a.py").write_text("RUNWAY\n")
    (tmp_path / "b.py").write_text("gptbots\n")
    inputs = Inputs(root=tmp_path, base=tmp_path, config=DEFAULT, environ={})
    assert list(kept(tree.gather(inputs, (RUNWAY,), OwnKeys(())))) == ["a.py"]


def test_a_plain_folder_is_read_but_for_its_dependencies(tmp_path):
    for name in ("a.py", "src/.env", "node_modules/x/a.js", "dist/b.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("runway\n")
    found = read_tree(tmp_path, GATE)
    assert flags(found) == {"a.py": "loose", "dist/b.js": "loose", "src/.env": "loose"}
    assert not found.is_git
    assert found.unread == ()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(("mode", "everyone"), [(0o600, False), (0o640, False), (0o644, True)])
def test_the_mode_tells_who_may_read(repo, mode, everyone):
    repo.write(".env", "A=1\n").chmod(mode)
    (file,) = read_tree(repo.root, GATE).files
    assert file.world_readable is everyone


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_and_links_are_never_opened(repo, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.env").write_text("RUNWAY=1\n")
    repo.commit({"a.py": "runway\n"})
    os.mkfifo(repo.root / ".env")
    (repo.root / "b.env").symlink_to(outside / "secret.env")
    (repo.root / "c").symlink_to(outside)
    (repo.root / "dist").symlink_to(outside)
    (repo.root / "d.py").symlink_to("/dev/zero")
    found = read_tree(repo.root, GATE)
    assert kept(found) == {"a.py": "runway\n"}
    assert found.unread == ()


def test_an_index_that_names_what_lies_outside_is_not_followed(repo, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.env").write_text("RUNWAY=outside\n")
    repo.commit({"sub/a.env": "RUNWAY=inside\n"})
    (repo.root / "sub" / "a.env").unlink()
    (repo.root / "sub").rmdir()
    (repo.root / "sub").symlink_to(tmp_path / "real")
    found = read_tree(repo.root, GATE)
    assert kept(found) == {"sub/a.env": "RUNWAY=inside\n"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_said(repo):
    repo.write(".env", "A=1\n").chmod(0)
    assert read_tree(repo.root, GATE).gaps(lambda path: True) == (".env: could not be read (Permission denied)",)


def test_a_folder_that_cannot_be_listed_is_said(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()

    def scandir(path):
        if path.endswith(b"/a"):
            raise PermissionError(13, "Permission denied")
        return original(path)

    original = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    assert read_tree(tmp_path, GATE).gaps(lambda path: False) == ("could not be listed (Permission denied): a",)


def test_a_tracked_file_that_is_not_checked_out_is_read_from_the_index(repo):
    repo.commit({"a.py": "runway\n", "b.env": "X=1\n", "c.py": "1\n", "sub/d.py": "RUNWAY\n"})
    for name in ("a.py", "b.env", "c.py", "sub/d.py"):
        (repo.root / name).unlink()
    found = read_tree(repo.root, GATE)
    assert kept(found) == {"a.py": "runway\n", "b.env": "X=1\n", "sub/d.py": "RUNWAY\n"}
    assert not any(file.on_disk for file in found.files)


def test_what_is_on_disk_counts_and_not_what_is_committed(repo):
    repo.commit({"a.py": "runway = 1\n"})
    repo.write("a.py", "runway = 2\n")
    assert kept(read_tree(repo.root, GATE)) == {"a.py": "runway = 2\n"}


def test_submodules_are_read_and_those_not_checked_out_are_said(repo, tmp_path):
    other = make_repo(tmp_path / "other")
    other.commit({".env": "A=1\n", "x.py": "runway\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "sub")
    repo.commit()
    repo.write("sub/.env.local", "B=1\n")
    found = read_tree(repo.root, GATE)
    assert flags(found) == {
        ".gitmodules": "tracked", "sub/.env": "tracked", "sub/.env.local": "loose", "sub/x.py": "tracked"
    }  # fmt: skip
    repo.git("submodule", "--quiet", "deinit", "--force", "sub")
    assert read_tree(repo.root, GATE).gaps(lambda path: True) == ("a submodule is not checked out: sub",)


def test_a_file_too_large_to_keep_is_said_only_if_it_matters(repo, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST", 1000)
    repo.commit({"a.js": "x" * 2000 + "runway", "b.js": "x" * 2000, ".env": "#" * 2000, "c.js": "runway"})
    found = read_tree(repo.root, GATE)
    assert sorted(one.path or "" for one in found.unread) == [".env", "a.js"]
    assert kept(found) == {"c.js": "runway"}


def test_no_more_is_kept_than_memory_allows(repo, monkeypatch):
    monkeypatch.setattr(reader, "MOST_KEPT", 20)
    repo.commit({"a.js": "runway" * 3, "b.js": "runway"})
    found = read_tree(repo.root, GATE)
    assert list(kept(found)) == ["a.js"]
    assert [one.path for one in found.unread] == ["b.js"]


def test_a_build_of_too_many_files_is_said(repo, monkeypatch):
    monkeypatch.setattr(ignored, "MOST_SHIPPED", 3)
    repo.commit({".gitignore": "dist\n"})
    for number in range(5):
        repo.write(f"dist/{number}.js", "1\n")
    assert read_tree(repo.root, GATE).gaps(lambda path: False) == (
        "more than 3 files in build outputs: the rest was not read",
    )


def test_a_repository_of_too_many_files_is_said(repo, monkeypatch):
    monkeypatch.setattr(listing, "MOST_FILES", 2)
    repo.commit({f"{number}.py": "1\n" for number in range(4)})
    assert read_tree(repo.root, GATE).gaps(lambda path: False) == ("more than 2 files: the rest was not read",)


def test_settings_that_are_no_text_are_said(repo):
    repo.commit({".env": b"\0\1\2", "c.env": b"\0GITCRYPT\0\1\2", "b.env": "RUNWAY=1\n".encode("utf-16")})
    found = read_tree(repo.root, GATE)
    assert found.gaps(lambda path: True) == (".env: it is not text",)
    assert kept(found) == {"b.env": "RUNWAY=1\n"}


def test_names_that_no_console_would_print_are_tolerated(repo):
    repo.commit({b"a\xff\n.py": "runway\n"})
    assert kept(read_tree(repo.root, GATE)) == {"a\\xff\\n.py": "runway\n"}


def test_a_repository_that_git_refuses_is_said(tmp_path):
    (tmp_path / ".git").mkdir()
    found = read_tree(tmp_path, GATE)
    assert "not a git repository" in found.gaps(lambda path: False)[0]


def test_a_bare_repository_has_no_files(tmp_path):
    repo = make_repo(tmp_path / "bare.git", "--bare")
    assert read_tree(repo.root, GATE).gaps(lambda path: False) == ("a bare repository has no files on disk",)


def test_for_all_checks_together_each_file_is_opened_once(repo, monkeypatch):
    opened: Counter[bytes] = Counter()

    def counting(path):
        opened[path] += 1
        return original(path)

    original = reader.open_regular
    monkeypatch.setattr(reader, "open_regular", counting)
    repo.commit({".gitignore": "dist\n.env\n", "a.py": "runway\n", "b.py": "1\n", "c.png": "1\n"})
    repo.write(".env", "A=1\n")
    repo.write("dist/a.js", "1\n")

    def judge(a: EnvFiles, b: ClientExposure, c: KeyStores, d: Tree) -> None:
        """What the checks of the repository need."""

    given = {(Inputs, None): Inputs(root=repo.root, base=repo.root, config=DEFAULT, environ={})}
    facts = Gatherer(GATHERERS, given | {(tuple[Provider, ...], None): (RUNWAY,)}).start(judge, RUNWAY)
    assert [type(fact.result().value) for fact in facts.values()] == [EnvFiles, ClientExposure, KeyStores, Tree]
    assert {Path(os.fsdecode(name)).name: count for name, count in opened.items()} == {
        ".gitignore": 1, "a.py": 1, "b.py": 1, ".env": 1, "a.js": 1
    }  # fmt: skip
