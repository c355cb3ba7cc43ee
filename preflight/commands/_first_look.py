"""`preflight scan` as it is called most: its usual answer, without the command line behind it.

A hook and a second scan of a clean repository take less time than loading what options and findings need.
"""

import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from preflight.config.find import BASELINE, find_config, find_root
from preflight.errors import GitError
from preflight.words import count, size

if TYPE_CHECKING:
    from preflight.secrets.model import SecretScan

_NO_CACHE: Final = "--no-cache"


def first_look(words: Sequence[str]) -> "tuple[str | None, SecretScan | None]":
    """What `preflight scan WORDS` prints when all is well, or what was found, for the whole command to report; neither
    where that command is needed from the start.
    """
    if list(words) == ["--staged"]:
        return at_staged(), None
    paths = [word for word in words if word != _NO_CACHE]
    if len(paths) > 1 or any(path.startswith("-") for path in paths):
        return None, None
    path = Path(paths[0] if paths else "")
    return at_everything(path, use_cache=_NO_CACHE not in words) if path.is_dir() else (None, None)


def at_staged() -> str | None:
    """What `preflight scan --staged` prints when all is well; None where there is more to say, or a config to read."""
    from preflight.git import Git
    from preflight.gitdir import find_git_dir
    from preflight.secrets.quick import nothing_suspect

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


def at_everything(path: Path, *, use_cache: bool) -> "tuple[str | None, SecretScan | None]":
    """What `preflight scan PATH` prints when all is well, or what was found; neither where there is a config or a
    baseline, which the whole command reads first.
    """
    root = find_root(path) or path
    if find_config(path, root) or os.path.lexists(root / BASELINE):
        return None, None
    from preflight.git import Git
    from preflight.gitdir import find_git_dir
    from preflight.secrets.questions import questions

    try:
        repository = find_git_dir(root)
    except GitError:
        return None, None
    git = Git(repository) if repository else None
    with git.ahead(*questions(git.repository)) if git else nullcontext():
        from preflight.commands._progress import meter
        from preflight.secrets.model import ScanRequest
        from preflight.secrets.scan import scan

        with meter(enabled=True) as progress:
            found = scan(ScanRequest(root=root, progress=progress, use_cache=use_cache), git)
    if found.findings or found.set_aside or found.incomplete or found.empty or found.nothing_read:
        return None, found
    return f"CLEAN (exit 0): no key in {found.looked_at}", None
