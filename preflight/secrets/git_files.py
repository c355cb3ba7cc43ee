"""What git keeps beside its objects: settings, hooks, reflogs, messages in the making, LFS content, names of refs."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from preflight.secrets.gaps import Gaps, unreadable
from preflight.verdict import Where

_OBJECTS: Final = b"objects"
# Below it: what the readers of object stores read, and what git derives from that: ids, offsets, times.
_STORED: Final = re.compile(
    rb"[0-9a-f]{2}/(?:[0-9a-f]{38}|[0-9a-f]{62})|pack/pack-[0-9a-f]+\.(?:pack|idx|rev|bitmap|mtimes)"
    rb"|pack/multi-pack-index(?:\.d/multi-pack-index)?(?:-chain|-[0-9a-f]+\.(?:midx|rev|bitmap))?"
    rb"|info/commit-graph|info/commit-graphs/(?:commit-graph-chain|graph-[0-9a-f]+\.graph)"
)
_BINARY: Final = (b"index", b"sharedindex.", b"fsmonitor--daemon")  # object ids and paths, which are read elsewhere
_KINDS: Final = {
    b"logs": Where.REFLOG,
    b"refs": Where.REF_NAME,
    b"packed-refs": Where.REF_NAME,
    b"lfs": Where.LFS,
    b"modules": Where.SUBMODULE,
}


@dataclass(frozen=True, slots=True)
class GitFile:
    """A file below a git directory."""

    where: Where
    name: bytes
    """Relative to the git directory."""


def git_files(git_dir: Path, gaps: Gaps) -> Iterator[GitFile]:
    """Every file below `git_dir` that holds text of its own; objects are left to those who read object stores."""
    top = os.fsencode(git_dir)
    waiting = [(b"", 0)]
    while waiting:
        folder, store = waiting.pop()  # with how much of the name leads to the object store around it, if there is one
        try:
            with os.scandir(os.path.join(top, folder)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue  # git has packed or pruned what was in it since its name was read
        except OSError as error:
            gaps.add(unreadable("could not be listed", error), os.path.join(b".git", folder))
            continue
        is_repository = any(entry.name == b"HEAD" for entry in entries)
        for entry in entries:
            name = os.path.join(folder, entry.name)
            if store and _STORED.fullmatch(name, store):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((name, len(name) + 1 if is_repository and entry.name == _OBJECTS else store))
            elif not entry.name.startswith(_BINARY):
                yield GitFile(_where(name), name)


def submodule_dirs(git_dir: Path) -> Iterator[Path]:
    """The git directories of the submodules that a git directory holds, however deeply nested."""
    for folder, folders, files in os.walk(git_dir / "modules", followlinks=False):
        if "HEAD" in files and "objects" in folders:
            yield Path(folder).resolve()
            folders.remove("objects")


def _where(name: bytes) -> Where:
    """A linked work tree keeps its own HEAD and logs below `worktrees/NAME`."""
    parts = name.split(b"/")
    if parts[0] == b"worktrees" and len(parts) > 2:
        parts = parts[2:]
    return _KINDS.get(parts[0], Where.GIT_DIR)
