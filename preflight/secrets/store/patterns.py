"""Several patterns looked for together: in one pass, by Hyperscan, where the extra `fast` is installed.

Without it each takes a pass of `re`: the same contents are marked, at half the speed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

from preflight.secrets.store.contents import Contents

_WORTH_COMPILING: Final = 4 << 20


class Patterns:
    """Regular expressions, none of which matches the empty string.

    `alone_for`: bytes to search by `re` alone: after those, Hyperscan makes up for the time it takes to compile.
    """

    def __init__(self, expressions: Iterable[bytes], *, alone_for: int = _WORTH_COMPILING) -> None:
        self._expressions = tuple(expressions)
        self._alone_for = alone_for
        self._seen = 0

    def prepare(self) -> None:
        """Does not wait until Hyperscan is worth it: there is enough to search."""
        self._seen = self._alone_for
        _ = self._at_once

    def mark(self, contents: Contents) -> None:
        """Marks every content with a match inside, and perhaps one with a match that reaches into the next."""
        if self._seen >= self._alone_for and self._at_once:
            self._at_once(contents)
            return
        self._seen += len(contents.joined)
        for pattern in self._one_by_one:
            at = 0
            while match := pattern.search(contents.joined, at):
                _, at = contents.mark(match.start())

    def match(self, content: bytes) -> bool:
        """Whether one of the patterns is in a content."""
        return any(pattern.search(content) for pattern in self._one_by_one)

    @cached_property
    def _one_by_one(self) -> Sequence[re.Pattern[bytes]]:
        return tuple(map(re.compile, self._expressions))

    @cached_property
    def _at_once(self) -> Callable[[Contents], None] | None:
        try:
            import hyperscan
        except ImportError:
            return None
        database = hyperscan.Database()
        try:
            database.compile(expressions=self._expressions, flags=[0] * len(self._expressions))
        except hyperscan.error:  # for this processor, or it finds a rule of the project too large
            return None

        def mark(contents: Contents) -> None:
            # It tells of every match, in no order that is promised, and where each ends.
            first = last = 0

            def on_match(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
                nonlocal first, last
                if not first < end <= last:
                    first, last = contents.mark(end - 1)

            database.scan(contents.joined, match_event_handler=on_match)

        return mark
