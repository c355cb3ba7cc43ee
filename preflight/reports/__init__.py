"""Report formats: a Report in, text out, no judgement. Adding one is adding a file here.

A format is a module of this package that is named after it and has `render(report, style) -> str`.
"""

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from preflight.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a renderer may know of the place its text goes to."""

    width: int = 80
    """Columns."""
    color: bool = False
    ascii: bool = False
    """The console cannot show more than ASCII."""
    verbose: int = 0
    """-1 quiet, 0 normal, 1 verbose."""


PLAIN = Style()
"""For files."""


def formats() -> list[str]:
    """Names of the formats that exist."""
    return sorted(info.name.removesuffix("_") for info in iter_modules(__path__) if not info.name.startswith("_"))


def render(format: str, report: Report, style: Style = PLAIN) -> str:
    """The report as text in `format`, which must be one of `formats()`; ends with a newline."""
    name = next(info.name for info in iter_modules(__path__) if info.name.removesuffix("_") == format)
    text: str = import_module(f"{__name__}.{name}").render(report, style)
    return text
