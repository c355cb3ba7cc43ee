"""`preflight keys record`: a salted hash of an environment's key, and never the key."""

import os
from pathlib import Path

import pytest

from preflight.commands.keys import command
from preflight.posture.keys_file import load
from preflight.redact import Secret, redact
from tests.commands.runner import run
from tests.keys import runway_key
from tests.repos import make_repo

NAME = "RUNWAYML_API_SECRET"
ONE, TWO = runway_key(1), runway_key(2)
CONFIG = f"version: 1\nenvironments:\n  production: {{env: {NAME}}}\n  staging: {{file: .env.staging}}\n"


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    repo = make_repo(tmp_path / "app")
    repo.write(".preflight.yml", CONFIG)
    repo.write(".env.staging", f"{NAME}={TWO}\n")
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv(NAME, ONE)
    return repo.root


def record(name, *options):
    return run(command, "record", "--environment", name, *options)


def test_it_records_and_says_what_to_do_with_it(root):
    done = record("production")
    assert done.output == (
        f"recorded: production uses {NAME} {redact(ONE)}\n  kept as a salted hash in .preflight/keys.json: commit it\n"
    )
    text = Path(".preflight/keys.json").read_text()
    assert ONE[4:36] not in text
    records = load(Path(".preflight/keys.json"))
    assert records.environments["production"].keys == {NAME: records.hash(Secret(ONE))}


def test_it_keeps_the_others_and_the_salt(root):
    record("production")
    salt = load(Path(".preflight/keys.json")).salt
    record("staging")
    records = load(Path(".preflight/keys.json"))
    assert records.salt == salt
    assert sorted(records.environments) == ["production", "staging"]


@pytest.mark.parametrize(("key", "says"), [(ONE, "replaces the same key"), (TWO, "replaces another key")])
def test_it_says_what_it_replaces(monkeypatch, key, says):
    record("production")
    monkeypatch.setenv(NAME, key)
    assert says in record("production").output


def test_it_says_at_once_when_a_key_is_shared(root):
    record("production")
    (root / ".env.staging").write_text(f"{NAME}={ONE}\n")
    assert "  production uses the same key: `shared-keys` will fail\n" in record("staging").output


def test_a_machine_of_its_own_is_read_although_the_variable_is_also_anothers(root):
    (root / ".preflight.yml").write_text(CONFIG + f"  alice: {{env: {NAME}}}\n")
    assert "recorded: alice" in record("alice").output


@pytest.mark.parametrize(
    ("name", "error", "hint"),
    [
        ("prodution", "the config declares no environment `prodution`", 'did you mean "production"?'),
        ("qa", "the config declares no environment `qa`", "declared are production and staging"),
        (ONE, f"the config declares no environment `{redact(ONE)}`", "declared are"),
    ],
)
def test_only_declared_environments_are_recorded(name, error, hint):
    done = record(name)
    assert (done.error, hint in done.hint) == (error, True)


def test_without_a_key_here_nothing_is_written(monkeypatch):
    monkeypatch.delenv(NAME)
    done = record("production")
    assert done.error == f"there is no key of production here: {NAME} is not set in the environment"
    assert "where that environment has its key" in done.hint
    assert not Path(".preflight").exists()


def test_without_environments_it_says_what_to_declare(root):
    (root / ".preflight.yml").write_text("version: 1\n")
    assert "environments: {staging: {env: VARIABLE}}" in record("staging").hint


def test_the_config_may_be_elsewhere(root, tmp_path):
    os.chdir(tmp_path)
    assert "recorded: staging" in record("staging", "--config", str(root / ".preflight.yml")).output
    assert (root / ".preflight" / "keys.json").is_file()


def test_a_folder_that_leads_out_of_the_repository_is_not_written(root, tmp_path):
    (tmp_path / "outside").mkdir()
    (root / ".preflight").symlink_to(tmp_path / "outside")
    assert "symlink" in record("production").error
    assert not list((tmp_path / "outside").iterdir())
