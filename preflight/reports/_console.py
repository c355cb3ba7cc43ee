"""What the formats for people share: one glyph and colour per status, and their twins in ASCII."""

from preflight.verdict import Status

GLYPHS = {
    Status.PASS: ("✓", "green"),
    Status.WARN: ("!", "yellow"),
    Status.FAIL: ("✗", "bold red"),
    Status.UNKNOWN: ("?", "magenta"),
    Status.SKIP: ("·", "dim"),
}
_ASCII = str.maketrans({"…": "...", "→": "->", "·": "-", "✓": "+", "✗": "x", "–": "-", "“": '"', "”": '"'})


def to_ascii(text: str) -> str:
    """`text` on a console that knows no more: twins for what we draw, escapes for the rest."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode()
