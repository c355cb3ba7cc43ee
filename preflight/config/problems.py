"""All that is wrong with a file at once, told as compilers do: place, line, caret, nearest name."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NoReturn

from preflight.config.model import Position
from preflight.errors import ConfigError
from preflight.printable import veiled

MOST: Final = 50
"""Problems shown of one file: beyond this it is not a config but something else."""
_QUOTABLE: Final = 1000  # characters of a line that is still shown
_BEFORE: Final = 60  # columns shown before the caret
_SHOWN: Final = 100  # columns shown in all
_LONGEST_NAME: Final = 60

# Line ends as YAML 1.1 counts them; the other ones it knows are refused as control characters before.
LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a text; line and column count from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and how it might be put right."""

    place: Place
    message: str
    hint: str | None = None


class Problems:
    """Collects what is wrong with one file; `stop` and `raise_any` end in a ConfigError that holds it all."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines = lines_of(text)
        self._found: list[Problem] = []

    def position(self, place: Place) -> Position:
        """`place` as other parts of the program know it."""
        return Position(self.name, place.line, place.column)

    def add(self, place: Place, message: str, hint: str | None = None) -> None:
        """Notes a problem. Raises ConfigError when there are too many to be useful."""
        self._found.append(Problem(place, message, hint))
        if len(self._found) >= MOST:
            self._fail(f"\n\n{self.name}: only the first {MOST} problems are shown")

    def stop(self, place: Place, message: str, hint: str | None = None) -> NoReturn:
        """Notes a problem after which reading on makes no sense, and raises."""
        self._found.append(Problem(place, message, hint))
        self._fail()

    def raise_any(self) -> None:
        """Raises ConfigError if anything was noted."""
        if self._found:
            self._fail()

    def _fail(self, more: str = "") -> NoReturn:
        found = sorted(self._found, key=lambda problem: problem.place)
        raise ConfigError("\n\n".join(self._block(problem) for problem in found) + more) from None

    def _block(self, problem: Problem) -> str:
        place = problem.place
        lines = [f"{self.name}:{place.line}:{place.column}: {problem.message}"]
        source = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        if source.strip() and len(source) <= _QUOTABLE:
            lines += _excerpt(source, place)
        if problem.hint:
            lines.append(f"  {problem.hint}")
        return "\n".join(lines)


def lines_of(text: str) -> list[str]:
    """The lines of a file, without their ends."""
    return LINE_END.split(text)


def quoted(text: str) -> str:
    """A name or value of the file as a message shows it."""
    return f'"{veiled(text, limit=_LONGEST_NAME)}"'


def nearest(name: str, names: Iterable[str]) -> str | None:
    """`did you mean "per_day"?`, or None when nothing is near."""
    by_folded = {_folded(known): known for known in names}
    near = difflib.get_close_matches(_folded(name[:_LONGEST_NAME]), by_folded, n=1)
    return f'did you mean "{by_folded[near[0]]}"?' if near else None


def _folded(name: str) -> str:
    return name.lower().replace("-", "_")


def _excerpt(source: str, place: Place) -> list[str]:
    """The line and a caret under the column, with what is hidden or escaped counted as it is shown."""
    head, whole = veiled(source[: place.column - 1]), veiled(source)
    skip = max(0, len(head) - _BEFORE)
    shown = whole[skip : skip + _SHOWN]
    if skip:
        shown = "…" + shown[1:]
    if len(whole) > skip + _SHOWN:
        shown += "…"
    gutter = f"  {place.line} | "
    return [gutter + shown, " " * (len(gutter) - 2) + "| " + " " * _width(head[skip:]) + "^"]


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
