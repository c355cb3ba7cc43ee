"""The record of which keys environments use: no key in it, read strictly, written so that branches merge."""

import json
import subprocess
from datetime import date

import pytest

from preflight.errors import ConfigError
from preflight.posture.environment_keys import Recorded, Records
from preflight.posture.keys_file import dump, load, save
from preflight.redact import Secret
from tests.keys import runway_key

SALT = bytes(range(16))
KEY = Secret(runway_key())
DAY = date(2026, 11, 20)


def records(**keys):
    """Environment → digit of which its hash consists."""
    return Records(
        salt=SALT,
        environments={name: Recorded(keys={"RUNWAYML_API_SECRET": digit * 32}, on=DAY) for name, digit in keys.items()},
    )


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / ".preflight" / "keys.json"
    save(path, records(staging="b", production="a"))
    assert load(path) == records(production="a", staging="b")


def test_no_file_is_no_record_and_a_new_salt(tmp_path):
    one, other = load(tmp_path / "keys.json"), load(tmp_path / "keys.json")
    assert one.environments == {}
    assert one.salt != other.salt
    assert one.hash(KEY) != other.hash(KEY)


def test_a_line_per_environment_and_no_key_in_it():
    made = records(b="1", a="2")
    made = Records(salt=SALT, environments={**made.environments, "c": Recorded(keys={"K": made.hash(KEY)}, on=DAY)})
    lines = dump(made).splitlines()
    assert [line.partition(":")[0] for line in lines[1:-1]] == [
        '"about"', '"salt"', '"environment a"', '"environment b"', '"environment c"', '"version"'
    ]  # fmt: skip
    assert all(line.endswith(",") for line in lines[1:-2])
    assert KEY.reveal()[4:36] not in dump(made)


def merged(tmp_path, *options):
    versions = {"base": records(b="1", e="2", h="3"), "ours": records(b="1", c="4", e="2", h="3")}
    versions["theirs"] = records(b="1", e="2", g="5", h="9")
    for name, made in versions.items():
        (tmp_path / name).write_text(dump(made), encoding="utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", *options, "ours", "base", "theirs"], cwd=tmp_path, capture_output=True, check=False
    )
    (tmp_path / "merged").write_bytes(done.stdout)
    return done.returncode


def test_branches_that_record_different_environments_merge(tmp_path):
    assert merged(tmp_path) == 0
    assert load(tmp_path / "merged") == records(b="1", c="4", e="2", g="5", h="9")


def test_neighbours_merge_by_union(tmp_path):
    (tmp_path / "base").write_text(dump(records()), encoding="utf-8")
    (tmp_path / "ours").write_text(dump(records(production="1")), encoding="utf-8")
    (tmp_path / "theirs").write_text(dump(records(staging="2")), encoding="utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "--union", "ours", "base", "theirs"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    (tmp_path / "merged").write_bytes(done.stdout)
    assert load(tmp_path / "merged") == records(production="1", staging="2")


GOOD = json.loads(dump(records(production="a")))
ENTRY = GOOD["environment production"]


def but(**entry):
    return json.dumps({**GOOD, "environment production": {**ENTRY, **entry}}, indent=0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no record"),
        ("[" * 100_000, "no record"),
        ("<<<<<<< ours\n{}", "settle the merge"),
        (json.dumps({**GOOD, "version": 2}), "of version 1 alone"),
        (json.dumps({**GOOD, "salt": "x"}), "32 hex digits"),
        (json.dumps({**GOOD, "production": ENTRY}), 'expected "environment NAME"'),
        (json.dumps({**GOOD, "environment " + runway_key(): ENTRY}), 'expected "environment NAME"'),
        (json.dumps({**GOOD, "environment  ": ENTRY}), "a value is expected"),
        (json.dumps({**GOOD, "environment production": []}), "an environment has keys, on"),
        (but(more=1), "an environment has keys, on"),
        (but(keys={}), "a mapping of variables"),
        (but(keys=[1]), "a mapping of variables"),
        (but(keys={"a b": "sha256:" + "a" * 32}), "names of variables"),
        (but(keys={runway_key(): "sha256:" + "a" * 32}), "names of variables"),
        (but(keys={"A": "a" * 32}), "sha256: and 32 hex digits"),
        (but(keys={"A": runway_key()}), "sha256: and 32 hex digits"),
        (but(keys={"A": 7}), "sha256: and 32 hex digits"),
        (but(on="soon"), "expected a date"),
        (but(on=None), "expected a date"),
        (dump(records(a="1")).replace('"salt"', '"environment a": 1,\n"salt"'), "stands in it twice"),
    ],
)
def test_what_is_no_record_is_told_with_its_place(tmp_path, text, says):
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert "keys.json:" in caught.value.message
    assert says in caught.value.message
    assert runway_key() not in caught.value.message
