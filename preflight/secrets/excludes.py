"""Globs that name paths, with the meaning they have in `.gitignore`, less negation and backslashes.

`*`, `?` and `[a-z]` stay within one path segment; `**` spans any number of segments, none included. A glob
with a slash in it (other than at its end) is anchored to the root of the repository, any other matches at
every depth. A glob that matches a directory covers all below it.
"""

import re
from fnmatch import translate

_ANY_DEPTH = "**"


class Glob:
    """One compiled glob."""

    def __init__(self, glob: str) -> None:
        segments = [segment for segment in glob.split("/") if segment]
        if "/" not in glob.rstrip("/"):
            segments.insert(0, _ANY_DEPTH)
        self._segments = [None if s == _ANY_DEPTH else re.compile(translate(s)) for s in segments]

    def covers(self, path: str) -> bool:
        """Whether `path` (slash-separated, relative) or a directory above it matches."""
        # Positions in the glob that the path so far can have led to: no backtracking, whatever the glob.
        reached = self._spread({0})
        for segment in path.split("/"):
            reached = self._spread({n for at in reached for n in self._step(at, segment)})
            if len(self._segments) in reached:
                return True
        return False

    def _step(self, at: int, segment: str) -> tuple[int, ...]:
        if at == len(self._segments):
            return ()
        pattern = self._segments[at]
        if pattern is None:
            return (at,)
        return (at + 1,) if pattern.match(segment) else ()

    def _spread(self, reached: set[int]) -> set[int]:
        """`reached`, and what lies behind each `**` in it, as that can span nothing."""
        for at, pattern in enumerate(self._segments):
            if at in reached and pattern is None:
                reached.add(at + 1)
        return reached
