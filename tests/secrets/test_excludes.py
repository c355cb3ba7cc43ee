from time import perf_counter

import pytest

from preflight.secrets.excludes import Glob


@pytest.mark.parametrize(
    ("glob", "covered", "not_covered"),
    [
        ("tests/fixtures/**", ["tests/fixtures/a", "tests/fixtures/a/b.py"], ["a/tests/fixtures/b", "tests/a"]),
        ("tests/fixtures", ["tests/fixtures", "tests/fixtures/a/b"], ["tests/fixtures2", "x/tests/fixtures"]),
        ("*.pem", ["a.pem", "deep/er/a.pem", "dir.pem/file"], ["a.pem.txt", "apem"]),
        ("/*.pem", ["a.pem"], ["deep/a.pem"]),
        ("docs/", ["docs/a", "sub/docs/a"], ["docs2/a"]),
        ("**/keys/*.txt", ["keys/a.txt", "x/y/keys/a.txt"], ["keys/x/a.md", "a.txt"]),
        ("a/**/z", ["a/z", "a/b/c/z"], ["a/b", "b/z"]),
        ("a/*/z", ["a/b/z"], ["a/z", "a/b/c/z"]),
        ("file?.[ch]", ["file1.c", "x/file2.h"], ["file.c", "file1.o"]),
        ("A.py", ["A.py"], ["a.py"]),
    ],
)
def test_globs_mean_what_they_mean_in_gitignore(glob: str, covered: list[str], not_covered: list[str]) -> None:
    assert [path for path in covered if not Glob(glob).covers(path)] == []
    assert [path for path in not_covered if Glob(glob).covers(path)] == []


@pytest.mark.parametrize("glob", ["*a" * 200 + "b", "**/a/" * 200 + "b", "**/" * 500 + "*"])
def test_a_glob_cannot_take_for_ever(glob: str) -> None:
    started = perf_counter()
    Glob(glob).covers("a" * 2000 + "/a" * 1000)
    assert perf_counter() - started < 10
