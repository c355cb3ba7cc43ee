"""Rich's drawings as text: for the formats that are for people on a terminal."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, RenderableType

from preflight.reports import Style
from preflight.reports._console import to_ascii


def printed(blocks: Iterable[RenderableType], style: Style) -> str:
    """`blocks` under each other, wrapped at `style.width`; colours and glyphs as the style allows."""
    console = Console(
        file=StringIO(),
        width=style.width,
        force_terminal=style.color,
        no_color=not style.color,
        color_system="standard" if style.color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for block in blocks:
            console.print(block, crop=False)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    text = "\n".join(lines) + "\n"
    return to_ascii(text) if style.ascii else text
