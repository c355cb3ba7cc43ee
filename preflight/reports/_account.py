"""Formats of `preflight account`: an Overview in, text out. One module each, `_account_<format>`.

They are no formats of a report: `check` does not know them.
"""

from importlib import import_module
from typing import Final

from preflight.engine.overview import Overview
from preflight.reports import Style

FORMATS: Final = ("text", "json", "markdown", "csv")


def render(format: str, overview: Overview, style: Style) -> str:
    """The overview as text in `format`, one of `FORMATS`; ends with a newline."""
    text: str = import_module(f"preflight.reports._account_{format}").render(overview, style)
    return text
