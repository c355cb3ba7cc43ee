from pathlib import Path

import pytest

from preflight.config.find import NAME, find_config, find_root


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    return tmp_path / "repo"


@pytest.mark.parametrize(
    ("places", "start", "found"),
    [
        (["."], "a/b", "."),
        ([".", "a"], "a/b", "a"),
        ([".", "a/b"], "a/b", "a/b"),
        (["a/b"], "a", None),
        ([".."], "a/b", None),
        ([], "a/b", None),
    ],
)
def test_the_nearest_config_up_to_the_repositorys_root(tree, places, start, found):
    (tree / ".git").mkdir()
    for place in places:
        (tree / place / NAME).write_text("version: 1\n", encoding="utf-8")
    assert find_root(tree / start) == tree
    assert find_config(tree / start, tree) == (None if found is None else tree / found / NAME)


def test_without_a_repository_only_the_place_itself_counts(tree):
    (tree / NAME).write_text("version: 1\n", encoding="utf-8")
    assert find_config(tree, None) == tree / NAME
    assert find_config(tree / "a", None) is None


def test_a_worktrees_git_file_marks_a_root(tree):
    (tree / "a" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    (tree / ".git").mkdir()
    assert find_root(tree / "a" / "b") == tree / "a"


def test_a_relative_start(tree, monkeypatch):
    (tree / ".git").mkdir()
    (tree / NAME).write_text("version: 1\n", encoding="utf-8")
    monkeypatch.chdir(tree / "a")
    assert find_root(Path()) == tree
    assert find_config(Path("b"), tree) == tree / NAME


def test_a_symlink_to_nothing_is_found_so_that_reading_it_fails(tree):
    (tree / NAME).symlink_to("gone")
    assert find_config(tree, None) == tree / NAME


def test_a_place_outside_the_root_is_not_searched_upwards(tree):
    (tree / NAME).write_text("version: 1\n", encoding="utf-8")
    assert find_config(tree / "a", tree / "a" / "b") is None
