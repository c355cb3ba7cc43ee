"""What a scan answers beside its findings: what it set aside, what it read, and why it is not clean."""

import hashlib
from pathlib import Path

import pytest

from preflight.redact import Secret, redact
from preflight.secrets import commits
from preflight.secrets.model import Exclude, ScanRequest, Scope, SecretScan
from preflight.secrets.scan import scan
from preflight.verdict import Where
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


def deleted(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    (repo.root / "app.py").unlink()
    repo.commit()


@pytest.mark.parametrize(
    ("globs", "everything"),
    [
        ([], False),
        (["**"], True),
        (["*"], True),
        (["**/*"], True),
        (["*.py", "docs"], True),
        (["*.py"], False),
        (["docs/**"], False),
        (["a.py", "docs", ".github"], True),
    ],
)
def test_excludes_that_leave_no_file_are_noticed(repo: TestRepo, globs: list[str], everything: bool) -> None:
    repo.commit({"a.py": "1", "docs/b.md": "2", ".preflight.yml": "version: 1\n", ".gitignore": "x\n"})
    if ".github" in globs:
        repo.commit({".github/ci.yml": "3"})
    excludes = tuple(Exclude(glob, f".preflight.yml:{line}:5") for line, glob in enumerate(globs, start=3))
    for scope in (Scope.EVERYTHING, Scope.WORKTREE):
        assert scan(ScanRequest(root=repo.root, excludes=excludes, scope=scope)).all_excluded is everything


def test_a_commit_of_excluded_files_alone_is_nothing_to_notice(repo: TestRepo) -> None:
    repo.write("fixtures/a", "1")
    repo.git("add", "-A")
    excludes = (Exclude("fixtures", ".preflight.yml:3:5"),)
    assert scan(ScanRequest(root=repo.root, excludes=excludes, scope=Scope.STAGED)).all_excluded is False


def test_excluded_findings_are_set_aside_and_counted(repo: TestRepo) -> None:
    repo.commit({"tests/fixtures/a/key.txt": CODE, "src/tests/fixtures/key.txt": CODE})
    exclude = Exclude("tests/fixtures/**", ".preflight.yml:3:5")
    result = scan(ScanRequest(root=repo.root, excludes=(exclude, Exclude("unused", ".preflight.yml:4:5"))))
    assert {f.path for f in result.findings} == {"src/tests/fixtures/key.txt"}
    assert [(h.exclude, {f.path for f in h.findings}) for h in result.hidden] == [
        (exclude, {"tests/fixtures/a/key.txt"})
    ]


def test_without_git_the_history_is_read_all_the_same(
    repo: TestRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"app.py": CODE})
    repo.commit({"app.py": "clean\n"})
    monkeypatch.setenv("PATH", str(tmp_path))
    result = scan(ScanRequest(root=repo.root))
    assert [(f.where, f.redacted) for f in result.findings] == [(HISTORY, SHOWN)]
    assert result.incomplete == ("git is not installed, or not on PATH",)


def test_own_keys_are_called_out(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE})
    result = scan(ScanRequest(root=repo.root, own_keys=(Secret(KEY), Secret(runway_key(9)))))
    assert result.own == {SHOWN}


def test_coverage_is_what_was_read(repo: TestRepo) -> None:
    repo.commit({"a": "12345", "b": "678"})
    repo.commit({"a": "90"})
    repo.git("branch", "other")
    coverage = scan(ScanRequest(root=repo.root)).coverage
    assert (coverage.files, coverage.objects, coverage.refs, coverage.worktrees) == (2, 7, 2, 1)
    (repo.root / "new").write_text("x" * 1000)
    assert scan(ScanRequest(root=repo.root)).coverage.bytes == coverage.bytes + 1000


def test_only_what_is_provably_empty_is_empty(tmp_path: Path, repo: TestRepo) -> None:
    (tmp_path / "folder").mkdir()
    assert scan(ScanRequest(root=repo.root)).empty
    folder = scan(ScanRequest(root=tmp_path / "folder"))
    assert not folder.empty
    assert folder.incomplete == ("neither a git repository nor any file is there",)
    repo.commit()
    assert not scan(ScanRequest(root=repo.root)).empty
    missing = scan(ScanRequest(root=tmp_path / "nowhere"))
    assert not missing.empty
    assert missing.incomplete == ("could not be listed (No such file or directory): .",)


def test_a_plain_folder_is_read_without_its_git_directory(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/app.py").write_text(CODE)
    (tmp_path / "deep/.git").mkdir()
    (tmp_path / "deep/.git/config").write_text(CODE)
    assert places(scan(ScanRequest(root=tmp_path))) == [(WORKTREE, "deep/er/app.py", 1, 11)]


def test_a_broken_git_directory_is_no_plain_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app.py").write_text(CODE)
    result = scan(ScanRequest(root=tmp_path))
    assert len(result.findings) == 1
    assert "not a git repository" in result.incomplete[0]


def test_a_shallow_clone_is_never_clean(repo: TestRepo, tmp_path: Path) -> None:
    deleted(repo)
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(tmp_path / "shallow"))
    result = scan(ScanRequest(root=tmp_path / "shallow"))
    assert result.findings == ()
    assert "shallow" in result.incomplete[0]


def test_a_corrupt_object_is_never_clean(repo: TestRepo) -> None:
    repo.commit({"a": "1\n" * 50, "b": "2\n" * 50})
    blob = repo.git("rev-parse", "HEAD:b").decode().strip()
    path = repo.root / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:12])
    result = scan(ScanRequest(root=repo.root))
    assert result.incomplete
    assert blob in result.incomplete[0]


def lfs_pointer(content: bytes) -> tuple[str, str]:
    """A pointer, and the path of what it names below a git directory."""
    oid = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(content)}\n"
    return pointer, f"lfs/objects/{oid[:2]}/{oid[2:4]}/{oid}"


@pytest.mark.parametrize("repack", [False, True])
def test_lfs_content_that_is_absent_is_never_clean(repo: TestRepo, repack: bool) -> None:
    """The older version in history counts too, in whatever way it is stored."""
    older, place = lfs_pointer(CODE.encode())
    newer, _ = lfs_pointer(b"clean")
    for pointer in (older, newer):
        repo.commit({"model.bin": pointer})
    if repack:
        repo.git("repack", "-adfq", "--window=10", "--depth=50")
    for content, where in ((CODE.encode(), place), (b"clean", lfs_pointer(b"clean")[1])):
        assert any("LFS content is not in this clone" in why for why in scan(ScanRequest(root=repo.root)).incomplete)
        repo.write(f".git/{where}", content)
    result = scan(ScanRequest(root=repo.root))
    assert result.incomplete == ()
    assert [(f.where, f.path) for f in result.findings] == [(Where.LFS, f".git/{place}")]


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
def test_a_missing_object_is_never_clean(repo: TestRepo, kind: str) -> None:
    repo.commit({"d/a": "1\n"})
    repo.commit({"d/a": "2\n"})
    name = {"blob": "HEAD:d/a", "tree": "HEAD~:d", "commit": "HEAD~"}[kind]
    lost = repo.git("rev-parse", name).decode().strip()
    (repo.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert scan(ScanRequest(root=repo.root)).incomplete


def test_a_broken_ref_is_never_clean(repo: TestRepo) -> None:
    repo.commit({"a": "1\n"})
    (repo.root / ".git/refs/heads/broken").write_text("nonsense\n")
    assert scan(ScanRequest(root=repo.root)).incomplete


def test_history_cannot_be_hidden_by_grafts_or_replacements(repo: TestRepo) -> None:
    deleted(repo)
    blob = repo.git("rev-parse", "HEAD~:app.py").decode().strip()
    clean = repo.git("hash-object", "-w", "--stdin", stdin=b"clean").decode().strip()
    repo.git("update-ref", f"refs/replace/{blob}", clean)
    (repo.root / ".git/info").mkdir(exist_ok=True)
    (repo.root / ".git/info/grafts").write_text(repo.head() + "\n")
    for log in (repo.root / ".git/logs").rglob("*"):
        if log.is_file():
            log.unlink()
    assert [where for where, *_ in places(scan(ScanRequest(root=repo.root)))] == [HISTORY]


def test_nested_repositories_are_read_and_a_submodules_history_is_told(repo: TestRepo, tmp_path: Path) -> None:
    inner = make_repo(tmp_path / "inner")
    inner.commit({"lib.py": CODE, ".gitignore": ".env\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "mod")
    repo.commit()
    nested = make_repo(repo.root / "nested")
    nested.write("app.py", CODE)
    (repo.root / "mod/.env").write_text(CODE)
    result = scan(ScanRequest(root=repo.root))
    assert [(f.where, f.path) for f in result.findings] == [
        (Where.SUBMODULE, "mod/lib.py"),
        (WORKTREE, "nested/app.py"),
    ]
    assert result.incomplete == ()


def test_a_tree_that_multiplies_does_not_hang_the_scan(repo: TestRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "_SECONDS", 0.5)
    blob = repo.git("hash-object", "-w", "--stdin", stdin=CODE.encode()).strip()
    entry = b"100644 blob " + blob
    for _ in range(10):
        listing = b"".join(b"%s\t%d\n" % (entry, number) for number in range(10))
        tree = repo.git("mktree", stdin=listing).strip()
        entry = b"040000 tree " + tree
    commit = repo.git("commit-tree", "-m", "bomb", tree.decode()).strip()
    repo.git("update-ref", "refs/heads/bomb", commit.decode())
    assert [(f.where, f.commit) for f in scan(ScanRequest(root=repo.root)).findings] == [(HISTORY, None)]


def test_no_raw_key_leaves_the_scan(repo: TestRepo) -> None:
    repo.commit({"app.py": CODE, f"{KEY}/x": CODE})
    repo.git("branch", KEY)
    (repo.root / f"{KEY}/x").unlink()
    assert KEY not in repr(scan(ScanRequest(root=repo.root)))


def test_a_key_in_the_name_of_a_deleted_file_has_its_whole_path(repo: TestRepo) -> None:
    name = f"tests/fixtures/{runway_key()}.txt"
    repo.commit({name: "1\n", "tests/fixtures/b.txt": "2\n", "tests/fixtures/a.txt": "3\n"})
    (repo.root / name).unlink()
    repo.commit()
    (found,) = scan(ScanRequest(root=repo.root)).findings
    assert (found.where, found.path, found.line) == (Where.PATH, f"tests/fixtures/{SHOWN}.txt", 1)
    exclude = Exclude("tests/fixtures/**", ".preflight.yml:3:5")
    assert scan(ScanRequest(root=repo.root, excludes=(exclude,))).findings == ()


def test_refs_are_counted_as_they_come(repo: TestRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    head = repo.commit({"a": "1\n"})
    packed = "".join(f"{head} refs/heads/branch-{number:04}\n" for number in range(1000))
    repo.write(".git/packed-refs", f"# pack-refs with: peeled fully-peeled sorted \n{packed}")
    monkeypatch.setattr("preflight.secrets.scan._CHUNK", 64)
    assert scan(ScanRequest(root=repo.root)).coverage.refs == 1001
