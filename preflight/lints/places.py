"""Where the parts of a file stand, for parsers that count lines and bytes."""

from collections.abc import Sequence


class Places:
    """Offsets in characters, as the rest of the program counts them."""

    def __init__(self, lines: Sequence[str]) -> None:
        """`lines`: with their ends."""
        self._lines = lines
        self._ascii = all(map(str.isascii, lines))
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Of a line, from 0, and a byte in it, from 0."""
        words = self._lines[line] if not self._ascii and line < len(self._lines) else ""
        if not words.isascii():
            column = len(words.encode("utf-8", "surrogateescape")[:column].decode("utf-8", "surrogateescape"))
        return self._starts[min(line, len(self._starts) - 1)] + column
