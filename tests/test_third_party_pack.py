"""A pack as a third party would ship it, installed for real beside the tool."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.cli import app, environment

PACK = Path(__file__).parent / "packs" / "moon"


@pytest.fixture(scope="module")
def bin_dir(tmp_path_factory):
    """A scratch environment that sees our site-packages, with the pack installed in it offline."""
    home = tmp_path_factory.mktemp("moon")
    source = shutil.copytree(PACK, home / "source")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True)
    python = home / "venv" / "bin" / "python"
    answer = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ours = sysconfig.get_path("purelib")
    site = Path(answer.stdout.strip())
    (site / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps",
         "--disable-pip-version-check", source],
        check=True, env=environment(),
    )  # fmt: skip
    return python.parent


def run(bin_dir, *arguments, cwd):
    return subprocess.run(
        [bin_dir / "python", "-m", "preflight", *arguments],
        cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def test_its_check_is_run_listed_and_explained(bin_dir, tmp_path):
    repository = app(tmp_path / "app")
    checked = run(bin_dir, "check", "--sandbox", cwd=repository)
    assert checked.returncode == 0, checked.stderr
    assert "moon-phase" in checked.stdout
    assert "The moon does not stand in the way" in run(bin_dir, "list", cwd=repository).stdout
    assert "A third party may ask whatever" in run(bin_dir, "explain", "moon-phase", cwd=repository).stdout


def test_no_plugins_leaves_the_built_in_pack_alone(bin_dir, tmp_path):
    repository = app(tmp_path / "app")
    checked = run(bin_dir, "check", "--sandbox", "--no-plugins", cwd=repository)
    assert checked.returncode == 0, checked.stderr
    assert "moon-phase" not in checked.stdout
    assert "key-set" in checked.stdout


def test_a_checkout_runs_without_being_installed(tmp_path):
    """Only the dependencies are importable; neither package is."""
    ours = Path(__file__).parent.parent
    for name in ("preflight", "checks"):
        shutil.copytree(ours / name, tmp_path / name)
    code = f"""
import importlib.abc, sys, runpy
sys.path[:] = [{str(tmp_path)!r}] + [p for p in sys.path if p not in {("", str(ours), str(ours / "checks"))!r}]
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in repr(f)]
sys.argv = ["preflight", "list", "--no-plugins"]
runpy.run_module("preflight", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "key-set" in done.stdout


def test_modules_of_the_repository_under_review_are_not_imported(bin_dir, tmp_path):
    trap = "raise SystemExit('hijacked')\n"
    repository = app(tmp_path / "app", {f"{name}.py": trap for name in ("click", "yaml", "httpx", "preflight_checks")})
    checked = run(bin_dir, "check", "--sandbox", "--no-plugins", cwd=repository)
    assert checked.returncode == 0, checked.stderr


def test_a_users_own_checks_package_is_not_taken_for_ours(bin_dir, tmp_path):
    repository = app(tmp_path / "app", {"checks/__init__.py": b"raise SystemExit('hijacked')\n"})
    checked = run(bin_dir, "check", "--sandbox", "--no-plugins", cwd=repository)
    assert checked.returncode == 0, checked.stderr
