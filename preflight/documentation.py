"""A check's docstring as headings and paragraphs: what every report's help is made from."""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_VALUE = re.compile(r"[a-z_]+: ")
"""How a line of a Values part begins: `threshold: …`."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list; lines joined."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and what stands below it; `heading` is empty for text before the first one."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Documentation:
    """The first sentence, and the chapters (Why, How to fix, …)."""

    title: str
    chapters: Sequence[Chapter] = ()

    def chapter(self, heading: str) -> Sequence[Block]:
        """The blocks under `heading`; none where it is missing."""
        return next((one.blocks for one in self.chapters if one.heading == heading), ())


def read(docstring: str) -> Documentation:
    """Any docstring: one without our headings is all title and text."""
    title, *paragraphs = [lines for lines in _paragraphs(inspect.cleandoc(docstring)) if lines] or [[""]]
    chapters: list[Chapter] = []
    for lines in paragraphs:
        heading = "" if lines[0].startswith(" ") or len(lines) < 2 or not lines[1].startswith(" ") else lines[0]
        blocks = tuple(_blocks(lines[1:] if heading else lines))
        if heading or not chapters:
            chapters.append(Chapter(heading, blocks))
        else:
            chapters[-1] = Chapter(chapters[-1].heading, (*chapters[-1].blocks, *blocks))
    return Documentation(" ".join(line.strip() for line in title), tuple(chapters))


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines between blank lines; a heading stays with the lines below it."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip():
            lines.append(line)
        else:
            yield lines
            lines = []
    yield lines


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    texts: list[str] = []
    for line in lines:
        text = line.strip()
        command = text.startswith("`preflight") and texts and texts[-1].endswith((":", "."))
        if not texts or command or text.startswith("- ") or _VALUE.match(text):
            texts.append(text)
        else:
            texts[-1] += f" {text}"
    for text in texts:
        item = text.startswith("- ") or _VALUE.match(text) is not None
        yield Block(text.removeprefix("- "), item)
