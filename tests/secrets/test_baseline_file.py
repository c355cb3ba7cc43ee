"""The file of accepted keys: read strictly, written so that branches merge."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from preflight.errors import ConfigError
from preflight.files import FileError
from preflight.redact import Secret
from preflight.secrets.baseline import Baseline, Entry
from preflight.secrets.baseline_file import dump, empty, load, save
from tests.keys import runway_key
from tests.repos import make_repo

SALT = bytes(range(16))


def entry(reason: str = "revoked in May") -> Entry:
    return Entry(reason=reason, by="größe@example.com", expires=date(2027, 1, 15), places=frozenset({"0123456789ab"}))


def baseline(*digits: str) -> Baseline:
    return Baseline(SALT, {digit * 32: entry() for digit in digits})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / ".preflight/baseline.json"
    save(path, baseline("b", "a"))
    assert load(path) == baseline("a", "b")
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1


def test_no_file_is_no_baseline(tmp_path: Path) -> None:
    assert load(tmp_path / "baseline.json") is None


def test_each_new_file_has_a_salt_of_its_own() -> None:
    assert empty().salt != empty().salt


def test_a_line_per_key_sorted_and_no_key_in_it() -> None:
    secret = Secret(runway_key())
    made = Baseline(SALT, {empty().key(secret): entry(), "0" * 32: entry()})
    lines = dump(made).splitlines()
    assert [line.partition(":")[0] for line in lines[1:-1]] == ['"about"', '"salt"', '"sha256', '"sha256', '"version"']
    assert lines == [*lines[:3], *sorted(lines[3:5]), *lines[5:]]
    assert all(line.endswith(",") for line in lines[1:-2])
    assert secret.reveal()[4:] not in dump(made)


def test_branches_that_add_different_keys_merge(tmp_path: Path) -> None:
    versions = {"base": "258", "ours": "2358", "theirs": "2578"}
    for name, digits in versions.items():
        (tmp_path / name).write_text(dump(baseline(*digits)), encoding="utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0
    (tmp_path / "merged").write_bytes(done.stdout)
    assert load(tmp_path / "merged") == baseline(*"23578")


GOOD = json.loads(dump(baseline("a")))
ENTRY = GOOD["sha256:" + "a" * 32]


def but(**parts: object) -> str:
    return json.dumps({**GOOD, **parts}, indent=0)


def with_entry(**parts: object) -> str:
    return but(**{"sha256:" + "a" * 32: {**ENTRY, **parts}})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no baseline"),
        ("[]", "no baseline"),
        ("{}", "no baseline"),
        ("key: value\n", "no baseline"),
        ("<<<<<<< ours\n{}", "settle the merge"),
        ("[" * 100_000, "no baseline"),
        ("1" * 10_000, "no baseline"),
        (but(version=2), "of version 1 alone"),
        (but(salt="short"), "32 hex digits"),
        (but(salt=None), "32 hex digits"),
        (but(other={}), "expected sha256:"),
        (with_entry(reason=""), "a value is expected"),
        (with_entry(reason=7), "reason and by are texts"),
        (with_entry(by="two\nlines"), "a line break"),
        (with_entry(reason=runway_key()), "looks like a key"),
        (with_entry(expires="soon"), "expected a date"),
        (with_entry(expires=None), "expected a date"),
        (with_entry(places="0123456789ab"), "a list of hashes"),
        (with_entry(places=["../../etc"]), "a list of hashes"),
        (with_entry(more=1), "an entry has reason, by, expires, places"),
        (but(**{"sha256:" + "a" * 32: []}), "an entry has"),
        (dump(baseline("a")).replace('"version"', '"salt": "x",\n"version"'), "stands in it twice"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert "baseline.json:" in caught.value.message
    assert says in caught.value.message
    assert runway_key() not in caught.value.message


def test_all_problems_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    text = dump(baseline("a", "b", "c")).replace("2027-01-15", "2027-13-15")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert [f"baseline.json:{line}:1:" in caught.value.message for line in (4, 5, 6)] == [True] * 3


@pytest.mark.skipif(os.name == "nt", reason="needs symlinks")
def test_a_symlink_out_of_the_repository_is_neither_read_nor_written(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo")
    outside = tmp_path / "outside.json"
    outside.write_text(dump(baseline("a")), encoding="utf-8")
    (repo.root / "baseline.json").symlink_to(outside)
    (tmp_path / "folder").mkdir()
    (repo.root / ".preflight").symlink_to(tmp_path / "folder")
    with pytest.raises(ConfigError, match="not followed"):
        load(repo.root / "baseline.json")
    for name in ("baseline.json", ".preflight/baseline.json"):
        with pytest.raises(FileError, match="not followed"):
            save(repo.root / name, baseline("b"))
    assert outside.read_text(encoding="utf-8") == dump(baseline("a"))


@pytest.mark.skipif(os.name == "nt", reason="needs FIFOs")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "baseline.json")
    with pytest.raises(ConfigError, match="not a regular file"):
        load(tmp_path / "baseline.json")
