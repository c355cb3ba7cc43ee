"""Throw-away repositories for tests, untouched by the caller's git settings."""

import os
import subprocess
from pathlib import Path

DATE = "2026-03-01T12:00:00+00:00"


class TestRepo:
    """A repository at `root`, driven by plain git."""

    __test__ = False

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *args: str, stdin: bytes | None = None, date: str = DATE) -> bytes:
        """Stdout of `git ARGS`; fails the test where git fails."""
        done = subprocess.run(
            ["git", *args],
            cwd=self.root,
            env=git_environment(date),
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    def write(self, name: str | bytes, content: str | bytes) -> Path:
        """A file below the root, folders included."""
        path = self.root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, files: dict[str, str | bytes] | None = None, *, message: str = "change") -> str:
        """Writes `files`, adds everything, commits; the commit's id."""
        for name, content in (files or {}).items():
            self.write(name, content)
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        """The id of HEAD."""
        return self.git("rev-parse", "HEAD").decode().strip()


def make_repo(path: Path, *options: str) -> TestRepo:
    """A new, empty repository at `path`, on branch `main`; `options` go to `git init`."""
    path.mkdir(parents=True, exist_ok=True)
    repo = TestRepo(path)
    repo.git("init", "--quiet", "--initial-branch=main", "--template=", *options)  # no sample hooks
    return repo


def git_environment(date: str = DATE) -> dict[str, str]:
    """An environment in which git reads no settings but the repository's, and dates do not move."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.com",
        "GIT_COMMITTER_DATE": date,
        "GIT_ALLOW_PROTOCOL": "file",
        "LC_ALL": "C",
    }
