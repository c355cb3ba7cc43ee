"""The report for people on a terminal: the list section by section, then what closes the gate, then the verdict."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from preflight._version import __version__
from preflight.report import Report, Result
from preflight.reports import Style
from preflight.reports._console import GLYPHS
from preflight.reports._findings import MOST_PLACES, by_key, place
from preflight.reports._rich import printed
from preflight.reports._words import TITLES, VERDICTS, tally
from preflight.verdict import Finding, Status

_COLORS = {"ready": "bold green", "not-ready": "bold red", "undetermined": "bold magenta"}
_LABEL = 17  # columns; of a check's name and of what it is about
_NARROW = 60  # below this, a check's name gets a line of its own


def render(report: Report, style: Style) -> str:
    """Wraps at `style.width`; colours and glyphs as the style allows."""
    return printed(_blocks(report, style), style)


def _blocks(report: Report, style: Style) -> Iterator[RenderableType]:
    if style.verbose >= 0:
        yield _heading(report)
        for section, results in groupby(report.results, key=lambda result: result.section):
            yield Text(f"\n{TITLES.get(section, section.capitalize())}", "bold")
            yield from (_row(result, style) for result in results)
        yield from _lowered(report)
        if report.not_built:
            yield Text(f"\nNot in this version: {', '.join(report.not_built)}", "dim")
        yield Text()
    yield from _summary(report, style)


def _heading(report: Report) -> Text:
    target = report.target
    parts = [f"preflight {__version__}", target.root + (f" @ {target.commit[:10]}" if target.commit else "")]
    parts.append(f"environment {target.environment}")
    heading = Text(" · ".join(parts))
    if target.sandbox:
        heading.append(" · ").append(f"SANDBOX {target.sandbox}", "bold yellow")
    if target.offline:
        heading.append(" · ").append("OFFLINE", "bold yellow")
    if report.strict:
        heading.append(" · strict")
    if report.narrowed:
        heading.append(" · not the whole list", "bold yellow")
    return heading


def _row(result: Result, style: Style) -> RenderableType:
    """Glyph; check and subject in a narrow column; message, findings and remedy in a wide one."""
    glyph, color = GLYPHS[result.status]
    if result.waived:
        color = "dim"
    name = Text(result.check, color if result.status in {Status.FAIL, Status.UNKNOWN} else "")
    message = Text(result.verdict.message)
    if not result.required and result.section != "preflight":
        message.append("  (advised)", "dim")
    body = Group(message, *_below(result))
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=2, justify="right")
    if style.width < _NARROW:
        table.add_column(ratio=1, overflow="fold")
        table.add_row(Text(glyph, color), Group(name.append(f" {_label(result)}", "dim"), body))
    else:
        table.add_column(width=_LABEL, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        table.add_row(
            Text(glyph, color), name.append("".join(f"\n{line}" for line in _folded(_label(result))), "dim"), body
        )
    return table


def _label(result: Result) -> str:
    return " ".join(part for part in (result.provider, result.verdict.subject) if part)


def _folded(label: str) -> Iterator[str]:
    """The lines of a narrow column: between words, and in one that is too long after a mark."""
    line = ""
    for word in label.split():
        if line and len(f"{line} {word}") <= _LABEL:
            line += f" {word}"
            continue
        if line:
            yield line
        line = ""
        for part in re.findall(r"[^_./-]+[_./-]*|[_./-]+", word):
            if line and len(line + part) > _LABEL:
                yield line
                line = ""
            line += part
    if line:
        yield line


def _below(result: Result) -> Iterator[RenderableType]:
    verdict, waived = result.verdict, result.waived
    yield from _leaks(verdict.findings)
    if waived:
        yield Text(f"waived by {waived.by} until {waived.expires}: {waived.reason}", "yellow")
    elif verdict.remedy:
        yield Text(f"→ {verdict.remedy}")


def _leaks(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Key by key, up to `MOST_PLACES` places in all."""
    left = MOST_PLACES
    for leak in by_key(findings):
        if left > 0:
            yield Text(leak.heading, "dim" if leak.set_aside else "cyan")
            for finding in leak.findings[:left]:
                yield Padding(Text(place(finding), "dim" if leak.set_aside else ""), (0, 0, 0, 2))
        left -= len(leak.findings)
    if left < 0:
        yield Text(f"and {-left} more: --format json lists all", "dim")


def _lowered(report: Report) -> Iterator[RenderableType]:
    if not report.lowered:
        return
    yield Text("\nLowered by the config", "bold")
    for lowered in report.lowered:
        where = f"{lowered.position}  " if lowered.position else ""
        yield Padding(Text(f"{where}{lowered.what}: {lowered.effect}"), (0, 0, 0, 3))


def _summary(report: Report, style: Style) -> Iterator[RenderableType]:
    """What closes the gate, worst first; last the verdict and the next thing to type."""
    for result in report.closed_by if style.verbose < 0 or len(report.results) > 1 else ():
        glyph, color = GLYPHS[result.status]
        subject = f" {_label(result)}" if _label(result) else ""
        line = Text(f"{glyph} ", color).append(f"{result.check}{subject}").append(f": {result.verdict.message}", "dim")
        line.truncate(style.width, overflow="ellipsis")
        yield line
    yield Text(tally(report))
    word, color = VERDICTS[report.verdict], _COLORS[report.verdict]
    last = Text(word, color, no_wrap=True, overflow="ignore")  # one line, however narrow the console
    if report.target.sandbox:
        last.append(" SANDBOX", "bold yellow")
    last.append(f" (exit {int(report.exit_code)}). {_next(report)}", "default")
    yield Group(last)  # alone it would be joined with its neighbours, and wrapped like them


def _next(report: Report) -> str:
    if report.bugs:
        return "Next: report the bug on stderr"
    if not report.closed_by:
        return _when_ready(report)
    worst = report.closed_by[0]
    return f"Next: preflight explain {worst.check}" if worst.section != "preflight" else "Next: see above"


def _when_ready(report: Report) -> str:
    if report.target.sandbox:
        return "Next: preflight check, with your own key"
    if report.narrowed:
        return "Next: preflight check, for the whole list"
    return "Next: look by hand at what is not in this version" if report.not_built else "Next: launch"
