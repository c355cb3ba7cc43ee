"""`preflight scan` without more words: told sooner, and the same as with the whole command line behind it."""

import re
import subprocess
import sys

import pytest

from tests.cli import environment, preflight
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

KEY = runway_key(31)
WHOLE = ("--no-plugins",)
"""An option that the first look leaves to the whole command, and that changes nothing here."""
CODE = f'key = "{KEY}"\n'


def clean(repo: TestRepo) -> None:
    repo.commit({"app.py": "print('hello')\n", "b.bin": b"\0\xff" * 40})


def key_in_history(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    repo.commit({"app.py": "clean\n"})


def key_on_disk(repo: TestRepo) -> None:
    clean(repo)
    repo.write("notes.txt", CODE)


def own_key(repo: TestRepo) -> None:
    key_in_history(repo)
    repo.write(".gitignore", ".env\n")
    repo.write(".env", f"RUNWAYML_API_SECRET={KEY}\n")


def possible_key(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE.replace(KEY, KEY[:-20])})


def allowed_key(repo: TestRepo) -> None:
    repo.commit({"app.py": f'key = "{KEY}"  # preflight: allow an example\n'})


def shallow(repo: TestRepo) -> None:
    clean(repo)
    (repo.root / ".git" / "shallow").write_text(repo.commit({"more.txt": "1\n"}) + "\n")


def without_commits(repo: TestRepo) -> None:
    pass


def config(repo: TestRepo) -> None:
    clean(repo)
    repo.commit({"fixture.py": CODE, ".preflight.yml": "version: 1\nsecrets: {exclude: [fixture.py]}\n"})


def broken_config(repo: TestRepo) -> None:
    clean(repo)
    repo.write(".preflight.yml", "version: 1\nsecret: {}\n")


def baseline(repo: TestRepo) -> None:
    clean(repo)
    done = preflight("scan", "--write-baseline", "--reason", "r", "--by", "a@example.com", cwd=repo.root)
    assert done.returncode == 0, done.stderr


def broken_repository(repo: TestRepo) -> None:
    clean(repo)
    (repo.root / ".git" / "HEAD").unlink()


def scan(repo, *arguments, cache):
    done = preflight("scan", *arguments, cwd=repo.root, env=environment(XDG_CACHE_HOME=str(cache), COLUMNS="120"))
    assert KEY not in done.stdout + done.stderr
    return done.returncode, re.sub(r"in\s+\d+\.\d+\s+s\b", "in N s", done.stdout), done.stderr


REPOSITORIES = [
    clean,
    key_in_history,
    key_on_disk,
    own_key,
    possible_key,
    allowed_key,
    shallow,
    without_commits,
    config,
    broken_config,
    baseline,
    broken_repository,
]


@pytest.mark.parametrize("shape", REPOSITORIES, ids=lambda shape: shape.__name__)
def test_the_first_look_says_what_the_whole_command_says(shape, tmp_path):
    repo = make_repo(tmp_path / "app")
    shape(repo)
    cache = tmp_path / "cache"

    whole = scan(repo, *WHOLE, cache=cache)
    assert scan(repo, cache=cache) == whole == scan(repo, cache=cache)
    assert scan(repo, "--no-cache", cache=cache) == whole


def test_a_path_is_looked_at_as_from_inside(tmp_path):
    repo, elsewhere = make_repo(tmp_path / "app"), TestRepo(tmp_path / "elsewhere")
    clean(repo)
    repo.commit({"sub/b.txt": "1\n"})
    elsewhere.write("key.txt", CODE)
    for path in ("../app", "../app/sub", str(repo.root)):
        assert scan(elsewhere, path, cache=tmp_path) == scan(repo, *WHOLE, cache=tmp_path)
    for path in ("../nowhere", "key.txt", "-x", ""):
        assert scan(elsewhere, path, cache=tmp_path) == scan(elsewhere, path, *WHOLE, cache=tmp_path)


def test_a_folder_below_and_no_repository_at_all(tmp_path):
    repo = make_repo(tmp_path / "app")
    repo.commit({"sub/app.py": CODE})
    plain = TestRepo(tmp_path / "plain")
    plain.write("sub/notes.txt", "nothing\n")
    for below in (TestRepo(repo.root / "sub"), plain, TestRepo(plain.root / "sub")):
        assert scan(below, cache=tmp_path) == scan(below, *WHOLE, cache=tmp_path)


def test_a_second_scan_of_a_clean_repository_loads_neither_the_command_line_nor_the_rules(tmp_path):
    repo = make_repo(tmp_path / "app")
    clean(repo)
    command = [sys.executable, "-X", "importtime", "-m", "preflight", "scan"]

    env = environment(XDG_CACHE_HOME=str(tmp_path / "cache"))

    for _ in range(2):
        done = subprocess.run(command, cwd=repo.root, env=env, capture_output=True, check=True)

    assert done.stdout.startswith(b"CLEAN (exit 0)")
    loaded = {line.rpartition(b"|")[2].strip().decode() for line in done.stderr.splitlines()}
    assert "preflight.secrets.scan" in loaded
    assert not loaded & {"click", "yaml", "rich", "httpx", "git", "preflight.secrets.rules", "preflight.report"}
