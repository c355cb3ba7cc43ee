"""What goes where: data in UTF-8 whatever the console, and the files of a GitHub step."""

import pytest

from tests.cli import app, environment, preflight


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app")


def step(tmp_path, **more):
    return environment(GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), GITHUB_OUTPUT=str(tmp_path / "out"), **more)


def test_a_github_step_gets_its_summary_and_outputs(repository, tmp_path):
    (tmp_path / "summary").write_text("### before\n", encoding="utf-8")
    done = preflight(
        "check", "--sandbox", "no-credits", "--format", "github", cwd=repository, env=step(tmp_path)
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert "::error file=.preflight.yml,line=1,col=1,title=credits (runway)::the balance is 0" in done.stdout
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert summary.startswith("### before\n### preflight: NOT READY\n")
    outputs = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert outputs[:2] == ["verdict=not-ready", "exit-code=1"]
    assert "credits" in outputs[2]


def test_scan_hands_them_over_too(repository, tmp_path):
    done = preflight("scan", "--format", "github", cwd=repository, env=step(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out").read_text(encoding="utf-8").startswith("verdict=ready\n")


@pytest.mark.parametrize("arguments", [[], ["--output", "github={}"]])
def test_other_formats_leave_the_files_alone(repository, tmp_path, arguments):
    arguments = [one.format(tmp_path / "report") for one in arguments]
    preflight("check", "--sandbox", *arguments, cwd=repository, env=step(tmp_path))
    assert not (tmp_path / "summary").exists()
    assert not (tmp_path / "out").exists()


def test_a_summary_that_is_full_already_is_left_as_it_is(repository, tmp_path):
    (tmp_path / "summary").write_text("x" * (1 << 20), encoding="utf-8")
    done = preflight("check", "--sandbox", "--format", "github", cwd=repository, env=step(tmp_path))
    assert done.returncode == 0
    assert (tmp_path / "summary").stat().st_size == 1 << 20


def test_a_file_that_cannot_be_written_is_said_and_changes_no_verdict(repository, tmp_path):
    env = environment(GITHUB_STEP_SUMMARY=str(tmp_path), GITHUB_OUTPUT=str(tmp_path / "no" / "out"))
    done = preflight("check", "--sandbox", "--format", "github", cwd=repository, env=env)
    assert done.returncode == 0
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["preflight", "preflight"]
    assert "cannot append to" in done.stderr
    assert done.stdout.startswith("READY (exit 0)")


@pytest.mark.parametrize("format", ["html", "markdown", "prometheus"])
def test_data_is_utf8_whatever_the_console(tmp_path, format):
    repository = app(tmp_path / "app", {".preflight.yml": "version: 1\nenvironment: prodüktion 漢字\n"})
    env = environment(PYTHONIOENCODING="cp1252")
    done = preflight("check", "--sandbox", "--format", format, cwd=repository, env=env)
    assert "prodüktion 漢字" in done.stdout  # read as UTF-8
