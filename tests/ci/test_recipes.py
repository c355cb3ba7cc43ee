"""The CI recipes obey the published schemas, hold no hole that zizmor knows, and do what they say when they are run."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.ci.recipes import ROOT, filled, installable, load, offline, outputs, run
from tests.cli import app, environment
from tests.keys import runway_key
from tests.repos import make_repo

BIN = Path(sys.executable).parent


def tool(name):
    return pytest.mark.skipif(not (BIN / name).exists(), reason=f"{name} is not installed: `make test` installs it")


@tool("check-jsonschema")
@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "ci/github.yml"),
        ("custom.github-workflows-require-timeout", "ci/github.yml"),
        ("vendor.gitlab-ci", "ci/gitlab.yml"),
    ],
)
def test_obeys_the_published_schema(schema, file):
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", schema, ROOT / file], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@tool("pre-commit")
def test_the_hooks_obey_the_schema_of_pre_commit():
    from pre_commit.clientlib import load_manifest  # type: ignore[import-untyped]

    assert [hook["id"] for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")] == [
        "preflight-scan",
        "preflight-config",
    ]


@tool("zizmor")
@pytest.mark.parametrize("file", ["action.yml", "ci/github.yml"])
def test_zizmor_finds_nothing(file):
    done = subprocess.run(
        [BIN / "zizmor", "--offline", "--no-progress", "--pedantic", ROOT / file],
        capture_output=True, check=False, text=True, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout + done.stderr


ACTION = load("action.yml")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


def test_no_expression_stands_in_a_script():
    """A runner puts their values into the text of the script: whoever names a branch would write code."""
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


def test_every_input_is_used_and_every_output_is_somebodys():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name} " in text or f"inputs.{name} }}}}" in text, name
    for output in ACTION["outputs"].values():
        assert re.fullmatch(r"\$\{\{ steps\.check\.outputs\.[a-z-]+ \}\}", output["value"])


class Job:
    """A job in which the action is used: its steps in turn, as far as a machine without GitHub can."""

    def __init__(self, folder, repository):
        self.temp = folder / "runner-temp"
        self.temp.mkdir()
        self.repository = repository
        self.env = {**offline(), "RUNNER_TEMP": str(self.temp)}
        self.checked: dict[str, str] = {}

    def step(self, name, **inputs):
        step = STEPS[name]
        given = {f"inputs.{key}": str(value["default"]) for key, value in ACTION["inputs"].items()}
        given |= {f"inputs.{key.replace('_', '-')}": value for key, value in inputs.items()}
        given |= {f"steps.check.outputs.{key}": value for key, value in self.checked.items()}
        given |= {"github.action_path": str(ROOT), "inputs.python": sys.executable}
        own = {key: filled(value, given) for key, value in step["env"].items()}
        (self.temp / "output").write_text("")
        files = {"GITHUB_OUTPUT": str(self.temp / "output"), "GITHUB_STEP_SUMMARY": str(self.temp / "summary")}
        done = run(step["run"], cwd=self.repository, env={**self.env, **files, **own})
        if step.get("id") == "check":
            self.checked = outputs(self.temp / "output")
        return done


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return app(tmp_path_factory.mktemp("job") / "app", {"app.py": "print()\n", "sub dir/x.py": "print()\n"})


@pytest.fixture(scope="module")
def job(repository, tmp_path_factory):
    """One with preflight installed by the action's own first step."""
    job = Job(tmp_path_factory.mktemp("runner"), repository)
    installed = job.step("Install preflight")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return job


@installable
@pytest.mark.parametrize(
    ("inputs", "code", "verdict"),
    [
        ({"sandbox": "healthy"}, "0", "ready"),
        ({"sandbox": "tier-too-small"}, "1", "not-ready"),
        ({"offline": "true"}, "1", "not-ready"),
        ({"offline": "true", "only": "security"}, "0", "ready"),
        ({"offline": "true", "only": "security, credits", "skip": "credits"}, "0", "ready"),
        ({"offline": "true", "only": "credits"}, "3", "undetermined"),
        ({"sandbox": "healthy", "strict": "true", "path": "sub dir"}, "0", "ready"),
    ],
)
def test_the_action_says_what_preflight_says(job, inputs, code, verdict):
    done = job.step("Check", **inputs)
    assert done.returncode == 0, done.stderr  # so that the report is uploaded all the same
    assert (job.checked["code"], job.checked["verdict"]) == (code, verdict)
    assert job.step("Verdict").returncode == int(code)
    for format in ("html", "json", "sarif"):
        assert Path(job.checked[format]).stat().st_size
    assert json.loads(Path(job.checked["json"]).read_text(encoding="utf-8"))["exit_code"] == int(code)
    assert "### preflight" in (job.temp / "summary").read_text(encoding="utf-8")


@installable
def test_a_mistake_fails_the_job_and_leaves_nothing_to_upload(job):
    job.step("Check", sandbox="healthy")
    done = job.step("Check", only="nothing-like-it")
    assert "there is no check or section" in done.stderr
    assert job.checked == {"code": "2"}  # no report of an earlier run
    assert job.step("Verdict").returncode == 2


@installable
@pytest.mark.parametrize("hostile", ["$(touch pwned)", "`touch pwned`", "; touch pwned", "' touch pwned '", "--help"])
@pytest.mark.parametrize("name", ["path", "config", "only", "skip", "sandbox", "strict", "offline"])
def test_whatever_stands_in_an_input_is_no_code(job, repository, name, hostile):
    job.step("Check", **{"sandbox": "healthy", name: hostile})
    assert not list(repository.rglob("pwned"))
    assert job.checked["code"] in {"0", "1", "2", "3"}


@installable
def test_a_star_in_an_input_is_no_list_of_files(job):
    done = job.step("Check", sandbox="healthy", only="*")
    assert "no check or section `*`" in done.stderr
    assert job.checked == {"code": "2"}


@installable
def test_an_old_python_is_told(job, tmp_path):
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    step = STEPS["Install preflight"]
    done = run(step["run"], cwd=tmp_path, env={**job.env, "PYTHON": str(old), "ACTION": str(ROOT)})
    assert done.returncode == 2
    assert done.stdout.startswith("::error::preflight needs Python 3.11 or newer")


@installable
@pytest.mark.parametrize(
    ("arguments", "code"),
    [("--only security --offline", 0), ("--sandbox no-credits", 1), ("--only credits --offline", 3)],
)
def test_the_job_for_gitlab(job, tmp_path, arguments, code):
    """Its script, in the image's stead in the environment that the action installed."""
    recipe = load("ci/gitlab.yml")["preflight"]
    (script,) = recipe["script"]
    repository = app(tmp_path / "app")
    preflight = str(job.temp / "preflight" / "bin" / "preflight")
    done = run(
        script.replace("/opt/preflight/bin/preflight", preflight),
        cwd=repository,
        env={**environment(), "PREFLIGHT_ARGUMENTS": arguments},
    )
    assert done.returncode == code, done.stderr
    reports = recipe["artifacts"]["reports"]
    assert isinstance(json.loads((repository / reports["codequality"]).read_text(encoding="utf-8")), list)
    for name in (reports["junit"], *recipe["artifacts"]["paths"]):
        assert (repository / name).stat().st_size


DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def instructions(name):
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(None, 1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def test_the_image_runs_as_nobody_in_particular():
    user = instructions("USER")[-1]
    assert re.fullmatch(r"[1-9][0-9]{3,}:[1-9][0-9]{3,}", user)
    assert DOCKERFILE.rindex("USER ") > DOCKERFILE.rindex("RUN ")
    assert instructions("ENTRYPOINT") == ['["preflight"]']


def test_what_the_image_is_made_from_is_let_through():
    """Whatever is copied from the checkout is let in by .dockerignore, and nothing else is."""
    copied = [word for line in instructions("COPY") if not line.startswith("--from") for word in line.split()[:-1]]
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert sorted(line[1:] for line in ignore if line.startswith("!")) == sorted(copied)


STRANGER = dict(zip(("user", "group"), map(int, instructions("USER")[-1].split(":")), strict=True))
"""Whom the image runs as."""


def python_for(**user):
    """An interpreter of our version, for which there are wheels, that such a user can run; root's own may be closed."""
    for python in (Path(sys.executable).resolve(), Path("/usr/bin/python3"), Path("/usr/local/bin/python3")):
        code = "import ssl, sys, venv, zlib; print(*sys.version_info[:2])"
        try:
            done = subprocess.run(
                [python, "-c", code], capture_output=True, check=True, text=True, cwd="/", env={}, **user
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        if done.stdout.split() == [str(part) for part in sys.version_info[:2]]:
            return python
    return None


def runner():
    """Python, and who runs it: a stranger where root may become one, else the user of this test."""
    if os.geteuid() == 0 and (python := python_for(**STRANGER, extra_groups=[])):
        return python, {**STRANGER, "extra_groups": []}
    return Path(sys.executable).resolve(), {}


@pytest.fixture
def folder():
    """A folder that everybody may enter; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="preflight-image-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@installable
def test_the_steps_of_the_image_by_hand(folder):
    """No engine is needed for these: what is copied is enough to install from, and somebody without a home can check a
    repository that belongs to somebody else, which git by itself calls dubious."""
    python, user = runner()
    source, repo = folder / "source", make_repo(folder / "repository")
    source.mkdir()
    for line in instructions("COPY"):
        for name in line.split()[:-1] if not line.startswith("--from") else ():
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, source / name)
    subprocess.run([python, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    pip = [sys.executable, "-m", "pip", "--python", folder / "venv" / "bin" / "python", "install", "--quiet", "."]
    subprocess.run(pip, cwd=source, check=True, env=offline())
    repo.commit({"app.py": f"KEY = '{runway_key()}'\n"})
    head = repo.head()
    opened = [folder, *folder.rglob("*")]
    for path in opened if user else ():  # whatever the umask of this test is
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
    if os.geteuid() == 0 and not user:  # no Python for strangers here: then the repository is a stranger's
        for path in (repo.root, *repo.root.rglob("*")):
            os.chown(path, *STRANGER.values(), follow_symlinks=False)
    as_in_the_image = {
        "cwd": repo.root,
        "env": {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"},
        **user,
    }
    git = subprocess.run(["git", "log"], capture_output=True, check=False, text=True, **as_in_the_image)
    assert os.geteuid() != 0 or "dubious ownership" in git.stderr
    done = subprocess.run(
        [folder / "venv" / "bin" / "preflight", "check", "--only", "security"],
        capture_output=True, check=False, encoding="utf-8", **as_in_the_image,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "app.py:1:8" in done.stdout
    assert f"@ {head[:10]}" in done.stdout
