"""The launch review, end to end: what it writes, what it asks, and that its evidence stands on its own."""

import json
import re
import subprocess
import time
import zipfile

import pytest

from preflight.reports import formats
from tests.cli import SCRIPT, app, environment, preflight
from tests.keys import runway_key
from tests.servers import answer, playing
from tests.ssh import make_key, needs_ssh_keygen, signer_line
from tests.terminals import at_a_terminal

CONFIG = """\
version: 1
providers: {runway: {workload: {gen4.5: {per_day: 60, peak_per_hour: 9, credits_each: 60}}}}
"""
ACCOUNT = {
    "creditBalance": 90_000,
    "tier": {
        "maxMonthlyCreditSpend": 200_000,
        "models": {"gen4.5": {"maxConcurrentGenerations": 5, "maxDailyGenerations": 1000}},
    },
    "usage": {"models": {}},
}
RUNWAY = answer(200, ACCOUNT)
TERMS = ("--set", "threshold=50000", "--set", "amount=100000")


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app", {"app.py": "print()\n", ".preflight.yml": CONFIG})


@pytest.fixture
def vendor():
    with playing(RUNWAY) as server:
        yield server


def env_for(server):
    return environment(RUNWAYML_API_SECRET=runway_key(), RUNWAYML_BASE_URL=server.url)


def attest(repository, *more):
    done = preflight(
        "attest", "autobilling", "--by", "owner@example.com", "--evidence", "https://example.com/1", *TERMS, *more,
        cwd=repository,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def without_times(document):
    for row in document["results"]:
        row["duration_ms"] = 0
    return document


def test_it_writes_the_report_and_a_bundle_that_judges_the_same_again(repository, vendor, tmp_path):
    attest(repository)
    done = preflight("review", "--no-input", "--bundle", "../may.zip", cwd=repository, env=env_for(vendor))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrote ../may.html" in done.stderr
    assert (tmp_path / "may.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with zipfile.ZipFile(tmp_path / "may.zip") as bundle:
        names = set(bundle.namelist())
        first = json.loads(bundle.read("report/report.json"))
        assert bundle.read("report/report.html").decode() == (tmp_path / "may.html").read_text(encoding="utf-8")
    assert {"manifest.json", "facts.json", "run.json", "waivers.json", "config/.preflight.yml"} <= names
    assert "config/attestations.yml" in names
    assert len([name for name in names if name.startswith("report/")]) == len(formats())

    elsewhere = tmp_path / "elsewhere"  # another machine: no repository, no key, and the vendor is not asked
    elsewhere.mkdir()
    asked = len(vendor.heads)
    again = preflight("check", "--from", "../may.zip", "--format", "json", cwd=elsewhere)
    assert again.returncode == done.returncode
    assert without_times(json.loads(again.stdout)) == without_times(first)
    assert "judged again from ../may.zip" in again.stderr
    assert len(vendor.heads) == asked


def test_what_nobody_has_attested_is_listed_with_the_command_to_type(repository, vendor):
    done = preflight("review", cwd=repository, env=env_for(vendor))
    assert done.returncode == 3
    assert "  autobilling for runway: no API tells" in done.stdout
    assert "preflight attest autobilling --provider runway --by YOU" in done.stdout


def test_what_is_about_to_lapse_is_listed_too(repository, vendor):
    attest(repository, "--expires", "9d")
    waived = preflight("waive", "credits", "--reason", "soft launch", "--by", "me", "--expires", "3d", cwd=repository)
    assert waived.returncode == 0, waived.stderr
    with playing(answer(200, {**ACCOUNT, "creditBalance": 10_000})) as server:
        done = preflight("review", "--no-input", cwd=repository, env=env_for(server))
    assert "autobilling for runway: stated by owner@example.com on" in done.stdout
    assert "lapses in 9 days" in done.stdout
    assert "preflight attest renew autobilling --provider runway" in done.stdout
    assert "Waivers to decide anew (1)\n  credits: by me, lapses on" in done.stdout
    assert "in 3 days: soft launch\n    preflight waive credits --reason REASON" in done.stdout


def test_beside_another_format_the_list_goes_to_stderr(repository, vendor):
    done = preflight("review", "--format", "json", cwd=repository, env=env_for(vendor))
    json.loads(done.stdout)
    assert "  autobilling for runway: " in done.stderr


def test_at_a_terminal_a_person_is_walked_through(repository, vendor):
    """Have you looked? yes; who; until when; then the evidence and the numbers, as `attest` asks for them."""
    answers = "y\nowner@example.com\n30d\nhttps://example.com/1\n50000\n100000\nq\n"
    code, shown, out = at_a_terminal("review", cwd=repository, answers=answers, env=env_for(vendor))
    assert code == 0, shown + out
    assert re.search(r"1 of \d+: autobilling for runway", shown)
    assert "recorded: autobilling for runway by owner@example.com" in shown
    assert "\nREADY (exit 0)" in out
    assert "  autobilling for runway:" not in out
    assert "https://example.com/1" in (repository / ".preflight/attestations.yml").read_text(encoding="utf-8")
    asked = [head.partition(b"\r\n")[0] for head in vendor.heads]
    assert len(asked) == len(set(asked)) > 0  # judged twice, asked once
    (bundle,) = repository.glob("preflight-review/*.zip")
    with zipfile.ZipFile(bundle) as opened:
        assert "https://example.com/1" in opened.read("config/attestations.yml").decode()
        assert json.loads(opened.read("report/report.json"))["verdict"] == "ready"


@pytest.mark.parametrize(
    ("answers", "says"), [("n\nq\n", ""), ("q\n", ""), ("y\nme\nlast week\nq\n", "not recorded: --expires")]
)
def test_who_has_not_looked_records_nothing(repository, vendor, answers, says):
    code, shown, out = at_a_terminal("review", cwd=repository, answers=answers, env=env_for(vendor))
    assert code == 3
    assert says in shown
    assert "  autobilling for runway: " in out
    assert not (repository / ".preflight").exists()


def test_no_input_asks_nothing_even_at_a_terminal(repository, vendor):
    code, shown, out = at_a_terminal("review", "--no-input", cwd=repository, answers="", env=env_for(vendor))
    assert code == 3
    assert "Have you looked" not in shown
    assert "  autobilling for runway: " in out


def test_a_review_does_not_look_at_the_last_one(repository):
    """Its report names the vendor and lies below the repository: it must not count as the repository's code."""
    reports = []
    for number in range(2):
        done = preflight("review", "--sandbox", "--format", "json", cwd=repository)
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
        assert len(list(repository.glob("preflight-review/*.zip"))) == number + 1
        time.sleep(1.1)  # their names tell seconds
    first, second = ({row["check"]: row["status"] for row in report["results"]} for report in reports)
    assert first == second
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=repository, capture_output=True, check=True, text=True
    )
    assert status.stdout == ""


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_folder_that_is_not_its_own_is_refused(repository, tmp_path, kind):
    """The repository under review must not choose where the evidence goes."""
    (tmp_path / "elsewhere").mkdir()
    if kind == "link":
        (repository / "preflight-review").symlink_to(tmp_path / "elsewhere")
    else:
        (repository / "preflight-review").write_text("")
    done = preflight("review", "--sandbox", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "preflight-review is no folder of its own" in done.stderr
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("arguments", ["review --sandbox", "diff old.zip old.zip", "check --from old.zip"])
@pytest.mark.parametrize("ending", [" | head -1", " >&-"])
def test_a_reader_that_goes_away_is_no_error(repository, arguments, ending):
    preflight("review", "--sandbox", "--bundle", "old.zip", cwd=repository)
    script = f"'{SCRIPT}' {arguments}{ending}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=repository, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_evidence_is_not_overwritten(repository, tmp_path):
    (tmp_path / "may.zip").write_bytes(b"precious")
    done = preflight("review", "--sandbox", "--bundle", "../may.zip", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "../may.zip is there already" in done.stderr
    assert (tmp_path / "may.zip").read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("bundle", "says"), [("nowhere/x.zip", "there is no such directory"), ("x.html", "the HTML report goes there")]
)
def test_a_bundle_that_cannot_be_written_is_told_before_anything_is_asked(repository, bundle, says):
    done = preflight("review", "--sandbox", "--bundle", bundle, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize("scenario", ["healthy", "no-credits", "bad-key", "outage", "garbage"])
def test_every_scenario_is_judged_the_same_again(repository, tmp_path, scenario):
    done = preflight("review", "--sandbox", scenario, "--bundle", "../b.zip", "--timeout", "3", cwd=repository)
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        first = json.loads(bundle.read("report/report.json"))
    again = preflight("check", "--from", "../b.zip", "--format", "json", cwd=repository)
    assert again.returncode == done.returncode == first["exit_code"]
    assert without_times(json.loads(again.stdout)) == without_times(first)


@pytest.mark.parametrize("option", [["--config", ".preflight.yml"], ["--sandbox"], ["."], ["--provider", "runway"]])
def test_what_makes_no_sense_beside_a_bundle_is_refused(repository, option):
    done = preflight("check", "--from", "x.zip", *option, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "has no place beside it" in done.stderr


@pytest.mark.parametrize("command", [["check", "--from", "x.zip"], ["diff", "x.zip", "x.zip"]])
def test_a_file_that_is_no_bundle_is_a_usage_error(repository, command):
    (repository / "x.zip").write_bytes(b"PK\x03\x04 nonsense")
    done = preflight(*command, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no evidence bundle" in done.stderr
    assert "Traceback" not in done.stderr


def test_diff_of_two_reviews(repository):
    for name, scenario in (("old", "healthy"), ("new", "tier-too-small")):
        preflight("review", "--sandbox", scenario, "--bundle", f"../{name}.zip", cwd=repository)
    worse = preflight("diff", "../old.zip", "../new.zip", cwd=repository)
    assert (worse.returncode, worse.stderr) == (1, "")
    assert "daily-volume runway gen4.5: pass → fail" in worse.stdout
    assert "runway monthly cap: 2,000,000 → 10,000" in worse.stdout
    better = preflight("diff", "../new.zip", "../old.zip", "--format", "json", cwd=repository)
    assert (better.returncode, json.loads(better.stdout)["got_worse"]) == (0, False)


@needs_ssh_keygen
def test_a_signed_bundle_is_verified_by_ssh_keygen_alone(repository, tmp_path):
    """As the README in the bundle says it."""
    key = make_key(tmp_path / "id")
    done = preflight("review", "--sandbox", "--bundle", "b.zip", "--sign-with", key, "--no-input", cwd=repository)
    assert done.returncode == 0, done.stderr
    assert ", signed)" in done.stderr
    with zipfile.ZipFile(repository / "b.zip") as bundle:
        bundle.extractall(tmp_path, ["manifest.json", "manifest.json.sig"])
    (tmp_path / "allowed_signers").write_text(signer_line("you@example.com", key), encoding="utf-8")
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "you@example.com",
               "-n", "preflight-bundle", "-s", "manifest.json.sig"]  # fmt: skip
    message = (tmp_path / "manifest.json").read_bytes()
    assert subprocess.run(command, cwd=tmp_path, input=message, check=False, capture_output=True).returncode == 0
    tampered = message.replace(b"production", b"staging")
    assert subprocess.run(command, cwd=tmp_path, input=tampered, check=False, capture_output=True).returncode != 0
    assert "its signature was not verified" in preflight("check", "--from", "b.zip", cwd=repository).stderr


@needs_ssh_keygen
def test_a_key_that_cannot_sign_is_told(repository, tmp_path):
    done = preflight("review", "--sandbox", "--bundle", "b.zip", "--sign-with", tmp_path / "no-key", cwd=repository)
    assert done.returncode == 2
    assert "there is no such key file" in done.stderr
    assert not (repository / "b.zip").exists()
