"""What is built from the checkout is whole: no file is missing from the wheel or the sdist, and the wheel works."""

import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from preflight.reports import formats
from tests.cli import app, environment

ROOT = Path(__file__).parent.parent


def build(target, folder, source=ROOT):
    """Offline, by the build backend that is installed."""
    code = "import sys; from hatchling.build import build_sdist, build_wheel; build_%s(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code % target, folder], cwd=source, env=environment(), check=True)
    (built,) = folder.iterdir()
    return built


def ours(*folders):
    """Files that belong in what is built, as the wheel names them."""
    return {
        path.relative_to(top).as_posix()
        for top, package in folders
        for path in (top / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_no_file_is_missing_from_the_wheel(wheel):
    expected = ours((ROOT, "preflight"), (ROOT / "checks", "preflight_checks"))
    assert {"preflight/data/report.html.jinja", "preflight/data/report.css", "preflight/py.typed"} <= expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_no_file_is_missing_from_the_sdist(tmp_path):
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert ours((ROOT, "preflight"), (ROOT, "checks")) <= names
    assert ours((ROOT, "tests"), (ROOT, "docs"), (ROOT, "ci"), (ROOT, "bench")) <= names
    assert {
        "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "Makefile", ".preflight.yml.example",
        ".pre-commit-hooks.yaml", "action.yml", "Dockerfile", ".dockerignore",
    } <= names  # fmt: skip


def install(wheel, folder):
    """An environment that has the wheel, and our dependencies, but not this checkout; its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    answer = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    site = Path(answer.stdout.strip())
    zipfile.ZipFile(wheel).extractall(site)
    theirs = sysconfig.get_path("purelib")  # as a line of a .pth file: the .pth files in it are not read
    (site / "theirs.pth").write_text(f"{theirs}\n", encoding="utf-8")
    return python


@pytest.fixture(scope="module", params=["from the checkout", "from the sdist"])
def python(request, wheel, tmp_path_factory):
    if request.param == "from the sdist":
        folder = tmp_path_factory.mktemp("sdist")
        with tarfile.open(build("sdist", folder / "built")) as archive:
            archive.extractall(folder, filter="data")
        (source,) = (path for path in folder.iterdir() if path.name != "built")
        wheel = build("wheel", folder / "wheel", source)
    return install(wheel, tmp_path_factory.mktemp("installed"))


def run(python, *arguments, cwd):
    return subprocess.run(
        [python, "-m", "preflight", *arguments],
        cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def test_it_is_the_installed_one(python, tmp_path):
    where = subprocess.run(
        [python, "-c", "import preflight, preflight_checks as c; print(preflight.__file__, c.__file__)"],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert all(Path(file).is_relative_to(python.parent.parent) for file in where.stdout.split())


def test_every_format_works(python, tmp_path):
    outputs = [part for format in formats() for part in ("--output", f"{format}={tmp_path / format}")]
    done = run(python, "check", "--sandbox", *outputs, cwd=app(tmp_path / "app"))
    assert (done.returncode, done.stderr) == (0, "")
    assert all((tmp_path / format).stat().st_size for format in formats())


def test_the_way_from_init_to_the_launch_review_works(python, tmp_path):
    repository = app(tmp_path / "app", {"requirements.txt": "runwayml\n"})
    for arguments, code in (
        (["init", "--model", "gen4.5:per_day=60,peak_per_hour=9,generation_seconds=75,output_seconds=5"], 0),
        (["check-config"], 0),
        (["list"], 0),
        (["explain", "daily-volume"], 0),
        (["schema", "config"], 0),
        (["schema", "report"], 0),
        (["scan", "--staged"], 0),
        (["review", "--sandbox", "--bundle", "old.zip", "--no-input"], 0),
        (["review", "--sandbox", "tier-too-small", "--bundle", "new.zip", "--no-input"], 1),
        (["check", "--from", "old.zip"], 0),
        (["check", "--from", "new.zip"], 1),
        (["diff", "old.zip", "new.zip"], 1),
    ):
        done = run(python, *arguments, cwd=repository)
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        assert done.stdout
        assert "Traceback" not in done.stderr
