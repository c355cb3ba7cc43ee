"""What the formats for people share: one glyph and colour per status, and their twins in ASCII."""

import textwrap

from preflight.reports import Style
from preflight.verdict import Status

GLYPHS = {
    Status.PASS: ("✓", "green"),
    Status.WARN: ("!", "yellow"),
    Status.FAIL: ("✗", "bold red"),
    Status.UNKNOWN: ("?", "magenta"),
    Status.SKIP: ("·", "dim"),
}
_SGR = {"bold red": "1;31", "bold": "1", "yellow": "33", "magenta": "35", "green": "32", "cyan": "36", "dim": "2"}
_ASCII = str.maketrans({"…": "...", "→": "->", "·": "-", "✓": "+", "✗": "x", "–": "-", "“": '"', "”": '"', "█": "#"})


def to_ascii(text: str) -> str:
    """`text` on a console that knows no more: twins for what we draw, escapes for the rest."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode()


def wrapped(text: str, style: Style, *, indent: int, hanging: int = 2) -> list[str]:
    """`text` in lines of the console's width: `indent` columns before the first, `hanging` more before the others."""
    margin = " " * indent
    return textwrap.wrap(
        text, style.width, initial_indent=margin, subsequent_indent=margin + " " * hanging, break_on_hyphens=False
    )


def painted(text: str, color: str, style: Style) -> str:
    """`text` in a colour of `GLYPHS`, or in bold or cyan, where the console has colours."""
    return f"\x1b[{_SGR[color]}m{text}\x1b[0m" if style.color else text
