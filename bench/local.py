"""Keys in what only one clone has: index, stash, reflog, linked work trees, submodules, hooks, LFS content."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.histories import run_git

_IDENTITY: Final = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always")

Key = Callable[[str], str]
"""A new key for a kind of place, noted in the truth."""


def hide_locally(path: Path, key: Key) -> None:
    """Plants keys in and around the clone at `path`."""
    _objects(path, key)
    _submodule(path, key)
    _linked(path, key)
    _files(path, key)
    _beside(path, key)


def _git(path: Path, *arguments: str, stdin: str = "") -> str:
    return run_git("-C", str(path), *_IDENTITY, *arguments, stdin=[stdin.encode()]).decode().strip()


def _objects(path: Path, key: Key) -> None:
    """What no branch or tag reaches."""
    _git(path, "hash-object", "-w", "--stdin", stdin=key("dangling"))
    (path / "stashed.txt").write_text(key("stash"))
    _git(path, "stash", "push", "--quiet", "--include-untracked")
    (path / "amended.txt").write_text(key("reflog"))
    _git(path, "add", "amended.txt")
    _git(path, "commit", "--quiet", "-m", "amended")
    _git(path, "reset", "--quiet", "--hard", "HEAD~1")
    other = path.with_name(f"{path.name}.alternate")
    run_git("init", "--quiet", "--bare", str(other))
    _git(other, "hash-object", "-w", "--stdin", stdin=key("alternate"))
    (path / ".git/objects/info").mkdir(exist_ok=True)
    (path / ".git/objects/info/alternates").write_text(f"{other.resolve()}/objects\n")


def _beside(path: Path, key: Key) -> None:
    """Files that git keeps beside its objects."""
    _git(path, "config", "remote.origin.url", f"https://t:{key('git-config')}@example.com/r.git")
    hook = path / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexport KEY={key('hook')}\n")
    (path / ".git/COMMIT_EDITMSG").write_text(f"use {key('message-draft')}\n")
    content = f"weights, and {key('lfs-content')}\n".encode()
    oid = hashlib.sha256(content).hexdigest()
    stored = path / ".git/lfs/objects" / oid[:2] / oid[2:4] / oid
    stored.parent.mkdir(parents=True)
    stored.write_bytes(content)


def _submodule(path: Path, key: Key) -> None:
    """A repository of its own with a key in its history, absorbed as git does it."""
    inner = path.with_name(f"{path.name}.inner")
    run_git("init", "--quiet", "--initial-branch=main", str(inner))
    for content in (f"{key('submodule-history')}\n", "clean again\n"):
        (inner / "vendored.txt").write_text(content)
        _git(inner, "add", "-A")
        _git(inner, "commit", "--quiet", "-m", "change")
    _git(path, "submodule", "--quiet", "add", str(inner.resolve()), "vendored")
    _git(path, "commit", "--quiet", "-m", "vendor it")
    (path / "vendored/local.txt").write_text(key("submodule-file"))


def _linked(path: Path, key: Key) -> None:
    """A second work tree of the same repository, with an index of its own."""
    side = path.with_name(f"{path.name}.linked")
    _git(path, "worktree", "add", "--quiet", "--detach", str(side.resolve()), "HEAD~1")
    (side / "staged-there.txt").write_text(key("linked-index"))
    _git(side, "add", "staged-there.txt")
    (side / "staged-there.txt").write_text("clean again\n")
    (side / "untracked-there.txt").write_text(key("linked-worktree"))


def _files(path: Path, key: Key) -> None:
    """What is staged and what is not even that."""
    (path / "staged.txt").write_text(key("index"))
    _git(path, "add", "staged.txt")
    (path / "staged.txt").write_text("clean again\n")
    (path / "untracked.txt").write_text(key("untracked"))
