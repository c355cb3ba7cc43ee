"""The tab key, asked as click's scripts for shells ask it."""

import shutil
import subprocess

import pytest

from tests.cli import SCRIPT, environment, preflight
from tests.test_start import HEAVY, loaded


def offered(tmp_path, *words):
    env = environment(
        _PREFLIGHT_COMPLETE="bash_complete", COMP_WORDS=" ".join(("preflight", *words)), COMP_CWORD=str(len(words))
    )
    done = preflight(cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["re"], {"review"}),
        (["check", "--fo"], {"--format"}),
        (["check", "--format", "j"], {"json", "junit"}),
        (["check", "--only", "s"], {"security", "secrets", "shared-keys"}),
        (["check", "--sandbox", "no"], {"no-credits"}),
        (["explain", "cre"], {"credits"}),
        (["waive", "mon"], {"monthly-cap"}),
        (["sandbox", "tier"], {"tier-too-small"}),
        (["schema", "rep"], {"report"}),
    ],
)
def test_what_is_offered(tmp_path, words, expected):
    assert set(offered(tmp_path, *words)) == expected


def test_every_command_is_offered_without_being_loaded(tmp_path, monkeypatch):
    assert {"check", "scan", "review", "diff", "init"} <= set(offered(tmp_path, ""))
    monkeypatch.setenv("_PREFLIGHT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "preflight ")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert loaded() & HEAVY <= {"click"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_for_shells_are_printed(tmp_path, shell):
    done = preflight(cwd=tmp_path, env=environment(_PREFLIGHT_COMPLETE=f"{shell}_source"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "_PREFLIGHT_COMPLETE" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_takes_its_script():
    script = subprocess.run(
        [SCRIPT], env=environment(_PREFLIGHT_COMPLETE="bash_source"), capture_output=True, check=True
    ).stdout
    assert subprocess.run(["bash", "-n"], input=script, check=False).returncode == 0
