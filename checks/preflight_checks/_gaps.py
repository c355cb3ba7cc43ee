"""What to type next where a scan could not read everything: by the reason, as one command mends one kind of gap."""

import re
from collections.abc import Sequence
from typing import Final

from preflight.words import listed

_REMEDIES: Final = (
    (r"clone is shallow", "`git fetch --unshallow`"),
    (r"^the clone lacks", "`git fetch --refetch --no-filter` (git 2.36 or newer) gets what a partial clone lacks"),
    (r"submodule is not checked out", "`git submodule update --init --recursive`"),
    (r"linked work tree is not there", "`git worktree prune`"),
    (r"Permission denied", "run as the owner of the repository, or make its files readable"),
    (r"git is not installed", "install git 2.31 or newer, and see that it is on PATH"),
    (r"dubious ownership", "`git config --global --add safe.directory PATH` ('*' in a container)"),
    (r"config line|config file", "mend `.git/config`"),
    (r"conflict is not resolved", "resolve the conflict and `git add` the file"),
    (r"a bare repository has no files", "scan all of it: `preflight scan`"),
    (r"not a git repository", "give a path inside a clone"),
    (r"findings: the rest|places with keys", "mend what is listed and run again"),
    (r"to unpack in all|inside one another|worker process was killed", "look into that file by hand, or split it"),
    (
        r"deltas?\b|inflate|loose object|of the pack|pack holds|object directory|alternate|gave no answer",
        "`git fsck` tells what is damaged; check a fresh clone",
    ),
)  # fmt: skip
_OTHERWISE: Final = "look at it by hand, make it readable or take it out of the repository, and run again"


def mend(reasons: Sequence[str]) -> str:
    """The commands for `reasons`, each once, in the order of the reasons."""
    return listed(list(dict.fromkeys(map(_one, reasons))))


def _one(reason: str) -> str:
    return next((remedy for sign, remedy in _REMEDIES if re.search(sign, reason)), _OTHERWISE)
