"""Files that git ignores and that matter all the same: settings, and what a build has put out.

Git would list every file of every dependency to name them. Looking into the folders that git knows, and not far into
others, takes a fraction of the time.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from preflight.secrets.disk import plain_files
from preflight.secrets.gaps import Gaps
from preflight.tree.names import DEPENDENCIES, holds_settings, maybe_text, shipped_below, shipped_root

MOST_SHIPPED: Final = 50_000
"""Files of build outputs that are listed."""
_DEEP: Final = 3
"""How far to look into folders of which git knows nothing."""
_MOST_FOLDERS: Final = 2_000
_SKIPPED: Final = frozenset(map(os.fsencode, DEPENDENCIES))


def ignored_files(root: Path, known: Iterable[bytes], gaps: Gaps) -> Iterator[bytes]:
    """Names of files below `root` that are not `known`; those that git ignores, if it knows the others."""
    return _Search(root, frozenset(known), gaps).files()


class _Search:
    def __init__(self, root: Path, known: frozenset[bytes], gaps: Gaps) -> None:
        self._root = root
        self._known = known
        self._gaps = gaps
        self._folders = {b""}
        for name in known:
            above = name.rpartition(b"/")[0]
            while above and above not in self._folders:
                self._folders.add(above)
                above = above.rpartition(b"/")[0]
        self._strange = 0

    def files(self) -> Iterator[bytes]:
        shipped: dict[bytes, None] = {}
        waiting = [(folder, 0) for folder in sorted(self._folders, reverse=True)]
        while waiting:
            folder, depth = waiting.pop()
            for entry in self._entries(folder):
                name = folder + b"/" + entry.name if folder else entry.name
                if name in self._known or name in self._folders or entry.name in _SKIPPED:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if below := shipped_below(os.fsdecode(name)):
                        shipped.update(dict.fromkeys(map(os.fsencode, below)))
                    elif depth < _DEEP and self._strange < _MOST_FOLDERS:
                        self._strange += 1
                        waiting.append((name, depth + 1))
                elif holds_settings(os.fsdecode(name)) or shipped_root(os.fsdecode(name)):
                    yield name
        yield from self._shipped(shipped)

    def _shipped(self, folders: Iterable[bytes]) -> Iterator[bytes]:
        """What builds have put out where git knows of nothing; a folder of the list need not be there."""
        count = 0
        for folder in folders:
            path = self._root / os.fsdecode(folder)
            if not path.is_dir() or any(part.is_symlink() for part in (path, *path.parents) if part != self._root):
                continue
            for name in plain_files(self._root, self._gaps, below=folder, skip=_SKIPPED):
                if name in self._known or not maybe_text(os.fsdecode(name)):
                    continue
                count += 1
                if count > MOST_SHIPPED:
                    self._gaps.add(f"more than {MOST_SHIPPED:,} files in build outputs: the rest was not read")
                    return
                yield name

    def _entries(self, folder: bytes) -> list["os.DirEntry[bytes]"]:
        try:
            with os.scandir(os.path.join(os.fsencode(self._root), folder)) as scan:
                return sorted(scan, key=lambda entry: entry.name)
        except OSError:
            return []  # gone, or nothing of git's: a folder that git knows and cannot be read is told with its files
