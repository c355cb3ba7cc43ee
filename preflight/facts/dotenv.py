"""Variables in the text of a `.env` file, and the lines that say nothing because they are broken."""

import io
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dotenv:
    """What a `.env` file sets; nothing is exported, nothing interpolated."""

    values: Mapping[str, str | None]
    """None where a variable is named and not set."""
    broken: Mapping[int, str]
    """Line, from 1, and text of what could not be parsed: an open quote, most often. The text may hold a key."""

    def broken_line(self, variable: str) -> int | None:
        """The first broken line that speaks of `variable`."""
        return next((line for line, text in self.broken.items() if variable in text), None)


def parse(text: str) -> Dotenv:
    """Reads `text` as python-dotenv does."""
    from dotenv.parser import parse_stream

    values: dict[str, str | None] = {}
    broken: dict[int, str] = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            broken[binding.original.line] = binding.original.string
        elif binding.key is not None:
            values[binding.key] = binding.value
    return Dotenv(values, broken)
