"""Accounts for a page or a comment: Markdown, as GitHub and GitLab read it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from preflight.engine.overview import Overview, Sheet
from preflight.facts.usage import KeyUsage
from preflight.parts import Known, NotReadable
from preflight.reports import Style
from preflight.reports._account_rows import (
    MODEL_HEADINGS,
    by_size,
    cell,
    components,
    facts_of,
    heading,
    model_rows,
    range_of,
)
from preflight.usage import Booking, Run, Usage
from preflight.words import count

MOST_ROWS = 100
"""Of runs and bookings; the other formats have them all."""
_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~&"})


def render(overview: Overview, style: Style) -> str:
    """Names that vendors and repositories made up are escaped."""
    lines = ["# Accounts", "", _text(" · ".join(heading(overview))), ""]
    for sheet in overview.sheets:
        lines += _sheet(sheet)
    return "\n".join(lines).rstrip() + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"## {_text(sheet.vendor.title)}"
    yield ""
    yield from _table(("", ""), facts_of(sheet))
    if rows := model_rows(sheet):
        yield from _table(MODEL_HEADINGS, rows)
    for trouble in sheet.troubles:
        subject = f"{_text(trouble.subject)}: " if trouble.subject else ""
        yield f"- **{subject}{_text(trouble.cause)}**  "
        yield f"  → {_text(trouble.fix)}"
    if sheet.troubles:
        yield ""
    for one in sheet.usage:
        yield from _usage(one)


def _usage(one: KeyUsage) -> Iterator[str]:
    usage = one.usage
    title = f"Usage of {_text(one.name)}" if one.name else "Usage"
    yield f"### {title}, {range_of(usage)}"
    yield ""
    match usage.days:
        case NotReadable(reason):
            yield f"Not readable: {_text(reason)}"
            yield ""
        case Known():
            yield from _days(usage)
    for note in usage.notes:
        yield f"- {_text(note)}"
    if usage.notes:
        yield ""
    if isinstance(usage.runs, Known) and usage.runs.value:
        yield from _runs(usage, usage.runs.value)
    if isinstance(usage.ledger, Known) and usage.ledger.value:
        yield from _ledger(usage, usage.ledger.value)
    if isinstance(usage.summary, Known):
        figures = usage.summary.value.figures
        yield f"The vendor's own figures: {_text(usage.summary.value.about)}"
        yield ""
        yield from _table(("figure", "value"), ((name, f"{value:,}") for name, value in figures.items()))


def _days(usage: Usage) -> Iterator[str]:
    totals = usage.totals.value if isinstance(usage.totals, Known) else {}
    days = usage.days.value if isinstance(usage.days, Known) else {}
    if not totals:
        yield "Nothing was consumed."
        yield ""
        return
    series = by_size(totals)
    lines = [(str(day), amounts) for day, amounts in days.items()]
    lines += [("undated", usage.undated)] if usage.undated else []
    rows = []
    for label, amounts in (*lines, ("total", totals)):
        cells = [cell(amounts[name], usage.unit) if name in amounts else "" for name in series]
        rows.append((label, *cells, cell(sum(amounts.values(), Decimal(0)), usage.unit)))
    yield from _table(("day (UTC)", *series, "total"), rows)


def _runs(usage: Usage, runs: Sequence[Run]) -> Iterator[str]:
    names = list(components(usage))
    dearest = sorted(runs, key=lambda run: -run.total)[:MOST_ROWS]
    yield f"{count(len(runs), runs[0].kind)} by component, the dearest {len(dearest)}:"
    yield ""
    rows = (
        (
            run.id,
            f"{run.at:%Y-%m-%d %H:%M}" if run.at else "deleted",
            cell(run.total, usage.unit),
            *(cell(run.parts[name], usage.unit) if name in run.parts else "" for name in names),
        )
        for run in dearest
    )
    yield from _table((runs[0].kind, "began (UTC)", "total", *names), rows)


def _ledger(usage: Usage, bookings: Sequence[Booking]) -> Iterator[str]:
    newest = bookings[-MOST_ROWS:]
    yield f"Ledger, the newest {count(len(newest), 'booking')} of {len(bookings):,}:"
    yield ""
    rows = (
        (
            f"{one.at:%Y-%m-%d %H:%M}",
            one.kind,
            one.resource,
            cell(one.change, usage.unit),
            cell(one.after, usage.unit),
        )
        for one in newest
    )
    yield from _table(("when (UTC)", "what", "on", "change", "balance then"), rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_text, headings))} |"
    yield "|" + " --- |" * len(headings)
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"
    yield ""


def _text(words: str | None) -> str:
    return (words or "").translate(_ESCAPED)
