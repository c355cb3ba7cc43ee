"""Two reviews side by side, for people on a terminal and for programs."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from preflight._version import __version__
from preflight.comparing.compare import BAD_NEWS, Change, Kind, got_worse
from preflight.comparing.load import Review
from preflight.reports import Style
from preflight.reports._console import GLYPHS, to_ascii
from preflight.reports._words import VERDICTS
from preflight.serial import write

SCHEMA_VERSION: Final = 1
MOST: Final = 20
"""Changes of one kind that people are shown."""
_TITLES: Final = {
    Kind.WORSE: "Worse",
    Kind.LAPSED: "Lapsed",
    Kind.UNASKED: "Not asked any more",
    Kind.HIDDEN: "Hidden by a waiver now",
    Kind.LOWERED: "Lowered by the config now",
    Kind.BETTER: "Better",
    Kind.OTHER: "Also changed",
    Kind.TERMS: "Limits and prices",
}
_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[0m"


def text(old: Review, new: Review, changes: Sequence[Change], style: Style) -> str:
    """What moved, worst first; the last line says whether anything got worse."""
    lines = [*_heading(old, new, style)]
    for kind, group in groupby(changes, key=lambda change: change.kind):
        lines += ["", _painted(_TITLES[kind], _RED if kind in BAD_NEWS else _BOLD, style)]
        found = list(group)
        for change in found[:MOST]:
            lines += _lines(change, style)
        if len(found) > MOST:
            lines.append(f"   and {len(found) - MOST} more: --format json lists all")
    last = "WORSE (exit 1)" if got_worse(changes) else "NOTHING GOT WORSE (exit 0)"
    lines += ["", _painted(last, _RED if got_worse(changes) else _BOLD, style)]
    whole = "\n".join(line.rstrip() for line in lines) + "\n"
    return to_ascii(whole) if style.ascii else whole


def document(old: Review, new: Review, changes: Sequence[Change]) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "preflight", "version": __version__},
        "old": _side(old),
        "new": _side(new),
        "got_worse": got_worse(changes),
        "changes": [write(change, Change) for change in changes],
    }


def _side(review: Review) -> dict[str, Any]:
    report = review.report
    return {
        "file": review.name,
        "generated_at": report.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": report.target.commit,
        "environment": report.target.environment,
        "verdict": report.verdict,
    }


def _heading(old: Review, new: Review, style: Style) -> Iterator[str]:
    for word, review in (("old", old), ("new", new)):
        report, target = review.report, review.report.target
        commit = f" @ {target.commit[:10]}" if target.commit else ""
        parts = [f"{report.generated_at:%Y-%m-%d %H:%M}", f"{target.root}{commit}", target.environment]
        parts += ["SANDBOX"] if target.sandbox else []
        parts += ["OFFLINE"] if target.offline else []
        parts += ["not the whole list"] if report.narrowed else []
        parts.append(VERDICTS.get(report.verdict, report.verdict))
        yield from _wrapped(f"{word}  {' · '.join(parts)}", style, "     ")


def _lines(change: Change, style: Style) -> Iterator[str]:
    glyph = GLYPHS[change.status][0] if change.status else "·"
    yield from _wrapped(f" {glyph} {change.about}: {change.was} → {change.now}", style, "   ")
    if change.message and change.kind is not Kind.BETTER:
        yield from _wrapped(f"   {change.message}", style, "   ")


def _wrapped(line: str, style: Style, indent: str) -> list[str]:
    return textwrap.wrap(line, style.width, subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True) or [
        ""
    ]


def _painted(line: str, color: str, style: Style) -> str:
    return f"{color}{line}{_PLAIN}" if style.color else line
