"""The report of a scan for people: key by key, what to do, and one word at the end. Rich is not needed for it."""

from collections.abc import Iterator

from preflight.report import Report, Result
from preflight.reports import Style
from preflight.reports._console import GLYPHS, painted, to_ascii, wrapped
from preflight.reports._findings import MOST_PLACES, Leak, by_key, place
from preflight.verdict import Status

_MOST_KEYS = 50
_WORDS = {0: "NOTHING THAT COUNTS", 1: "NOT CLEAN", 3: "INCOMPLETE"}


def render(report: Report, style: Style) -> str:
    """A clean scan is one line; `style.verbose` below 0 leaves out what does not close the gate."""
    (result,) = report.results
    text = "\n".join(_lines(report, result, style)) + "\n"
    return to_ascii(text) if style.ascii else text


def _lines(report: Report, result: Result, style: Style) -> Iterator[str]:
    verdict = result.verdict
    if result.status is Status.PASS and not verdict.findings:
        yield f"CLEAN (exit 0): {verdict.message}"
        return
    leaks = [leak for leak in by_key(verdict.findings) if style.verbose >= 0 or not leak.set_aside]
    for leak in leaks[:_MOST_KEYS]:
        yield from _leak(leak, style)
    if len(leaks) > _MOST_KEYS:
        yield f"  and {len(leaks) - _MOST_KEYS:,} more keys: --format json lists all"
    if leaks:
        yield ""
    if style.verbose >= 0:
        yield from _lowered(report, style)
    glyph, color = GLYPHS[result.status]
    first, *rest = wrapped(verdict.message, style, indent=2)
    yield painted(glyph, color, style) + first[1:]
    yield from rest
    if result.waived:
        waived = result.waived
        yield from wrapped(f"waived by {waived.by} until {waived.expires}: {waived.reason}", style, indent=2)
    elif verdict.remedy:
        yield from wrapped(f"→ {verdict.remedy}", style, indent=2)
    word = "CLEAN" if result.status is Status.PASS else _WORDS[int(report.exit_code)]
    yield painted(word, color, style) + f" (exit {int(report.exit_code)}). Next: preflight explain {result.check}"


def _leak(leak: Leak, style: Style) -> Iterator[str]:
    status = Status.SKIP if leak.set_aside else Status.FAIL if leak.certain else Status.WARN
    glyph, color = GLYPHS[status]
    first, *rest = wrapped(leak.heading, style, indent=2)
    yield painted(glyph, color, style) + first[1:]
    yield from rest
    for finding in leak.findings[:MOST_PLACES]:
        yield from wrapped(place(finding), style, indent=4)
    if len(leak.findings) > MOST_PLACES:
        yield f"    and {len(leak.findings) - MOST_PLACES:,} more places: --format json lists all"


def _lowered(report: Report, style: Style) -> Iterator[str]:
    if report.lowered:
        yield "Lowered by the config"
        for lowered in report.lowered:
            where = f"{lowered.position}  " if lowered.position else ""
            yield from wrapped(f"{where}{lowered.what}: {lowered.effect}", style, indent=2)
        yield ""
