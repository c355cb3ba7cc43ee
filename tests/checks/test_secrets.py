"""`secrets`: from a scan's outcome to verdicts."""

import pytest

from preflight.secrets.model import Coverage, Exclude, Hidden, SecretScan
from preflight.verdict import Confidence, Finding, Status, Where
from preflight_checks.secrets import secrets

LOOKED = Coverage(objects=12, bytes=3_100_000, files=3, refs=2, worktrees=1, seconds=0.24)


def finding(confidence=Confidence.CERTAIN, redacted="key_…1a2b3c4d"):
    return Finding(
        rule="runway-api-key",
        confidence=confidence,
        where=Where.WORKTREE,
        redacted=redacted,
        fingerprint="f",
        path="a.py",
        line=1,
        column=1,
    )


POSSIBLE = finding(Confidence.POSSIBLE)


@pytest.mark.parametrize(
    ("facts", "status", "says"),
    [
        ({}, Status.PASS, "no key in 12 objects and 3 files (3.1 MB), 2 refs, in 0.2 s"),
        ({"findings": (finding(), finding())}, Status.FAIL, "1 key in 2 places"),
        ({"findings": (POSSIBLE,)}, Status.WARN, "1 string that may be a key"),
        ({"incomplete": ("shallow clone",)}, Status.UNKNOWN, "not everything could be read: shallow clone"),
        ({"findings": (POSSIBLE,), "incomplete": ("shallow clone",)}, Status.UNKNOWN, "shallow clone"),
        ({"findings": (finding(),), "incomplete": ("shallow clone",)}, Status.FAIL, "1 key in 1 place"),
        ({"empty": True}, Status.PASS, "the repository is empty"),
        (
            {"findings": (finding(),), "own": frozenset({"key_…1a2b3c4d"})},
            Status.FAIL,
            "key_…1a2b3c4d being the one this environment uses",
        ),
    ],
)
def test_outcomes_are_never_merged(facts, status, says):
    (verdict,) = secrets(SecretScan(**{"findings": (), "coverage": LOOKED, **facts}))
    assert verdict.status is status
    assert says in verdict.message


def test_the_remedy_begins_with_disabling_the_key():
    (verdict,) = secrets(SecretScan(findings=(finding(),), coverage=LOOKED))
    assert verdict.remedy.startswith("disable the key in the portal first")


def test_what_an_exclude_hid_is_said():
    hidden = Hidden(Exclude("tests/**", ".preflight.yml:3:14"), (finding(),))
    clean, said = secrets(SecretScan(findings=(), coverage=LOOKED, hidden=(hidden,)))
    assert clean.status is Status.PASS
    assert said.status is Status.WARN
    assert said.message == "1 finding hidden by the exclude tests/**"
