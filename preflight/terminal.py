"""What the console can show: colour, width, characters. Decided in one place."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from preflight.reports import Style

_NEEDED = "✓✗…→·–"
_WIDEST = 120
_DEFAULT_WIDTH = 80


def style_for(stream: TextIO, *, color: str, verbose: int, environ: Mapping[str, str]) -> "Style":
    """The style of a report printed to `stream`; `color` is `auto`, `always` or `never`."""
    from preflight.reports import Style

    return Style(
        width=_width(stream, environ),
        color=wants_color(stream, color, environ),
        ascii=not _can_show(stream),
        verbose=verbose,
    )


def wants_color(stream: TextIO, color: str, environ: Mapping[str, str]) -> bool:
    """The option, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then TERM=dumb, then the terminal itself."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environ.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person watches; False for a closed stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    if environ.get("COLUMNS", "").isdigit() and int(environ["COLUMNS"]) > 0:
        return max(40, min(int(environ["COLUMNS"]), _WIDEST))
    if is_terminal(stream):
        try:
            return max(40, min(os.get_terminal_size(stream.fileno()).columns or _DEFAULT_WIDTH, _WIDEST))
        except (OSError, ValueError):
            import shutil

            return shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns
    return _DEFAULT_WIDTH


def _can_show(stream: TextIO) -> bool:
    try:
        _NEEDED.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError, AttributeError):
        return False
    return True
