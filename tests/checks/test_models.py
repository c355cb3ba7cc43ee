"""`models`: from the files of small repositories to verdicts with file and line."""

import shutil
from pathlib import Path

import pytest
import runwayml

from preflight.config.model import ModelLoad, Position
from preflight.lints.review import Integration, review
from preflight.providers.runway import VENDOR
from preflight.tree.model import Tree, Unread
from preflight.verdict import Status
from preflight_checks.models import models
from tests.cli import app, environment, preflight
from tests.facts_builders import workload
from tests.lints.builders import TABLE

BAD = 'client.image_to_video.create(model="gen3a_turbo", ratio=ratio)  # runwayml\n'
SLOW = "while time.time() < end:  # runwayml\n    client.tasks.retrieve(i)\n    time.sleep(2)"
GOOD = 'import runwayml\nclient.image_to_video.create(model="gen4_turbo", ratio="1280:720")\n'


def judged(files, planned=None, **flags):
    return list(models(review(Tree.of(files, **flags), VENDOR, TABLE), workload(planned or {})))


def test_a_retired_model_fails_with_its_replacement_and_place():
    (verdict,) = judged({"src/app.py": GOOD + BAD})
    assert (verdict.status, verdict.subject) == (Status.FAIL, "gen3a_turbo")
    assert verdict.message == (
        "gen3a_turbo: the API refuses this model by now (retired since 2026-07-30): src/app.py:3"
    )
    assert verdict.remedy == "use gen4_turbo"
    assert [(f.path, f.line, f.column, f.rule) for f in verdict.findings] == [("src/app.py", 3, 36, "retired-model")]


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ({"a.py": SLOW}, Status.WARN, "it waits 2 s at most; the API asks for 5 s or more"),
        ({"a.py": GOOD}, Status.PASS, "no trap in 1 file that calls the vendor, models gen4_turbo"),
        ({"a.py": GOOD, "b.py": GOOD}, Status.PASS, "2 files that call the vendor"),
        ({"a.py": "print(1)"}, Status.SKIP, "no code here calls the vendor"),
        ({"a.py": "runway = 1"}, Status.SKIP, "no code here calls the vendor"),
        ({"a.py": f"{SLOW.replace('runwayml', 'runwayml preflight: allow poll-too-fast a test bench')}"},
         Status.PASS, "1 finding allowed in place"),
        ({"a.py": BAD.replace("\n", " preflight: allow retired-model a replay\n")}, Status.WARN, "allowed in place"),
        ({"a.py": GOOD, "uv.lock": 'name = "runwayml"\nversion = "5.24.0"\n'}, Status.PASS,
         "runwayml 5.24.0 (the newest that the table knows; known defect: sync-wait)"),
        ({"a.py": GOOD, "uv.lock": 'name = "runwayml"\nversion = "5.13.0"\n'}, Status.PASS,
         "runwayml 5.13.0 (5.24.0 is out; known defect: sync-wait)"),
        ({"uv.lock": 'name = "runwayml"\nversion = "3.22.0"\n'}, Status.WARN,
         "runwayml 3.22.0 is installed (uv.lock:2); 5.24.0 is out since 2026-10-23"),
        ({"a.py": GOOD + "print 'x'"}, Status.PASS, "a.py read as text, where fewer lints apply"),
    ],
)  # fmt: skip
def test_repositories(files, status, says):
    (verdict,) = judged(files)
    assert verdict.status is status
    assert says in verdict.message


@pytest.mark.parametrize(
    ("model", "status", "remedy"),
    [
        ("gen3a_turbo", Status.FAIL, "plan with gen4_turbo"),
        ("upscale_v1", Status.FAIL, "plan with a model that is taken"),
        ("veo3", Status.FAIL, "plan with a model that is taken, such as veo3.1"),
        ("gen4-5", Status.WARN, "did you mean gen4.5?"),
        ("qqqqqqqqq", Status.WARN, "compare it with the list of models in the vendor's documentation"),
    ],
)
def test_models_of_the_workload(model, status, remedy):
    load = ModelLoad(per_day=5, position=Position(".preflight.yml", 7, 7))
    (verdict,) = judged({"a.py": GOOD}, {model: load})
    assert (verdict.status, verdict.subject, verdict.remedy) == (status, model, remedy)
    assert verdict.message.endswith("(.preflight.yml:7:7)")


def test_models_that_are_taken_pass():
    (verdict,) = judged({"a.py": GOOD}, {"gen4.5": ModelLoad(per_day=5), "veo3.1": ModelLoad(per_day=5)})
    assert verdict.status is Status.PASS


def test_what_could_not_be_read_is_no_pass_and_hides_no_failure():
    unread = [Unread("could not be read (Permission denied)", "src/b.py")]
    assert [v.status for v in judged({"a.py": GOOD}, unread=unread)] == [Status.UNKNOWN]
    assert [v.status for v in judged({"a.py": BAD}, unread=unread)] == [Status.FAIL, Status.UNKNOWN]


def test_a_vendor_without_a_table_is_skipped():
    (verdict,) = models(Integration(provider="gptbots", table=None), workload({}))
    assert (verdict.status, "gptbots" in verdict.message) == (Status.SKIP, True)


def test_a_user_sees_place_and_remedy_and_the_lints_own_page(tmp_path):
    root = app(tmp_path / "app", {"src/app.py": GOOD + BAD})
    done = preflight("check", "--only", "models", cwd=root, env=environment(COLUMNS="200"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "src/app.py:3:36" in done.stdout
    assert "use gen4_turbo" in done.stdout
    page = preflight("explain", "retired-model", cwd=root)
    assert (page.returncode, "preflight: allow retired-model REASON" in page.stdout) == (0, True)


def test_what_is_allowed_in_place_is_seen_and_strict_does_not_accept_it(tmp_path):
    root = app(tmp_path / "app", {"a.py": BAD.replace("\n", " preflight: allow retired-model a replay of old jobs\n")})
    wide = environment(COLUMNS="200")
    done = preflight("check", "--only", "models", cwd=root, env=wide)
    assert done.returncode == 0, done.stdout
    assert "allowed in place: a replay of old jobs" in done.stdout
    assert preflight("check", "--only", "models", "--strict", cwd=root, env=wide).returncode == 1


def test_the_installed_sdk_has_exactly_its_two_known_defects(tmp_path):
    shutil.copytree(Path(runwayml.__file__).parent, tmp_path / "runwayml", ignore=shutil.ignore_patterns("__pycache__"))
    root = app(tmp_path / "app", {"README.md": "x\n"})
    shutil.move(tmp_path / "runwayml", root / "vendored")
    files = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.py")}
    integration = review(Tree.of(files), VENDOR, TABLE)
    assert integration.as_text == ()
    (trap,) = integration.traps
    assert trap.rule == "poll-final-status"
    for finding in trap.findings:
        lines = files["vendored/lib/polling.py"].decode().splitlines()[: finding.line]
        around = next(line for line in reversed(lines) if line.lstrip().startswith(("def ", "async def ")))
        assert around.lstrip().startswith("def wait_for_task_output"), around
    assert len(trap.findings) == 2
