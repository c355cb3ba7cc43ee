"""Settings of a repository that would run a program, each of which leaves a mark."""

import os
from pathlib import Path

from preflight.facts.repository import read_repository
from preflight.git import open_repo
from preflight.gitdir import find_git_dir
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.repos import TestRepo


class Trap:
    """A program that leaves a mark when it is run."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "mark"
        self.program = folder / "trap"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{self.mark}"\nexit 1\n')
        self.program.chmod(0o755)

    def sprung(self) -> str:
        return self.mark.read_text() if self.mark.exists() else ""


def use_everything(root: Path) -> None:
    """All that is ever done with a repository under review, and what a check might do through GitPython."""
    scan(ScanRequest(root=root, include_ignored=True))
    read_repository(root)
    found = find_git_dir(root)
    assert found
    with open_repo(found) as repo:
        repo.git.status()
        repo.git.status("--porcelain=v2", "-v", "-v", with_exceptions=False)
        repo.git.log("-p", "--all", "--format=%H %G?", "--show-signature", with_exceptions=False)
        repo.git.diff("HEAD", with_exceptions=False)
        repo.git.show("HEAD", with_exceptions=False)
        repo.git.grep("-n", "secret", with_exceptions=False)
        repo.git.blame("a.txt", with_exceptions=False)
        repo.is_dirty(untracked_files=True)
        repo.index.diff(None)
        repo.index.diff(None, create_patch=True)
        repo.index.diff("HEAD", create_patch=True)
        list(repo.iter_commits())
        assert repo.head.commit.tree["a.txt"].data_stream.read()


SETTINGS = {
    "core.fsmonitor": "{trap}",
    "core.pager": "{trap}",
    "pager.status": "{trap}",
    "pager.log": "{trap}",
    "core.sshCommand": "{trap}",
    "core.askPass": "{trap}",
    "core.editor": "{trap}",
    "core.alternateRefsCommand": "{trap}",
    "credential.helper": "!{trap}",
    "diff.external": "{trap}",
    "diff.evil.textconv": "{trap}",
    "diff.evil.command": "{trap}",
    "diff.e=q.textconv": "{trap}",
    "filter.evil.clean": "{trap}",
    "filter.evil.smudge": "{trap}",
    "filter.evil.process": "{trap}",
    "filter.evil.required": "true",
    "filter.e=q.clean": "{trap}",
    "gpg.program": "{trap}",
    "gpg.openpgp.program": "{trap}",
    "log.showSignature": "true",
    "alias.status": "!{trap}",
    "alias.diff": "!{trap}",
    "status.submoduleSummary": "true",
    "diff.ignoreSubmodules": "none",
    "protocol.ext.allow": "always",
    "protocol.file.allow": "always",
}


def arm(repo: TestRepo, trap: Trap) -> None:
    """Every way in which a repository can name a program."""
    attributes = "*.txt filter=evil diff=evil\n*.md filter=e=q diff=e=q\n"
    repo.commit({"a.txt": "secret\n", "b.md": "1\n", ".gitattributes": attributes})
    repo.write("a.txt", "changed\n")
    repo.write("b.md", "2\n")
    signed = (
        b"tree " + repo.git("rev-parse", "HEAD^{tree}") + b"author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n"
        b"gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    commit = repo.git("hash-object", "-w", "-t", "commit", "--stdin", stdin=signed).decode().strip()
    repo.git("update-ref", "refs/heads/signed", commit)
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"):
        path = Path(os.fsdecode(repo.git("rev-parse", "--path-format=absolute", "--git-path", "hooks").strip()), hook)
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap.program.read_text())
        path.chmod(0o755)
    for name, value in SETTINGS.items():
        repo.git("config", name, value.format(trap=trap.program))
    trap.mark.unlink(missing_ok=True)  # setting them up has sprung some
