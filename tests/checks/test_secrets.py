"""`secrets`: from a scan's outcome to verdicts."""

import pytest

from preflight.secrets.model import Coverage, Exclude, Hidden, Scope, SecretScan, Since
from preflight.verdict import Confidence, Finding, Live, Status, Where
from preflight_checks.secrets import secrets

LOOKED = Coverage(objects=12, bytes=3_100_000, files=3, refs=2, worktrees=1, seconds=0.24)


def finding(confidence=Confidence.CERTAIN, live=Live.NOT_ASKED, where=Where.WORKTREE, **more):
    return Finding(
        **{
            "live": live,
            "rule": "runway-api-key",
            "confidence": confidence,
            "where": where,
            "redacted": "key_…1a2b3c4d",
            "fingerprint": "f",
            "path": "a.py",
            "line": 1,
            "column": 1,
            **more,
        }
    )


POSSIBLE = finding(Confidence.POSSIBLE)
HIDDEN = Hidden(Exclude("tests/**", ".preflight.yml:3:14"), (finding(),))
NOTHING = {"coverage": Coverage()}


@pytest.mark.parametrize(
    ("facts", "status", "says"),
    [
        ({}, Status.PASS, "no key in 12 objects and 3 files (3.1 MB), 2 refs, in 0.24 s"),
        ({"findings": (finding(), finding())}, Status.FAIL, "1 key in 2 places"),
        ({"findings": (POSSIBLE,)}, Status.WARN, "1 string that may be a key"),
        ({"incomplete": ("shallow clone",)}, Status.UNKNOWN, "not everything could be read: shallow clone"),
        ({"findings": (POSSIBLE,), "incomplete": ("shallow clone",)}, Status.UNKNOWN, "shallow clone"),
        (
            {"findings": (finding(),), "incomplete": ("shallow clone",)},
            Status.FAIL,
            "there may be more, as not everything could be read: shallow clone",
        ),
        ({"empty": True, **NOTHING}, Status.PASS, "the repository is empty"),
        ({"empty": True, "scope": Scope.STAGED, **NOTHING}, Status.PASS, "nothing is staged"),
        (NOTHING, Status.UNKNOWN, "nothing was read, so nothing is known"),
        ({"scope": Since("main"), **NOTHING}, Status.UNKNOWN, "0 objects (0 bytes) of main..HEAD"),
        ({"scope": Since("main"), "empty": True, **NOTHING}, Status.PASS, "nothing new since main"),
        ({"scope": Scope.STAGED}, Status.PASS, "no key in 12 staged files (3.1 MB)"),
        ({"scope": Scope.WORKTREE}, Status.PASS, "no key in 3 files on disk (3.1 MB)"),
        ({"hidden": (HIDDEN,)}, Status.WARN, "1 finding hidden by the exclude tests/** (.preflight.yml:3:14)"),
        ({"all_excluded": True}, Status.WARN, "every file lies below an exclude, so no key would count"),
        ({"accepted": (finding(),)}, Status.WARN, "1 key in 1 place accepted by the baseline"),
        ({"allowed": (finding(),)}, Status.WARN, "1 finding allowed in place: a.py:1"),
        ({"allowed": (POSSIBLE,)}, Status.PASS, "1 finding allowed in place: a.py:1"),
        (
            {"accepted": (finding(),), "new_places": (finding(),)},
            Status.WARN,
            "of these 1 new place: a.py:1",
        ),
        (
            {"findings": (finding(),), "unreasoned": (finding(),)},
            Status.FAIL,
            "`preflight: allow` without a reason does not count: a.py:1",
        ),
        ({"stale": ("1a2b3c4d (old)",)}, Status.PASS, "no longer found, yet in the baseline: 1a2b3c4d (old)"),
        ({"stale": ("a", "b", "c", "d", "e")}, Status.PASS, "yet in the baseline: a, b, c and 2 more"),
        ({"expired": ("1a2b3c4d (old), on 2026-01-01",)}, Status.PASS, "expired in the baseline: 1a2b3c4d (old)"),
        (
            {"findings": (finding(live=Live.UNKNOWN),), "unanswered": ("HTTP 503",)},
            Status.FAIL,
            "not every key could be asked about: HTTP 503",
        ),
        ({"findings": (finding(live=Live.INACTIVE),)}, Status.FAIL, "1 key in 1 place, rejected by the vendor"),
        (
            {"findings": (finding(Confidence.POSSIBLE, live=Live.ACTIVE),), "incomplete": ("shallow clone",)},
            Status.FAIL,
            "ACTIVE, the vendor accepts key_…1a2b3c4d: 1 key in 1 place",
        ),
        (
            {"findings": (finding(),), "own": frozenset({"key_…1a2b3c4d"})},
            Status.FAIL,
            "key_…1a2b3c4d is what this environment uses",
        ),
    ],
)
def test_outcomes_are_never_merged(facts, status, says):
    (verdict,) = secrets(SecretScan(**{"findings": (), "coverage": LOOKED, **facts}))
    assert verdict.status is status
    assert says in verdict.message


@pytest.mark.parametrize("live", [Live.NOT_ASKED, Live.ACTIVE, Live.UNKNOWN])
def test_the_remedy_begins_with_disabling_the_key(live):
    found = finding(live=live, where=Where.HISTORY)
    (verdict,) = secrets(SecretScan(findings=(found,), coverage=LOOKED))
    disable, roll, rewrite = (verdict.remedy.index(word) for word in ("disable", "make a new one", "filter-repo"))
    assert 0 == disable < roll < rewrite


GC = "git reflog expire --expire=now --all && git gc --prune=now"
CLONE = "git clone --mirror URL"


@pytest.mark.parametrize(
    ("found", "says", "does_not_say"),
    [
        ([finding()], ["move the key out of the file"], ["git "]),
        ([finding(where=Where.INDEX)], ["git rm --cached"], ["filter-repo"]),
        (
            [finding(where=Where.GIT_DIR, path=".git/config")],
            ["git remote set-url"],
            ["filter-repo", "delete the file"],
        ),
        (
            [finding(where=Where.GIT_DIR, path=".git/hooks/pre-push")],
            ["or delete the file"],
            ["filter-repo", "set-url"],
        ),
        ([finding(where=Where.REFLOG)], [GC], ["filter-repo"]),
        ([finding(where=Where.UNREACHABLE)], [GC], ["filter-repo"]),
        ([finding(where=Where.STASH)], ["git stash drop", GC], ["filter-repo"]),
        ([finding(where=Where.AUTHOR)], ["in a fresh mirror of the remote, with `git filter-repo --mailmap"], [CLONE]),
        (
            [finding(where=Where.PATH)],
            ["in a fresh mirror of the remote, with `git filter-repo --path-rename"],
            [CLONE],
        ),
        ([finding(where=Where.REF_NAME)], ["--delete NAME"], [CLONE]),
        (
            [finding(where=Where.HISTORY, pushed=False)],
            ["git rebase -i COMMIT^", "git rebase -i --root", GC],
            ["filter-repo"],
        ),
        ([finding(where=Where.HISTORY, encoding=("base64",))], ["--path FILE --invert-paths"], [CLONE]),
        (
            [finding(where=Where.HISTORY, pushed=True), finding()],
            [
                "move the key out",
                f"{CLONE} mended.git",
                "'regex:key_[0-9a-f]{128}==>REMOVED'",
                "git push --force --mirror URL",
                "encoded forms, file names, authors and names of refs are not touched",
            ],
            ["ORIGIN"],
        ),
        (
            [finding(where=Where.HISTORY, rule="acme")],
            ["'regex:acme_[0-9a-f]{40}==>REMOVED'"],
            ["write the key itself"],
        ),
        ([finding(where=Where.HISTORY, rule="quoted")], ["write the key itself"], ["regex:"]),
        ([finding(where=Where.HISTORY, rule="gptbots-api-key")], ["write the key itself"], ["regex:"]),
    ],
)
def test_every_place_gets_the_step_that_helps_there(found, says, does_not_say):
    patterns = {"acme": "acme_[0-9a-f]{40}", "quoted": "quoted_[a-z';`]{40}"}
    (verdict,) = secrets(SecretScan(findings=tuple(found), coverage=LOOKED, patterns=patterns))
    assert [word for word in says if word not in verdict.remedy] == []
    assert [word for word in does_not_say if word in verdict.remedy] == []


@pytest.mark.parametrize(
    ("remedies", "remedy"),
    [
        (("`git fsck`",), "`git fsck`"),
        (("`git fsck`", "`git fetch --unshallow`"), "`git fsck` and `git fetch --unshallow`"),
        ((), "make readable what could not be read, and run again"),  # of a bundle that was written before
    ],
)
def test_what_could_not_be_read_is_mended_as_the_scan_says(remedies, remedy):
    (verdict,) = secrets(SecretScan(findings=(), coverage=LOOKED, incomplete=("one thing",), remedies=remedies))
    assert verdict.remedy == remedy


def test_what_is_only_staged_need_not_be_rotated():
    (verdict,) = secrets(SecretScan(findings=(finding(),), coverage=LOOKED, scope=Scope.STAGED))
    assert verdict.remedy.startswith("do not commit")


@pytest.mark.parametrize(("live", "waivable"), [(Live.ACTIVE, False), (Live.INACTIVE, True), (Live.NOT_ASKED, True)])
def test_an_active_key_cannot_be_waived(live, waivable):
    (verdict,) = secrets(SecretScan(findings=(finding(live=live),), coverage=LOOKED))
    assert verdict.waivable is waivable


def test_what_is_set_aside_is_among_the_findings():
    (verdict,) = secrets(SecretScan(findings=(POSSIBLE,), coverage=LOOKED, hidden=(HIDDEN,)))
    assert verdict.findings == (POSSIBLE, *HIDDEN.findings)
