"""`shared-keys`: from the environments' keys to verdicts."""

from dataclasses import replace
from datetime import date

import pytest

from preflight.facts.environments import leaked_keys
from preflight.posture.environment_keys import EnvironmentKey, EnvironmentKeys, Records
from preflight.redact import Secret, redact
from preflight.secrets.model import SecretScan
from preflight.verdict import Status, Where
from preflight_checks.shared_keys import shared_keys
from tests.checks.test_secrets import LOOKED, finding
from tests.cli import app, environment, preflight
from tests.keys import runway_key

RECORDS = Records(salt=bytes(16))
NAME = "RUNWAYML_API_SECRET"
ONE, TWO, THREE = (runway_key(seed) for seed in (1, 2, 3))
CLEAN = SecretScan(findings=(), coverage=LOOKED)


def used(environment, key, *, recorded=False, file=None):
    source = f"{NAME} as recorded on 2026-11-01" if recorded else f"{NAME} in {file or 'the environment'}"
    secret = Secret(key)
    return EnvironmentKey(
        environment=environment, source=source, hash=RECORDS.hash(secret), key=None if recorded else secret, file=file
    )


def judged(*keys, scan=CLEAN, **facts):
    names = tuple(dict.fromkeys((*(one.environment for one in keys), *facts.get("missing", {}))))
    environments = EnvironmentKeys(**{"declared": names, "keys": keys, "records": RECORDS, **facts})
    return list(shared_keys(environments, leaked_keys.gather(environments, scan), scan))


@pytest.mark.parametrize(
    ("keys", "facts", "status", "says"),
    [
        ((), {}, Status.SKIP, "no environments are declared"),
        ((used("production", ONE),), {}, Status.SKIP, "only production is declared"),
        (
            (used("production", ONE), used("staging", TWO)),
            {},
            Status.PASS,
            f"2 environments with keys of their own: production ({NAME} in the environment); staging (",
        ),
        (
            (used("production", ONE), used("staging", TWO)),
            {"undeclared": ("old",)},
            Status.PASS,
            "recorded, but not declared: old",
        ),
        (
            (used("production", ONE), used("staging", ONE, file=".env.staging")),
            {},
            Status.FAIL,
            f"production and staging use the same key ({redact(ONE)}): production ({NAME} in the environment); "
            f"staging ({NAME} in .env.staging)",
        ),
        (
            (used("production", ONE, recorded=True), used("staging", ONE, recorded=True)),
            {},
            Status.FAIL,
            f"production and staging use the same key: production ({NAME} as recorded on 2026-11-01)",
        ),
        (
            (used("production", ONE), used("production", TWO, recorded=True), used("staging", TWO)),
            {},
            Status.FAIL,
            "production and staging use the same key",
        ),
        ((used("production", ONE), used("production", ONE)), {}, Status.SKIP, "only production"),
    ],
)
def test_keys_are_compared(keys, facts, status, says):
    (verdict,) = judged(*keys, **facts)
    assert verdict.status is status
    assert says in verdict.message
    assert ONE not in repr(verdict)


def test_every_shared_key_has_its_own_answer():
    verdicts = judged(used("a", ONE), used("b", ONE), used("c", TWO), used("d", TWO), used("e", THREE))
    assert [(v.status, v.subject) for v in verdicts] == [(Status.FAIL, "a, b"), (Status.FAIL, "c, d")]


def test_what_is_neither_here_nor_recorded_is_unknown_with_the_command():
    (verdict,) = judged(used("production", ONE), missing={"my staging": "not set"})
    assert (verdict.status, verdict.subject) == (Status.UNKNOWN, "my staging")
    assert verdict.message == "the key of my staging is neither here nor recorded: not set"
    assert "`preflight keys record --environment 'my staging'`; commit .preflight/keys.json" in verdict.remedy


def test_an_unknown_does_not_hide_a_failure():
    verdicts = judged(used("a", ONE), used("b", ONE), missing={"c": "not set"})
    assert [v.status for v in verdicts] == [Status.FAIL, Status.UNKNOWN]


def test_a_key_that_differs_from_the_record_warns():
    (verdict,) = judged(used("production", ONE), used("staging", TWO), changed={"production": date(2026, 11, 1)})
    assert (verdict.status, verdict.subject) == (Status.WARN, "production")
    assert "not the one recorded on 2026-11-01" in verdict.message


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("kind", ["findings", "accepted", "allowed"])
def test_a_key_that_stands_in_the_repository_is_called_out(recorded, kind):
    scan = SecretScan(
        **{"findings": (), "coverage": LOOKED, kind: (finding(redacted=redact(ONE)), finding(redacted=redact(THREE)))},
        keys={redact(ONE): Secret(ONE), redact(THREE): Secret(THREE)},
    )
    (verdict,) = judged(used("production", ONE, recorded=recorded), used("staging", TWO), scan=scan)
    assert (verdict.status, verdict.subject) == (Status.FAIL, "production")
    assert verdict.message == f"production uses {redact(ONE)}, which stands in the repository in 1 place"
    assert [f.redacted for f in verdict.findings] == [redact(ONE)]
    assert ONE not in repr(verdict)


def test_the_file_that_the_config_names_is_no_leak_but_its_history_is():
    key = {redact(ONE): Secret(ONE)}
    here = finding(redacted=redact(ONE))
    named = used("staging", ONE, file=here.path)
    on_disk = SecretScan(findings=(here,), coverage=LOOKED, keys=key)
    assert [v.status for v in judged(named, used("production", TWO), scan=on_disk)] == [Status.PASS]
    committed = SecretScan(findings=(here, replace(here, where=Where.HISTORY)), coverage=LOOKED, keys=key)
    (verdict,) = judged(named, used("production", TWO), scan=committed)
    assert [f.where for f in verdict.findings] == [Where.HISTORY]


CONFIG = f"""\
version: 1
environments:
  production: {{env: {NAME}}}
  staging: {{file: .env.staging}}
"""


def repository(tmp_path):
    root = app(tmp_path / "app", {".preflight.yml": CONFIG, ".gitignore": ".env*\n", "a.py": "1\n"})
    (root / ".env.staging").write_text(f"{NAME}={ONE}\n")
    return root


def check(root, *options, **env):
    done = preflight("check", "--only", "shared-keys", *options, cwd=root, env=environment(COLUMNS="200", **env))
    assert ONE not in done.stdout + done.stderr
    return done


def test_a_user_sees_which_environments_share_a_key(tmp_path):
    root = repository(tmp_path)
    done = check(root, RUNWAYML_API_SECRET=ONE)
    assert done.returncode == 1
    assert f"production and staging use the same key ({redact(ONE)})" in done.stdout
    assert check(root, RUNWAYML_API_SECRET=TWO).returncode == 0


def test_an_environment_that_is_elsewhere_is_recorded_there_and_compared_here(tmp_path):
    root = repository(tmp_path)
    unknown = check(root)
    assert unknown.returncode == 3
    assert "preflight keys record --environment production" in unknown.stdout
    recorded = preflight(
        "keys", "record", "--environment", "production", cwd=root, env=environment(RUNWAYML_API_SECRET=TWO)
    )
    assert recorded.returncode == 0, recorded.stderr
    assert check(root).returncode == 0
    preflight("keys", "record", "--environment", "production", cwd=root, env=environment(RUNWAYML_API_SECRET=ONE))
    assert check(root).returncode == 1


def test_a_recorded_key_that_leaked_is_judged_the_same_from_the_evidence(tmp_path):
    """Where its hash alone is known: the bundle tells who uses it, and nothing else of it."""
    root = repository(tmp_path)
    preflight("keys", "record", "--environment", "production", cwd=root, env=environment(RUNWAYML_API_SECRET=TWO))
    (root / "settings.py").write_text(f"KEY = '{TWO}'\n")
    bundle = tmp_path / "bundle.zip"
    preflight("review", "--no-input", "--offline", "--bundle", bundle, cwd=root, env=environment())
    again = preflight("check", "--from", bundle, "--only", "shared-keys", cwd=tmp_path, env=environment(COLUMNS="200"))
    assert again.returncode == 1, again.stdout + again.stderr
    assert f"production uses {redact(TWO)}, which stands in the repository in 1 place" in again.stdout


def test_the_sandbox_reads_no_environment(tmp_path):
    root = repository(tmp_path)
    done = check(root, "--sandbox", RUNWAYML_API_SECRET=ONE)
    assert done.returncode == 0
    assert "no environments are declared" in done.stdout


def test_a_broken_record_is_told_with_its_place(tmp_path):
    root = repository(tmp_path)
    (root / ".preflight").mkdir()
    (root / ".preflight" / "keys.json").write_text("{}\n")
    done = check(root, RUNWAYML_API_SECRET=TWO)
    assert done.returncode == 3
    assert ".preflight/keys.json:1:1: this is no record" in done.stdout
