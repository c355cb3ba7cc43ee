"""Which object directories belong to a repository: alternates of alternates, odd paths, circles."""

import os

import pytest

from preflight.secrets.store.layout import find_directories
from tests.keys import runway_key
from tests.repos import make_repo
from tests.secrets.store.stores import found, look, oracle


def stores(tmp_path, *names: str):
    paths = [tmp_path / name for name in names]
    for path in paths:
        (path / "info").mkdir(parents=True)
    return paths


def names(layout):
    return [path.resolve().name for path in layout.directories]


def test_alternates_of_alternates(tmp_path):
    first, second, _ = stores(tmp_path, "first", "second", "third")
    (first / "info" / "alternates").write_text(f"# a comment\n\n{tmp_path}/second\n")
    (second / "info" / "alternates").write_text("../third\n")

    layout = find_directories(first)

    assert names(layout) == ["first", "second", "third"]
    assert layout.incomplete == ()


def test_a_circle_ends(tmp_path):
    first, second = stores(tmp_path, "first", "second")
    (first / "info" / "alternates").write_text("../second\n")
    (second / "info" / "alternates").write_text("../first\n../second\n")

    assert names(find_directories(first)) == ["first", "second"]


def test_a_quoted_path(tmp_path):
    first, _ = stores(tmp_path, "first", 'odd"\nname')
    (first / "info" / "alternates").write_text(f'"{tmp_path}/odd\\"\\nn\\141me"\n')

    assert names(find_directories(first)) == ["first", 'odd"\nname']


@pytest.mark.parametrize("line", ["../missing", "/nowhere/at/all", "a\0b", "x" * 5000])
def test_a_missing_directory_is_said(tmp_path, line):
    (first,) = stores(tmp_path, "first")
    (first / "info" / "alternates").write_text(line + "\n")

    layout = find_directories(first)

    assert names(layout) == ["first"]
    assert len(layout.incomplete) == 1
    assert "missing" in layout.incomplete[0]


def test_a_fifo_for_alternates_does_not_hang(tmp_path):
    (first,) = stores(tmp_path, "first")
    os.mkfifo(first / "info" / "alternates")

    assert "cannot read" in find_directories(first).incomplete[0]


def test_an_endless_list_is_bounded(tmp_path):
    (first,) = stores(tmp_path, "first")
    for number in range(400):
        (tmp_path / f"store{number}").mkdir()
    (first / "info" / "alternates").write_text("".join(f"../store{number}\n" for number in range(400)))

    layout = find_directories(first)

    assert len(layout.directories) == 256
    assert "more than 256" in layout.incomplete[0]


def test_no_directory_at_all(tmp_path):
    assert find_directories(tmp_path / "none").incomplete


def test_keys_of_a_borrowed_store_are_found(tmp_path):
    origin = make_repo(tmp_path / "origin")
    origin.commit({"a.txt": runway_key(1)})
    make_repo(tmp_path / "clone").git("clone", "-q", "--shared", str(origin.root), "borrower")
    borrower = tmp_path / "clone" / "borrower" / ".git"

    walked = look(borrower / "objects")

    assert found(walked) == oracle(borrower) != {}
    assert walked.incomplete == ()
