"""A check's documentation for formats that carry it: as plain text, and as Markdown."""

from collections.abc import Iterator, Sequence

from preflight.documentation import Block, Documentation


def plain(documentation: Documentation) -> str:
    """The title, then every chapter, wrapped nowhere."""
    return "\n\n".join(_plain(documentation))


def markdown(documentation: Documentation) -> str:
    """The same for a reader of Markdown. Docstrings are written in it, so nothing is escaped."""
    parts = [documentation.title]
    for chapter in documentation.chapters:
        if chapter.heading:
            parts.append(f"#### {chapter.heading}")
        parts.append(joined(chapter.blocks))
    return "\n\n".join(parts)


def _plain(documentation: Documentation) -> Iterator[str]:
    yield documentation.title
    for chapter in documentation.chapters:
        heading = f"{chapter.heading}:\n" if chapter.heading else ""
        yield heading + joined(chapter.blocks)


def joined(blocks: Sequence[Block]) -> str:
    """Items on lines of their own, paragraphs apart."""
    text = ""
    for number, block in enumerate(blocks):
        between = "" if not number else "\n" if block.item and blocks[number - 1].item else "\n\n"
        text += between + (f"- {block.text}" if block.item else block.text)
    return text
