"""`preflight scan --staged` as a commit hook calls it: its usual answer, without the command line behind it."""

import os
from pathlib import Path
from time import monotonic

from preflight.config.find import find_config
from preflight.errors import GitError
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.secrets.quick import nothing_suspect
from preflight.words import count, size


def clean_line() -> str | None:
    """What `preflight scan --staged` prints when all is well; None where there is more to say, or a config to read."""
    started = monotonic()
    index = os.environ.get("GIT_INDEX_FILE")
    try:
        found = find_git_dir(Path())
        if found is None or find_config(Path(), found.root):
            return None
        seen = nothing_suspect(Git(found, Path(index) if index else None))
    except GitError:
        return None
    if seen is None:
        return None
    files, octets = seen
    if not files:
        return "CLEAN (exit 0): nothing is staged that could hold a key"
    seconds = monotonic() - started
    return f"CLEAN (exit 0): no key in {count(files, 'staged file')} ({size(octets)}), in {seconds:.2f} s"
