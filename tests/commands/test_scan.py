"""`preflight scan`, end to end through the installed script."""

import base64
import json
import random
import shutil
import signal
import subprocess
import time
from importlib.resources import files

import jsonschema
import pytest

from preflight.redact import redact
from tests.cli import SCRIPT, environment, preflight
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo
from tests.servers import answer, hang, playing

KEY = runway_key(21)
SHOWN = redact(KEY)
CODE = f'key = "{KEY}"\n'
MAYBE = f'key = "{KEY[:-20]}"\n'
SCHEMA = json.loads(files("preflight.data").joinpath("report.schema.json").read_text(encoding="utf-8"))
ORGANIZATION = {"creditBalance": 4200, "tier": {"maxMonthlyCreditSpend": 1, "models": {}}, "usage": {"models": {}}}
ACCEPT = ("--reason", "disabled in May", "--by", "owner@example.com")


@pytest.fixture
def repo(tmp_path):
    repository = make_repo(tmp_path / "app")
    repository.commit({"app.py": "print('hello')\n"})
    return repository


def scan(repo, *arguments, env=None):
    """The finished process; none of its output holds the key."""
    done = preflight("scan", *arguments, cwd=repo.root, env=env)
    assert KEY[10:] not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def verdict(repo, *arguments, env=None):
    """The one result of the JSON report, which obeys its schema."""
    document = json.loads(scan(repo, "--format", "json", *arguments, env=env).stdout)
    jsonschema.validate(document, SCHEMA)
    (result,) = document["results"]
    assert (result["check"], result["provider"], result["required"]) == ("secrets", None, True)
    return result


def test_0_clean_is_one_line_that_says_what_was_looked_at(repo):
    done = scan(repo)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("CLEAN (exit 0): no key in 3 objects and 1 file (")
    assert ", 1 ref, in 0." in done.stdout
    assert done.stdout.count("\n") == 1


def test_1_a_key_is_told_with_its_places_and_what_to_do(repo):
    first = repo.commit({"src/a.py": CODE})
    repo.commit({"src/b.py": f"\n{CODE}"})
    done = scan(repo)
    assert (done.returncode, done.stderr) == (1, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == f"✗ {SHOWN}  runway-api-key"
    assert "src/a.py:1:8  worktree" in lines
    assert f"src/a.py:1:8  history, {first[:10]} of 2026-03-01" in lines
    assert "src/b.py:2:8  worktree" in lines
    assert sum(SHOWN in line for line in lines) == 1
    assert lines[-1].startswith("NOT CLEAN (exit 1)")
    said = " ".join(lines)
    assert said.index("disable the key") < said.index("make a new one") < said.index("git filter-repo")


def test_the_remedy_has_the_pattern_of_an_own_rule(repo):
    repo.commit({"app.py": "acme" + f"_{runway_key()[4:44]}"})
    repo.write(".preflight.yml", "version: 1\nsecrets: {rules: {acme: {pattern: 'acme_[0-9a-f]{40}'}}}\n")
    for command in (["scan"], ["check", "--only", "secrets"]):
        done = preflight(*command, "--format", "json", cwd=repo.root)
        assert "'regex:acme_[0-9a-f]{40}==>REMOVED'" in json.loads(done.stdout)["results"][0]["remedy"]


def test_0_what_may_be_a_key_warns_unless_strict(repo):
    repo.write("app.py", MAYBE)
    assert (scan(repo).returncode, scan(repo, "--strict").returncode) == (0, 1)
    result = verdict(repo)
    assert (result["status"], result["findings"][0]["confidence"]) == ("warn", "possible")


def test_3_what_could_not_be_read_is_never_clean(repo, tmp_path):
    repo.commit({"app.py": "2\n"})
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(tmp_path / "shallow"))
    done = scan(TestRepo(tmp_path / "shallow"))
    assert done.returncode == 3
    assert "the clone is shallow" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("INCOMPLETE (exit 3)")


def test_3_nothing_read_is_never_clean_but_an_empty_repository_is(tmp_path):
    repo = make_repo(tmp_path / "app")
    assert (scan(repo).returncode, verdict(repo)["status"]) == (0, "pass")
    repo.git("commit", "-q", "--allow-empty", "-m", "x")
    shutil.rmtree(repo.root / ".git/objects")
    (repo.root / ".git/objects").mkdir()
    assert (scan(repo).returncode, verdict(repo)["status"]) == (3, "unknown")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--staged", "--worktree"], "exclude each other"),
        (["--since", "HEAD", "--staged"], "exclude each other"),
        (["--since", "nowhere"], "nowhere names no commit"),
        (["nowhere"], "nowhere does not exist"),
        (["app.py"], "app.py is not a directory"),
        (["--timeout", "0"], "not in the range"),
        (["--format", "nonsense"], "nonsense"),
        (["--write-baseline"], "--reason and --by are missing"),
        (["--reason", "x"], "go with --write-baseline"),
        (["--write-baseline", "--reason", KEY, "--by", "x"], "looks like a key"),
        (["--write-baseline", "--expires", "soon", *ACCEPT], "--expires soon"),
    ],
)
def test_2_usage(repo, arguments, says):
    done = scan(repo, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_2_a_config_or_baseline_that_is_none(repo):
    repo.write(".preflight/baseline.json", "{}")
    done = scan(repo)
    assert (done.returncode, done.stdout) == (2, "")
    assert "baseline.json:1:1" in done.stderr
    repo.write(".preflight.yml", "version: 1\nsecrts: {}\n")
    assert 'did you mean "secrets"?' in scan(repo).stderr


def test_files_on_disk_alone(repo):
    repo.commit({"old.py": CODE})
    (repo.root / "old.py").unlink()
    assert scan(repo).returncode == 1
    done = scan(repo, "--worktree")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no key in 1 file on disk" in done.stdout


def test_what_a_pull_request_brings(repo):
    repo.commit({"old.py": runway_key(22)})
    repo.git("branch", "base")
    repo.commit({"b.py": "2\n"})
    assert scan(repo, "--since", "base").returncode == 0
    nothing = scan(repo, "--since", "HEAD")
    assert (nothing.returncode, nothing.stdout) == (0, "CLEAN (exit 0): nothing new since HEAD\n")
    repo.commit({"new.py": CODE})
    result = verdict(repo, "--since", "base")
    assert [(f["path"], f["where"], f["redacted"]) for f in result["findings"]] == [("new.py", "history", SHOWN)]
    assert result["data"]["scope"] == "since base"


def test_the_key_that_this_environment_uses_is_called_out(repo):
    repo.commit({"old.py": CODE})
    assert (
        f"{SHOWN} is what this environment uses" in verdict(repo, env=environment(RUNWAYML_API_SECRET=KEY))["message"]
    )
    repo.write(".preflight.yml", "version: 1\nsecrets: {exclude: [old.py]}\n")
    assert (
        f"{SHOWN} is what this environment uses" in verdict(repo, env=environment(RUNWAYML_API_SECRET=KEY))["message"]
    )


def test_a_rule_of_the_projects_own_is_looked_for_everywhere(repo):
    token = "acme_" + "".join(random.Random(5).choices("0123456789abcdef", k=40))
    rule = 'rules: {acme-token: {pattern: "acme_[0-9a-f]{40}"}}'
    repo.commit({".preflight.yml": f"version: 1\nsecrets: {{{rule}}}\n", "old.txt": f"{token}\n"})
    repo.git("branch", "base")
    (repo.root / "old.txt").unlink()
    repo.commit({"b64.txt": base64.b64encode(f"x={token}\n".encode())})
    repo.git("repack", "-adq")
    repo.write("new.txt", token)
    repo.git("add", "new.txt")
    findings = verdict(repo)["findings"]
    assert {(f["rule"], f["path"], f["where"], *f["encoding"]) for f in findings} == {
        ("acme-token", "old.txt", "history"),
        ("acme-token", "b64.txt", "history", "base64"),
        ("acme-token", "b64.txt", "worktree", "base64"),
        ("acme-token", "new.txt", "index"),
        ("acme-token", "new.txt", "worktree"),
    }
    assert [f["path"] for f in verdict(repo, "--since", "base")["findings"]] == ["b64.txt"]
    assert [f["path"] for f in verdict(repo, "--staged")["findings"]] == ["new.txt"]
    repo.write(".preflight.yml", f"version: 1\nsecrets: {{{rule[:-2]}, confidence: possible}}}}}}\n")
    assert (scan(repo).returncode, scan(repo, "--strict").returncode) == (0, 1)


def test_a_rule_that_cannot_be_used_is_an_error_at_its_place(repo):
    repo.write(".preflight.yml", 'version: 1\nsecrets: {rules: {all: {pattern: "(a+)+$"}}}\n')
    done = scan(repo)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".preflight.yml:2:34" in done.stderr
    assert "the pattern is not understood" in done.stderr


def test_an_exclude_is_told_with_what_it_hid_in_every_format(repo):
    repo.commit({"tests/a.py": CODE, ".preflight.yml": 'version: 1\nsecrets: {exclude: ["tests/**"]}\n'})
    done = scan(repo)
    assert done.returncode == 0
    assert "exclude tests/** (.preflight.yml:2:21)" in done.stdout
    assert "secrets.exclude tests/**" in done.stdout
    assert {f["set_aside"] for f in verdict(repo)["findings"]} == {"exclude tests/** (.preflight.yml:2:21)"}
    assert scan(repo, "--strict").returncode == 1


def test_a_comment_allows_with_a_reason_alone(repo):
    repo.write("app.py", f"{CODE[:-1]}  # preflight: allow a documented example\n")
    result = verdict(repo)
    assert (result["status"], result["findings"][0]["set_aside"]) == ("warn", "allowed in place: a documented example")
    repo.write("app.py", f"{CODE[:-1]}  # preflight: allow\n")
    result = verdict(repo)
    assert result["status"] == "fail"
    assert "without a reason does not count: app.py:1" in result["message"]


def test_a_baseline_accepts_what_was_found_and_nothing_else(repo):
    repo.commit({"old.py": CODE})
    written = scan(repo, "--write-baseline", *ACCEPT)
    assert written.returncode == 0
    assert "wrote .preflight/baseline.json: 1 key, 1 new, 0 gone; commit it" in written.stderr
    text = (repo.root / ".preflight/baseline.json").read_text(encoding="utf-8")
    assert KEY[4:] not in text
    assert SHOWN[-8:] not in text
    result = verdict(repo)
    assert (result["status"], len(result["findings"])) == ("warn", 2)
    assert all(f["set_aside"].startswith("baseline: disabled in May (by owner@example.com") for f in result["findings"])
    assert scan(repo, "--strict").returncode == 1
    assert preflight("check", "--only", "secrets", cwd=repo.root).returncode == 0
    repo.write("new.py", CODE)
    assert "of these 1 new place: new.py:1" in verdict(repo)["message"]
    repo.write("new.py", runway_key(22))
    assert scan(repo).returncode == 1


def test_a_baseline_survives_a_rewritten_history_and_tells_what_is_stale(repo):
    repo.commit({"old.py": CODE, "gone.py": runway_key(22)})
    scan(repo, "--write-baseline", *ACCEPT)
    repo.write("old.py", f"\n\n{CODE}")
    (repo.root / "gone.py").unlink()
    repo.git("add", "-A")
    repo.git("commit", "-q", "--amend", "-m", "again")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    result = verdict(repo)
    assert (result["status"], len(result["data"]["stale"])) == ("warn", 1)
    assert "no longer found, yet in the baseline" in result["message"]
    assert "0 new, 1 gone" in scan(repo, "--write-baseline", *ACCEPT).stderr
    assert verdict(repo)["data"]["stale"] == []


def test_a_baseline_elsewhere_is_the_configs_to_name(repo):
    repo.commit({"old.py": CODE, ".preflight.yml": "version: 1\nsecrets: {baseline: keys.json}\n"})
    assert "wrote keys.json" in scan(repo, "--write-baseline", *ACCEPT).stderr
    done = scan(repo)
    assert done.returncode == 0
    (row,) = (line for line in done.stdout.splitlines() if "secrets.baseline keys.json" in line)
    assert "keys in it do not count" in row
    assert ".preflight.yml:2:21" in row


def test_a_file_that_is_no_baseline_is_not_overwritten(repo):
    repo.commit({"old.py": CODE})
    done = scan(repo, "--write-baseline", "app.py", *ACCEPT)
    assert (done.returncode, done.stdout) == (2, "")
    assert (repo.root / "app.py").read_text(encoding="utf-8") == "print('hello')\n"


def live_environment(vendor):
    return environment(RUNWAYML_BASE_URL=vendor.url)


def test_an_active_key_is_said_first_and_cannot_be_waived_or_accepted(repo):
    waiver = "- {check: secrets, reason: later, by: owner@example.com, expires: 2099-01-01}"
    exclude = 'secrets: {exclude: ["old.py"]}'
    repo.commit({"old.py": CODE, ".preflight.yml": f"version: 1\n{exclude}\nwaivers:\n  {waiver}\n"})
    assert scan(repo).returncode == 0
    with playing(answer(200, ORGANIZATION)) as vendor:
        result = verdict(repo, "--live", env=live_environment(vendor))
        assert (result["status"], result["waived"]) == ("fail", None)
        assert result["message"].startswith(f"ACTIVE, the vendor accepts {SHOWN}")
        assert {f["live"] for f in result["findings"]} == {"active"}
        assert len(vendor.heads) == 1
        written = scan(repo, "--live", "--write-baseline", *ACCEPT, env=live_environment(vendor))
    assert written.returncode == 1
    assert "0 keys, 0 new" in written.stderr
    assert "1 key not written" in written.stderr
    assert "ACTIVE: the vendor accepts it" in written.stdout


def test_an_inactive_key_still_fails_and_says_what_is_left_to_do(repo):
    repo.commit({"old.py": CODE})
    with playing(answer(401, {"error": "no"})) as vendor:
        result = verdict(repo, "--live", env=live_environment(vendor))
    assert (result["status"], {f["live"] for f in result["findings"]}) == ("fail", {"inactive"})
    assert "--write-baseline" in result["remedy"]


def test_without_live_no_vendor_is_asked(repo):
    repo.commit({"old.py": CODE})
    with playing(answer(200, ORGANIZATION)) as vendor:
        assert {f["live"] for f in verdict(repo, env=live_environment(vendor))["findings"]} == {"not-asked"}
        assert vendor.heads == []


def test_130_an_interrupt_is_obeyed_at_once_even_while_a_vendor_hangs(repo):
    repo.commit({"old.py": CODE})
    with playing(hang) as vendor:
        process = subprocess.Popen(
            [SCRIPT, "scan", "--live", "--timeout", "60"],
            cwd=repo.root,
            env=live_environment(vendor),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        while not vendor.heads:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err.strip()) == (130, "", "preflight: interrupted")


def test_files_get_the_report_too(repo, tmp_path):
    repo.write("app.py", CODE)
    done = scan(repo, "-q", "--output", f"json={tmp_path / 'r.json'}", "--output", f"text={tmp_path / 'r.txt'}")
    assert done.returncode == 1
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["exit_code"] == 1
    assert SHOWN in (tmp_path / "r.txt").read_text(encoding="utf-8")
