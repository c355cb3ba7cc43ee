import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from preflight.redact import redact
from preflight.secrets.model import ScanRequest, SecretScan
from preflight.secrets.scan import scan
from preflight.verdict import Confidence, Where
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

KEY = runway_key()
SHOWN = redact(KEY)
CODE = f'secret = "{KEY}"\n'
WORKTREE, INDEX, HISTORY = Where.WORKTREE, Where.INDEX, Where.HISTORY

Place = tuple[Where, str | None, int | None, int | None]


def places(result: SecretScan) -> list[Place]:
    """Of a scan that found the one test key and could read everything."""
    assert {finding.redacted for finding in result.findings} <= {SHOWN}
    assert result.incomplete == ()
    return [(f.where, f.path, f.line, f.column) for f in result.findings]


@pytest.fixture
def repo(tmp_path: Path) -> TestRepo:
    return make_repo(tmp_path / "repo")


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (CODE, 1, 11),
        (f"\n\n  {KEY}", 3, 3),
        (f"a\r\nb\r\n{KEY}\r\n", 3, 1),
        (f"größe = {KEY}".encode(), 1, 9),
        (f"größe = {KEY}".encode("latin-1"), 1, 9),
        (b"\xef\xbb\xbf" + KEY.encode(), 1, 1),
        (f"x\n= {KEY}\n".encode("utf-16"), 2, 3),
        (f"{KEY}\n".encode("utf-16"), 1, 1),
        (f"鍵\n鍵={KEY}鍵\n".encode("utf-16-le"), 2, 3),
        (f"鍵\n鍵{KEY}鍵\n".encode("utf-16-be"), 2, 2),
        (b"\x00\x01\xff" + KEY.encode() + b"\x00", 1, 4),
    ],
)
def test_a_key_is_found_in_any_file_at_its_line_and_column(
    tmp_path: Path, content: str | bytes, line: int, column: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    result = scan(ScanRequest(root=tmp_path))
    assert places(result) == [(WORKTREE, "file", line, column)]
    assert result.findings[0].confidence is Confidence.CERTAIN


def test_utf16_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CODE.encode("utf-16"))
    assert [f.encoding for f in scan(ScanRequest(root=tmp_path)).findings] == [("utf-16",)]


@pytest.mark.parametrize("offset", [-200, -133, -132, -64, -5, -1, 0, 1, 64])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_key_across_a_window_is_found_once(tmp_path: Path, offset: int, encoding: str) -> None:
    unit = len("x".encode(encoding))
    filler = ((1 << 20) + offset) // unit * "="
    (tmp_path / "file").write_bytes((filler + KEY + filler * 2).encode(encoding))
    assert places(scan(ScanRequest(root=tmp_path))) == [(WORKTREE, "file", 1, len(filler) + 1)]


def test_a_file_of_one_long_line_is_read_to_its_end(repo: TestRepo) -> None:
    repo.commit({"bundle.js": "é=" * 7_500_000 + KEY})  # 22 MB
    started = perf_counter()
    found = places(scan(ScanRequest(root=repo.root)))
    assert found == [(WORKTREE, "bundle.js", 1, 15_000_001), (HISTORY, "bundle.js", 1, 15_000_001)]
    assert perf_counter() - started < 30


def committed(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})


def deleted(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    (repo.root / "app.py").unlink()
    repo.commit()


def merge_only(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"b": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": "3\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.commit({"app.py": CODE})
    (repo.root / "app.py").unlink()
    repo.commit()


def orphan(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"app.py": CODE})
    repo.git("checkout", "-q", "main")


def tagged(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--detach")
    repo.commit({"app.py": CODE})
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.git("checkout", "-q", "main")


def on_detached_head(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--detach")
    repo.commit({"app.py": CODE})


def staged(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.write("app.py", CODE)
    repo.git("add", "app.py")
    repo.write("app.py", "clean\n")


def staged_before_the_first_commit(repo: TestRepo) -> None:
    repo.write("app.py", CODE)
    repo.git("add", "app.py")
    (repo.root / "app.py").unlink()


def intended_to_add(repo: TestRepo) -> None:
    repo.write("app.py", CODE)
    repo.git("add", "-N", "app.py")


def conflicted(repo: TestRepo) -> None:
    repo.write("app.py", "ours\n")
    blob = repo.git("hash-object", "-w", "--stdin", stdin=CODE.encode()).decode().strip()
    repo.git("update-index", "--index-info", stdin=f"100644 {blob} 3\tapp.py\n".encode())


def untracked(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.write("app.py", CODE)


def stashed(repo: TestRepo) -> None:
    repo.commit({"app.py": "clean\n"})
    repo.write("app.py", CODE)
    repo.git("stash")


def older_stash_with_untracked(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.write("app.py", CODE)
    repo.git("stash", "-u")
    repo.write("a", "2\n")
    repo.git("stash")


def amended_away(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    repo.write("app.py", "clean\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "--amend", "-m", "clean")


def in_notes(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    repo.git("notes", "add", "-F", "-", stdin=b'secret = "' + KEY.encode() + b'"')


@pytest.mark.parametrize(
    ("build", "wheres"),
    [
        (committed, [WORKTREE, HISTORY]),
        (deleted, [HISTORY]),
        (merge_only, [HISTORY]),
        (orphan, [HISTORY]),
        (tagged, [HISTORY]),
        (on_detached_head, [WORKTREE, HISTORY]),
        (staged, [INDEX]),
        (staged_before_the_first_commit, [INDEX]),
        (intended_to_add, [WORKTREE]),
        (conflicted, [INDEX]),
        (untracked, [WORKTREE]),
        (stashed, [Where.STASH]),
        (older_stash_with_untracked, [Where.STASH]),
        (amended_away, [Where.REFLOG]),
    ],
)
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_every_place_is_searched_and_named_once(
    tmp_path: Path, build: Callable[[TestRepo], None], wheres: list[Where], object_format: str
) -> None:
    repo = make_repo(tmp_path / "repo", f"--object-format={object_format}")
    build(repo)
    found = places(scan(ScanRequest(root=repo.root)))
    assert found == [(where, "app.py", 1, 11) for where in wheres]


def test_notes_are_searched(repo: TestRepo) -> None:
    in_notes(repo)
    assert [where for where, *_ in places(scan(ScanRequest(root=repo.root)))] == [Where.NOTES]


def test_a_finding_in_history_names_the_first_commit_that_holds_it(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    first = repo.commit({"app.py": CODE})
    repo.commit({"app.py": "# new line\n" + CODE})
    repo.commit({"copy.py": CODE})
    found = {f.path: f for f in scan(ScanRequest(root=repo.root)).findings if f.where is HISTORY}
    assert found["app.py"].commit == first
    assert found["app.py"].author_date == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert found["copy.py"].commit == repo.head()


def test_a_finding_in_history_names_the_last_commit_that_holds_it(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    last = repo.commit({"other.py": "1\n", "stays.py": CODE})
    repo.commit({"app.py": "gone\n"})
    repo.commit({"other.py": "2\n"})
    found = {f.path: f.last_commit for f in scan(ScanRequest(root=repo.root)).findings if f.where is HISTORY}
    assert found == {"app.py": last, "stays.py": None}


def test_a_key_that_a_merge_left_behind_has_a_last_commit_on_its_side(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    repo.git("checkout", "-q", "-b", "side")
    last = repo.commit({"b.py": "1\n"})
    repo.commit({"app.py": "gone\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c.py": "1\n"})
    repo.git("merge", "-q", "--no-edit", "side")
    (found,) = [f for f in scan(ScanRequest(root=repo.root)).findings if f.where is HISTORY]
    assert found.last_commit == last


def test_a_fingerprint_survives_moved_lines_and_rewritten_history(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    before = {f.fingerprint for f in scan(ScanRequest(root=repo.root)).findings}
    repo.write("app.py", "# moved\n" * 7 + CODE)
    repo.git("add", "-A")
    repo.git("commit", "-q", "--amend", "-m", "again")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    assert {f.fingerprint for f in scan(ScanRequest(root=repo.root)).findings} == before


@pytest.mark.parametrize("target", [".", "sub/folder"])
def test_a_subdirectory_stands_for_its_repository(repo: TestRepo, target: str) -> None:
    repo.commit({"app.py": CODE, "sub/folder/x": "1\n"})
    assert [p[:2] for p in places(scan(ScanRequest(root=repo.root / target)))] == [
        (WORKTREE, "app.py"),
        (HISTORY, "app.py"),
    ]


def test_bare_and_linked_repositories(repo: TestRepo, tmp_path: Path) -> None:
    deleted(repo)
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked/new.py").write_text(CODE)
    bare = scan(ScanRequest(root=tmp_path / "bare.git"))
    linked = scan(ScanRequest(root=tmp_path / "linked"))
    assert [p[:2] for p in places(bare)] == [(HISTORY, "app.py")]
    assert [p[:2] for p in places(linked)] == [(HISTORY, "app.py"), (WORKTREE, "new.py")]
    assert (bare.coverage.worktrees, linked.coverage.worktrees) == (0, 2)


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only on POSIX")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.py", r"caf\xe9.py"),
        ("日本.py".encode(), "日本.py"),
        (b"two\nlines.py", r"two\nlines.py"),
        (b"\x1b[31mred.py", r"\x1b[31mred.py"),
        (b'a "b" :c.py', 'a "b" :c.py'),
        (KEY.encode() + b".py", SHOWN + ".py"),
    ],
)
def test_odd_names_are_read_and_shown_harmlessly(repo: TestRepo, name: bytes, shown: str) -> None:
    repo.write(name, CODE)
    repo.commit()
    found = [place for place in places(scan(ScanRequest(root=repo.root))) if place[0] is not Where.PATH]
    assert found == [(WORKTREE, shown, 1, 11), (HISTORY, shown, 1, 11)]


def test_ignored_files_are_read_only_on_request(repo: TestRepo) -> None:
    repo.commit({".gitignore": ".env\n"})
    repo.write(".env", CODE)
    assert places(scan(ScanRequest(root=repo.root))) == []
    assert places(scan(ScanRequest(root=repo.root, include_ignored=True))) == [(WORKTREE, ".env", 1, 11)]


@pytest.mark.skipif(os.name == "nt", reason="needs symlinks and FIFOs")
def test_links_are_not_followed_and_pipes_not_opened(repo: TestRepo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text(runway_key(2))
    repo.commit({"folder/secret": "1\n", "pipe": "1\n"})
    (repo.root / "folder/secret").unlink()
    (repo.root / "folder").rmdir()
    (repo.root / "folder").symlink_to(outside)
    (repo.root / "link").symlink_to(outside / "secret")
    (repo.root / "dangling").symlink_to(f"user:{KEY}@nowhere")
    (repo.root / "pipe").unlink()
    os.mkfifo(repo.root / "pipe")
    result = scan(ScanRequest(root=repo.root))
    assert [(f.path, f.redacted) for f in result.findings] == [("dangling", SHOWN)]
    assert result.incomplete == ("a path that leads out of the repository was not read: folder/secret",)


def test_an_index_cannot_point_out_of_the_repository(repo: TestRepo, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text(CODE)
    repo.commit({"xx/outside": "1\n"})
    index = repo.root / ".git/index"
    index.write_bytes(index.read_bytes().replace(b"xx/outside", b"../outside"))
    repo.git("config", "index.skipHash", "true")
    result = scan(ScanRequest(root=repo.root))
    assert result.findings == ()
    assert result.incomplete


def test_an_unreadable_file_is_told(repo: TestRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"open": "1\n"})
    repo.write("locked", "1\n")
    real = os.open

    def guarded(path: str | bytes, flags: int, *rest: int, **more: int) -> int:
        if os.fsencode(path).endswith(b"/locked"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", guarded)
    result = scan(ScanRequest(root=repo.root))
    assert result.incomplete == ("could not be read (Permission denied): locked",)
    assert result.coverage.files == 1
