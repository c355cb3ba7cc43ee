"""Accepted keys: which findings they set aside, and what is said of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from preflight.redact import Secret, redact
from preflight.secrets.baseline import Baseline, Entry, accept, record
from preflight.secrets.model import Coverage, Scope, SecretScan
from preflight.verdict import Confidence, Finding, Live, Where
from tests.keys import runway_key

TODAY = date(2026, 11, 20)
ONE, TWO = runway_key(1), runway_key(2)
SALT = b"salt" * 4


def finding(key: str = ONE, path: str | None = "app.py", **more: object) -> Finding:
    whole = {"rule": "runway-api-key", "confidence": Confidence.CERTAIN, "where": Where.HISTORY, "line": 1, "column": 1}
    return Finding(**{**whole, "redacted": redact(key), "path": path, "fingerprint": f"{key}{path}", **more})  # type: ignore[arg-type]


def scanned(*findings: Finding, **more: object) -> SecretScan:
    keys = {redact(key): Secret(key) for key in (ONE, TWO) if redact(key) in {f.redacted for f in findings}}
    return SecretScan(findings=findings, coverage=Coverage(objects=9), keys=keys, **more)  # type: ignore[arg-type]


def baseline(*keys: str, expires: date = TODAY, places: tuple[str | None, ...] = ("app.py",)) -> Baseline:
    empty = Baseline(SALT)
    entries = {
        empty.key(Secret(key)): Entry(
            reason="revoked in May",
            by="a@example.com",
            expires=expires,
            places=frozenset(empty.place(Secret(key), finding(key, path)) for path in places),
        )
        for key in keys
    }
    return Baseline(SALT, entries)


def test_an_accepted_key_is_set_aside_with_reason_person_and_day() -> None:
    result = accept(scanned(finding(ONE), finding(TWO)), baseline(ONE), TODAY)
    assert [f.redacted for f in result.findings] == [redact(TWO)]
    assert [f.set_aside for f in result.accepted] == ["baseline: revoked in May (by a@example.com until 2026-11-20)"]
    assert (result.new_places, result.stale, result.expired) == ((), (), ())


@pytest.mark.parametrize(
    "moved", [{"line": 7}, {"commit": "c" * 40}, {"where": Where.WORKTREE}, {"encoding": ("base64",)}]
)
def test_lines_commits_and_branches_may_move(moved: dict[str, Any]) -> None:
    result = accept(scanned(finding(ONE, **moved)), baseline(ONE), TODAY)
    assert (len(result.accepted), result.new_places) == (1, ())


def test_a_new_place_is_accepted_and_told() -> None:
    result = accept(scanned(finding(ONE), finding(ONE, "new.py")), baseline(ONE), TODAY)
    assert [f.path for f in result.accepted] == ["app.py", "new.py"]
    assert [f.path for f in result.new_places] == ["new.py"]


def test_an_expired_entry_counts_no_more() -> None:
    result = accept(scanned(finding(ONE)), baseline(ONE, expires=TODAY - timedelta(days=1)), TODAY)
    assert (len(result.findings), result.accepted) == (1, ())
    assert result.expired[0].endswith("(revoked in May), on 2026-11-19")


@pytest.mark.parametrize(
    ("more", "told"),
    [({}, 1), ({"scope": Scope.STAGED}, 0), ({"incomplete": ("the clone is shallow",)}, 0)],
)
def test_a_stale_entry_is_told_where_all_was_read(more: dict[str, Any], told: int) -> None:
    assert len(accept(scanned(finding(TWO), **more), baseline(ONE), TODAY).stale) == told


def test_an_active_key_is_never_accepted_nor_recorded() -> None:
    active = scanned(finding(ONE, live=Live.ACTIVE), finding(TWO, live=Live.INACTIVE))
    result = accept(active, baseline(ONE, TWO), TODAY)
    assert [f.redacted for f in result.findings] == [redact(ONE)]
    written = record(accept(active, Baseline(SALT), TODAY), Baseline(SALT), NEW)
    assert written.entries.keys() == baseline(TWO).entries.keys()


NEW = Entry(reason="disabled", by="b@example.com", expires=TODAY + timedelta(days=90))


def recorded(scan: SecretScan, old: Baseline) -> Baseline:
    return record(accept(scan, old, TODAY), old, NEW)


def test_recording_makes_the_next_scan_accept_everything() -> None:
    scan = scanned(finding(ONE), finding(ONE, "b.py"), finding(TWO, None, where=Where.COMMIT_MESSAGE))
    again = accept(scan, recorded(scan, Baseline(SALT)), TODAY)
    assert (again.findings, len(again.accepted), again.new_places) == ((), 3, ())


def test_recording_keeps_the_words_of_known_keys_and_learns_their_places() -> None:
    scan = scanned(finding(ONE, "moved.py"), finding(TWO))
    written = recorded(scan, baseline(ONE))
    reasons = {entry.reason for entry in written.entries.values()}
    assert reasons == {"revoked in May", "disabled"}
    assert accept(scan, written, TODAY).new_places == ()


@pytest.mark.parametrize(("scope", "left"), [(Scope.EVERYTHING, 0), (Scope.WORKTREE, 1)])
def test_recording_drops_what_is_stale_only_when_all_was_read(scope: Scope, left: int) -> None:
    assert len(recorded(scanned(scope=scope), baseline(ONE)).entries) == left


def test_recording_renews_an_expired_key_that_is_still_there() -> None:
    written = recorded(scanned(finding(ONE)), baseline(ONE, expires=TODAY - timedelta(days=1)))
    assert [entry.reason for entry in written.entries.values()] == ["disabled"]


def test_hashes_say_nothing_without_the_salt() -> None:
    other = Baseline(b"other" * 4)
    key, place = Secret(ONE), finding(ONE)
    assert baseline(ONE).key(key) != other.key(key)
    assert baseline(ONE).place(key, place) != other.place(key, place)
