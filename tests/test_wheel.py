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


def build(target, folder):
    """Offline, by the build backend that is installed."""
    code = "import sys; from hatchling.build import build_sdist, build_wheel; build_%s(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code % target, folder], cwd=ROOT, env=environment(), check=True)
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
    assert {"README.md", "LICENSE", "pyproject.toml"} <= names


def test_every_format_works_from_the_wheel(wheel, tmp_path):
    """In an environment that has the wheel, and our dependencies, but not this checkout."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    answer = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    site = Path(answer.stdout.strip())
    zipfile.ZipFile(wheel).extractall(site)
    theirs = sysconfig.get_path("purelib")  # as a line of a .pth file: the .pth files in it are not read
    (site / "theirs.pth").write_text(f"{theirs}\n", encoding="utf-8")
    outputs = [part for format in formats() for part in ("--output", f"{format}={tmp_path / format}")]
    done = subprocess.run(
        [python, "-m", "preflight", "check", "--sandbox", *outputs],
        cwd=app(tmp_path / "app"), env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert all((tmp_path / format).stat().st_size for format in formats())
    where = subprocess.run(
        [python, "-c", "import preflight, preflight_checks as c; print(preflight.__file__, c.__file__)"],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert all(Path(file).is_relative_to(site) for file in where.stdout.split())
