"""Mistakes in what people write for preflight, all at once."""

import pytest

from preflight.commands.check_config import command
from tests.cli import preflight
from tests.commands.runner import run
from tests.keys import runway_key
from tests.repos import make_repo

CONFIG = "version: 1\n"
ATTESTED = """\
version: 1
attestations:
  - {check: emails, provider: runway, by: me, date: 2026-01-01, expires: 2099-01-01, evidence: seen}
"""


@pytest.fixture
def repo(tmp_path, monkeypatch):
    repo = make_repo(tmp_path)
    monkeypatch.chdir(repo.root)
    return repo


def test_no_mistake(repo):
    repo.write(".preflight.yml", CONFIG)
    repo.write(".preflight/attestations.yml", ATTESTED)
    assert run(command).output == "no mistake in .preflight.yml and .preflight/attestations.yml\n"


def test_no_config_is_no_mistake(repo):
    assert "its defaults hold" in run(command).output


@pytest.mark.parametrize("given", [[], ["."], [".preflight.yml"], [".preflight/attestations.yml", ".preflight.yml"]])
def test_all_mistakes_of_all_files_are_told_once(repo, given):
    repo.write(".preflight.yml", CONFIG + "environmnet: x\nchecks: {skip: [nothing-like-it]}\n")
    repo.write(".preflight/attestations.yml", ATTESTED.replace("emails", "emials"))
    repo.write(".preflight/baseline.json", "[]")
    error = run(command, *given).error
    places = (
        ".preflight.yml:2:1",
        ".preflight.yml:3:17",
        ".preflight/attestations.yml:3:13",
        ".preflight/baseline.json",
    )
    for place in places:
        assert error.count(f"{place}:") == 1, place


def test_the_baseline_that_the_config_names_is_read(repo):
    repo.write(".preflight.yml", CONFIG + "secrets: {baseline: ops/keys.json}\n")
    repo.write("ops/keys.json", "[]")
    assert "ops/keys.json:1:1" in run(command).error


def test_the_config_above_a_directory_is_the_one_that_holds(repo):
    repo.write(".preflight.yml", "version: 2\n")
    repo.write("src/app.py", "")
    assert "version 2 of this format is not known" in run(command, "src").error


def test_several_configs(repo):
    repo.write("a/.preflight.yml", CONFIG)
    repo.write("b/.preflight.yml", CONFIG)
    assert run(command, "a", "b/.preflight.yml").output == "no mistake in a/.preflight.yml and b/.preflight.yml\n"


def test_a_symlink_that_leads_out_is_not_followed(repo, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.yml"
    elsewhere.write_text(CONFIG)
    (repo.root / ".preflight.yml").symlink_to(elsewhere)
    assert "leads out of the directory under review" in run(command).error


def test_the_exit_code_is_2_and_no_key_is_shown(repo):
    repo.write(".preflight.yml", f"version: 1\nenvironment: {runway_key()}\nx: 1\n")
    done = preflight("check-config", cwd=repo.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".preflight.yml:3:1" in done.stderr
    assert runway_key() not in done.stderr
