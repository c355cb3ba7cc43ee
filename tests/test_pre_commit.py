"""Our hooks, installed and run by pre-commit itself, in a repository that has a package called `checks` of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.keys import runway_key
from tests.repos import git_environment, make_repo

ROOT = Path(__file__).parent.parent
WHEELS = Path(sys.prefix) / "extras" / "wheels"
MANIFEST = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONFIG = "version: 1\nsecrets: {exclude: ['examples/**']}\n"
KEY = f"KEY = '{runway_key(5)}'\n"

installable = pytest.mark.skipif(
    not list(WHEELS.glob("hatchling-*")), reason="what our package is built from is not here: `make test` fetches it"
)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        (".preflight.yml", True),
        ("apps/web/.preflight.yml", True),
        (".preflight/attestations.yml", True),
        ("apps/web/.preflight/baseline.json", True),
        (".preflight.yml.example", False),
        ("x.preflight.yml", False),
        ("preflight/check.py", False),
    ],
)
def test_the_config_hook_is_called_for_its_files_alone(path, matches):
    (hook,) = [hook for hook in MANIFEST if hook["id"] == "preflight-config"]
    assert bool(re.search(hook["files"], path)) is matches


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What a user's pre-commit clones: our files, committed."""
    repo = make_repo(tmp_path_factory.mktemp("source"))
    for name in ("preflight", "checks"):
        shutil.copytree(ROOT / name, repo.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, repo.root / name)
    repo.commit()
    return repo


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """Offline: whatever is installed comes from the wheels that were put aside."""
    return {
        **git_environment(),
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("store")),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": str(WHEELS),
        "PIP_NO_INDEX": "1",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }


def users_repo(path, config=CONFIG):
    """With a package that stops whoever imports it instead of ours."""
    repo = make_repo(path)
    trap = "raise SystemExit('hijacked')\n"
    repo.commit({"checks/__init__.py": trap, "click.py": trap, ".preflight.yml": config, "app.py": "print()\n"})
    return repo


def run(repo, env, *command):
    done = subprocess.run(
        command, cwd=repo.root, env=env, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


@installable
@pytest.mark.parametrize(("content", "code"), [("print('more')\n", 0), (KEY, 1)], ids=["no key", "a key"])
def test_try_repo(source, env, tmp_path, content, code):
    repo = users_repo(tmp_path)
    repo.write("app.py", content)
    repo.git("add", "app.py")
    returned, told = run(repo, env, "pre-commit", "try-repo", str(source.root), "--verbose", "--all-files")
    assert returned == code, told
    assert re.search(rf"^preflight scan\.+{'Failed' if code else 'Passed'}$", told, re.MULTILINE), told
    assert re.search(r"^preflight check-config\.+Passed$", told, re.MULTILINE), told
    assert ("app.py:1:8" in told) is bool(code)
    assert KEY[7:-2] not in told


@pytest.fixture(scope="module")
def hooked(source, env, tmp_path_factory):
    """A user's repository in which git calls the hooks."""
    repo = users_repo(tmp_path_factory.mktemp("hooked"))
    hooks = [{"id": "preflight-scan"}, {"id": "preflight-config"}]
    config = {"repos": [{"repo": str(source.root), "rev": source.head(), "hooks": hooks}]}
    repo.commit({".pre-commit-config.yaml": yaml.safe_dump(config)})
    returned, told = run(repo, env, "pre-commit", "install", "--install-hooks")
    assert returned == 0, told
    return repo


@pytest.fixture
def users(hooked):
    """The same one, as it was before."""
    head = hooked.head()
    yield hooked
    hooked.git("reset", "--hard", "--quiet", head)
    hooked.git("clean", "-dfxq")


def commit(repo, env, *options):
    """Whether git made a commit, and what the hooks said."""
    before = repo.head()
    returned, told = run(repo, env, "git", "commit", "-m", "change", *options)
    assert (repo.head() != before) is (returned == 0)
    return returned == 0, told


@installable
def test_a_commit_that_adds_a_key_is_blocked(users, env):
    users.write("src/settings.py", KEY)
    users.git("add", "-A")
    made, told = commit(users, env)
    assert not made
    assert "src/settings.py:1:8" in told
    assert KEY[7:-2] not in told


@installable
def test_a_commit_without_one_is_made(users, env):
    users.write("app.py", "print('more')\n")
    users.git("add", "-A")
    made, told = commit(users, env)
    assert made, told


@installable
@pytest.mark.parametrize(
    ("staged", "on_disk", "made"),
    [("print('more')\n", KEY, True), (KEY, "print('more')\n", False)],
    ids=["a key that is not staged", "a key that is staged, and gone from disk"],
)
def test_of_a_partly_staged_file_what_is_staged_counts(users, env, staged, on_disk, made):
    users.write("app.py", staged)
    users.git("add", "app.py")
    users.write("app.py", on_disk)
    assert commit(users, env)[0] is made
    assert (users.root / "app.py").read_text(encoding="utf-8") == on_disk


@installable
def test_git_commit_with_a_path_is_judged_by_the_index_it_makes(users, env):
    """Git hands the hook an index of its own; what else is staged is not part of the commit."""
    users.write("staged.py", KEY)
    users.git("add", "staged.py")
    users.write("app.py", "print('more')\n")
    assert commit(users, env, "app.py")[0]
    users.write("app.py", KEY)
    assert not commit(users, env, "app.py")[0]


@installable
def test_the_configs_excludes_hold(users, env):
    users.write("examples/old.py", KEY)
    users.git("add", "-A")
    made, told = commit(users, env)
    assert made, told


@installable
def test_a_mistake_in_the_config_is_blocked(users, env):
    users.write(".preflight.yml", "version: 1\nenvironmnet: x\n")
    users.git("add", "-A")
    made, told = commit(users, env)
    assert not made
    assert ".preflight.yml:2:1" in told
