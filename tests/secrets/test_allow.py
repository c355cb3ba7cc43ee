"""`preflight: allow REASON`, on the line of a finding, in any comment."""

from pathlib import Path

import pytest

from preflight.redact import redact
from preflight.secrets.allow import allowance, line_around
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.keys import runway_key
from tests.repos import make_repo

KEY = runway_key()
WHY = "a documented example"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"x = '{KEY}'  # preflight: allow {WHY}", WHY),
        (f"x = '{KEY}';  // preflight: allow {WHY}", WHY),
        (f"x = '{KEY}';  /* preflight: allow {WHY} */", WHY),
        (f"<!-- preflight: allow {WHY} --> <key>{KEY}</key>", WHY),
        (f"/* preflight: allow {WHY} */ x = '{KEY}';", WHY),
        (f'{{"key": "{KEY}", "_": "preflight: allow {WHY}"}}', WHY),
        (f"{KEY}  -- preflight:allow: {WHY}.", WHY),
        (f"{KEY} ; PREFLIGHT: ALLOW {WHY}\r", WHY),
        (f"{{# preflight: allow {WHY} #}}{KEY}", WHY),
        (f"{KEY}  # preflight: allow größe, in jedem Fall", "größe, in jedem Fall"),
        (f"{KEY}  # preflight: allow", ""),
        (f"{KEY}  # preflight: allow   ", ""),
        (f"/* preflight: allow */ {KEY}", ""),
        (f"{KEY}  # preflight: allow ok", ""),
        (f"# preflight: allow {KEY}", ""),
        (f"{KEY}  # preflight: allowed {WHY}", None),
        (f"{KEY}  # preflight allow {WHY}", None),
        (KEY, None),
    ],
)
def test_a_reason_is_read_from_any_comment(line: str, reason: str | None) -> None:
    assert allowance(line.encode()) == reason


def test_only_text_can_allow() -> None:
    assert allowance(f"\0{KEY} # preflight: allow {WHY}".encode()) is None


@pytest.mark.parametrize("said", [KEY, KEY.encode().hex(), "".join(f"%{ord(c):02x}" for c in KEY), "\\x6b" + KEY[1:]])
def test_a_reason_never_shows_a_key(said: str) -> None:
    reason = allowance(f"# preflight: allow the key was {said}".encode())
    assert reason is not None
    assert KEY[10:40] not in reason
    assert said not in reason


def test_the_line_ends_where_it_ends() -> None:
    data = b"first\nsecond\nthird"
    assert [line_around(data, data.index(word)) for word in (b"irst", b"cond", b"ird")] == [
        b"first",
        b"second",
        b"third",
    ]


def test_a_line_of_megabytes_is_looked_at_round_the_key() -> None:
    data = b"a" * 1_000_000 + b"KEY" + b"b" * 1_000_000
    assert len(line_around(data, 1_000_000)) < 5_000


def write(root: Path, text: str) -> Path:
    (root / "app.py").write_text(text, encoding="utf-8")
    return root


def test_an_allowed_finding_is_set_aside_and_says_why(tmp_path: Path) -> None:
    result = scan(ScanRequest(root=write(tmp_path, f"x = '{KEY}'  # preflight: allow {WHY}\n")))
    assert result.findings == ()
    (allowed,) = result.allowed
    assert (allowed.path, allowed.line, allowed.set_aside) == ("app.py", 1, f"allowed in place: {WHY}")


def test_without_a_reason_it_counts_and_is_told(tmp_path: Path) -> None:
    result = scan(ScanRequest(root=write(tmp_path, f"x = '{KEY}'  # preflight: allow\n")))
    assert result.allowed == ()
    assert result.findings == result.unreasoned != ()


@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_key_on_another_line_of_the_file_still_counts(tmp_path: Path, swapped: bool) -> None:
    lines = [f"x = '{KEY}'  # preflight: allow {WHY}\n", f"y = '{KEY}'\n"]
    result = scan(ScanRequest(root=write(tmp_path, "".join(reversed(lines) if swapped else lines))))
    assert [finding.redacted for finding in result.findings] == [redact(KEY)]
    assert result.allowed == ()


def test_history_is_not_allowed_by_a_comment_that_came_later(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo")
    first = repo.commit({"app.py": f"x = '{KEY}'\n"})
    repo.commit({"app.py": f"x = '{KEY}'  # preflight: allow {WHY}\n"})
    result = scan(ScanRequest(root=repo.root))
    assert [(finding.where, finding.commit) for finding in result.findings] == [("history", first)]
    assert [finding.where for finding in result.allowed] == ["worktree"]


@pytest.mark.parametrize("before", [(1 << 20) - 150, (1 << 20) - 40, (1 << 20) + 10])
def test_a_comment_is_seen_across_a_window(tmp_path: Path, before: int) -> None:
    text = "=\n" * (before // 2) + f"x = '{KEY}'  # preflight: allow {WHY}\n" + "=" * (1 << 20)
    result = scan(ScanRequest(root=write(tmp_path, text)))
    assert (len(result.findings), len(result.allowed)) == (0, 1)
