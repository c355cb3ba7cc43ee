"""Contents that are searched together, as one: a search costs the same for one as for a thousand."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Contents:
    """Contents in one string, and which of them are marked."""

    def __init__(self, contents: Sequence[bytes]) -> None:
        self.joined = b"\n".join(contents)
        self.marked: set[int] = set()
        """Their numbers."""
        self._contents = contents
        self._ends: list[int] = []
        """Where each one's successor begins; reckoned when there is something to place."""

    def mark(self, position: int) -> tuple[int, int]:
        """Marks the content at a position of the string; answers where it begins, and where its successor does."""
        ends = self._ends = self._ends or list(accumulate(len(content) + 1 for content in self._contents))
        number = bisect_right(ends, position)
        self.marked.add(number)
        return ends[number - 1] if number else 0, ends[number]
