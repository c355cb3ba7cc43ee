"""Each exit code, end to end, through the installed script."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from preflight.reports import formats
from tests.cli import SCRIPT, app, environment, preflight
from tests.keys import runway_key


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app")


def test_0_ready(repository):
    done = preflight("check", "--sandbox", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("READY SANDBOX (exit 0)")


def test_1_not_ready(repository):
    done = preflight("check", "--sandbox", "tier-too-small", cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert "needs 600 a day, tier 1" in done.stdout
    assert "NOT READY" in done.stdout.splitlines()[-1]


def test_1_not_ready_for_a_key_in_the_repository(repository):
    key = runway_key(7)
    (repository / "settings.py").write_text(f"KEY = '{key}'\n", encoding="utf-8")
    done = preflight("check", "--sandbox", cwd=repository)
    assert done.returncode == 1
    assert "settings.py:1:8" in done.stdout
    assert key not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--only", "{}"],
        ["check", "{}"],
        ["check", "--sandbox", "{}"],
        ["check", "--output", "{}"],
        ["check", "--output", "json={}/r"],
        ["check", "--config", "{}"],
        ["check", "--{}"],
        ["check", "--timeout", "{}"],
        ["check", "--prometheus", "{}"],
        ["scan", "{}"],
        ["scan", "--since", "{}"],
        ["init", "{}/no"],
        ["explain", "{}"],
        ["attest", "{}"],
        ["waive", "{}"],
        ["{}"],
    ],
)
def test_2_whatever_is_named_wrongly_is_shown_without_keys_and_escapes(repository, arguments):
    name = f"a{runway_key(7)}\x1b[2J\nREADY\u202e"
    done = preflight(*(part.replace("{}", name) for part in arguments), cwd=repository)
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert done.stderr.startswith("preflight: ")
    assert not [bad for bad in (runway_key(7)[8:], "\x1b", "\nREADY", "\u202e") if bad in said]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--only", "credit"], 'did you mean "credits"?'),
        (["check", "--sandbox", "helthy"], 'did you mean "healthy"?'),
        (["check", "nowhere"], "nowhere does not exist"),
        (["check", "--nonsense"], "No such option"),
        (["check", "--output", "json"], "expected FORMAT=FILE"),
        (["check", "--output", "json=no/such/dir.json"], "cannot be written"),
        (["check", "--provider", "runtools"], "not among the providers to judge"),
        (["chekc"], "did you mean `check`?"),
        (["check", "--timeout", "nan"], "not in the range"),
        (["check", "--timeout", "0"], "not in the range"),
        (["check", "--timeout", "soon"], "is not a valid number of seconds"),
        (["explain", "credit"], 'did you mean "credits"?'),
        (["explain", "drill"], "not in this version"),
        (["check", "--from", "nowhere.zip"], "cannot be read"),
        (["diff", "nowhere.zip", "nowhere.zip"], "does not exist"),
    ],
)
def test_2_usage(repository, arguments, says):
    done = preflight(*arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_2_configuration(repository):
    (repository / ".preflight.yml").write_text("version: 1\nenvironmnet: x\n", encoding="utf-8")
    done = preflight("check", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".preflight.yml:2:1" in done.stderr
    assert 'did you mean "environment"?' in done.stderr


def test_3_undetermined(repository):
    done = preflight("check", "--offline", "--format", "json", cwd=repository, env=environment(
        RUNWAYML_API_SECRET=runway_key()))  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    report = json.loads(done.stdout)
    assert (report["verdict"], report["exit_code"]) == ("undetermined", 3)
    assert report["target"]["offline"] is True


def test_70_a_bug(repository, tmp_path):
    """A built-in check is made to crash: the other verdicts are still printed, and stderr has what to report."""
    (tmp_path / "sitecustomize.py").write_text(
        "import preflight_checks.credits as module\n"
        "module.daily_burn = None\n",
        encoding="utf-8",
    )  # fmt: skip
    done = preflight("check", "--sandbox", cwd=repository, env=environment(PYTHONPATH=str(tmp_path)))
    assert done.returncode == 70
    assert "this is a bug in preflight" in done.stderr
    assert "TypeError" in done.stderr
    assert "daily-volume" in done.stdout


def test_130_interrupted(repository):
    process = subprocess.Popen(
        [SCRIPT, "check", "--sandbox", "slow", "--timeout", "60"],
        cwd=repository,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "preflight: interrupted")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("format", formats())
def test_the_code_is_the_same_whatever_the_format(repository, format):
    done = preflight("check", "--sandbox", "no-credits", "--format", format, cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout


def test_any_number_of_formats_in_one_run(repository, tmp_path):
    written = {format: tmp_path / f"report.{format}" for format in formats()}
    outputs = [part for format, path in written.items() for part in ("--output", f"{format}={path}")]
    done = preflight("check", "--sandbox", "no-credits", "-q", *outputs, cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(written["json"].read_text(encoding="utf-8"))["exit_code"] == 1
    for format, path in written.items():
        assert "credits" in path.read_text(encoding="utf-8"), format


@pytest.mark.parametrize("format", formats())
def test_a_reader_that_goes_away_is_no_error(repository, format):
    done = subprocess.run(
        ["bash", "-c", f"'{SCRIPT}' check --sandbox --format {format} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=repository,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("format", formats())
def test_a_closed_stdout_is_no_error(repository, format):
    done = subprocess.run(
        ["bash", "-c", f"exec '{SCRIPT}' check --sandbox --format {format} >&-"],
        cwd=repository,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["list"],
        ["schema"],
        ["attest", "list"],
        ["init", "--stdout"],
        ["scan"],
        ["scan", "--staged"],
        ["check", "--sandbox"],
        ["check", "--sandbox", "tier-too-small"],
        ["check", "--sandbox", "--format", "json"],
    ],
)
def test_2_the_output_cannot_be_written(repository, arguments):
    with FULL.open("w") as full:
        done = subprocess.run(
            [SCRIPT, *arguments], cwd=repository, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "preflight: the output cannot be written: no space left on device\n  -> free some space, or write elsewhere\n"
    )


@pytest.mark.parametrize("arguments", [["scan"], ["scan", "--staged"], ["check"], ["attest", "list"], ["list"]])
@pytest.mark.parametrize("start", ["exec preflight", "exec python -m preflight"])
def test_2_the_working_directory_is_gone(tmp_path, arguments, start):
    (tmp_path / "gone").mkdir()
    words = start.replace("preflight", str(SCRIPT), 1) if start == "exec preflight" else start
    words = words.replace("python", str(SCRIPT.with_name("python")))
    command = f"cd gone && rmdir ../gone && {words} {' '.join(arguments)}"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "preflight: the working directory is no longer there\n  -> cd into one that is\n"


def test_2_a_statement_that_no_check_reads(repository):
    words = ("--by", "you@example.com", "--evidence", "seen", "--provider", "runway", "--no-input")
    done = preflight("attest", "key-set", *words, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`key-set` reads no statement" in done.stderr
    assert "these read one: credits, autobilling, " in done.stderr
    for check in ("emails", "attribution", "drill"):
        assert preflight("attest", check, *words, cwd=repository).returncode == 0
