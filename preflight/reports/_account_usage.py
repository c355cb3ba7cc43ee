"""Consumption for people on a terminal: a line for each day with a bar, totals, and what lies behind them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from preflight.account import Unit
from preflight.facts.usage import KeyUsage
from preflight.parts import Known, NotReadable
from preflight.reports import Style
from preflight.reports._account_rows import by_size, cell, components, range_of
from preflight.usage import Amounts, Booking, Run, Usage
from preflight.words import count

BAR = 16
"""Columns of the longest bar."""
MOST_ROWS = 20
"""Of runs and bookings, unless all are wanted."""
_FIXED = 3 + 12 + 12 + BAR
_OTHERS = "others"


def usage_blocks(one: KeyUsage, style: Style) -> Iterator[RenderableType]:
    """What one key tells of consumption."""
    usage = one.usage
    title = f"Usage of {one.name}" if one.name else "Usage"
    unit = "dollars" if usage.unit is Unit.CENTS else "credits"
    yield Text(f"{title}, {unit}: ", "bold").append(range_of(usage), "dim")
    match usage.days:
        case NotReadable(reason):
            yield Text(f"not readable: {reason}")
        case Known():
            yield from _days(usage, style)
    yield from (Text(f"· {note}", "dim") for note in usage.notes)
    if isinstance(usage.runs, Known) and usage.runs.value:
        yield from _runs(usage, usage.runs.value, style)
    if isinstance(usage.ledger, Known) and usage.ledger.value:
        yield from _ledger(usage.ledger.value, usage.unit, style)
    yield from _summary(usage)


def _days(usage: Usage, style: Style) -> Iterator[RenderableType]:
    """Days without consumption are left out."""
    totals = usage.totals.value if isinstance(usage.totals, Known) else {}
    days = usage.days.value if isinstance(usage.days, Known) else {}
    if not totals:
        yield Text("nothing was consumed")
        return
    shown = _that_fit(by_size(totals), style.width)
    table = _table("day (UTC)", *shown, "total")
    table.add_column("")
    most = max((sum(amounts.values(), Decimal(0)) for amounts in days.values()), default=Decimal(0))
    for day, amounts in days.items():
        whole = sum(amounts.values(), Decimal(0))
        table.add_row(str(day), *_cells(amounts, shown, usage.unit), cell(whole, usage.unit), _bar(whole, most))
    if usage.undated:
        whole = sum(usage.undated.values(), Decimal(0))
        table.add_row("undated", *_cells(usage.undated, shown, usage.unit), cell(whole, usage.unit), "")
    whole = sum(totals.values(), Decimal(0))
    table.add_row("total", *_cells(totals, shown, usage.unit), cell(whole, usage.unit), "", style="bold")
    yield table
    if len(totals) > 1 and not shown:
        yield Text("in all: " + ", ".join(f"{name} {cell(totals[name], usage.unit)}" for name in by_size(totals)))


def _that_fit(series: Sequence[str], width: int) -> list[str]:
    """The series that get a column of their own, the dearest ones; the rest share one."""
    if series == [*series[:1]]:
        return []  # the total says it all
    shown: list[str] = []
    room = width - _FIXED
    for place, name in enumerate(series):
        needs = max(len(name), 9) + 2
        rest = 0 if place == len(series) - 1 else len(_OTHERS) + 5
        if needs + rest > room:
            return [*shown, _OTHERS] if shown else []
        shown.append(name)
        room -= needs
    return shown


def _cells(amounts: Amounts, shown: Sequence[str], unit: Unit) -> list[str]:
    own = [name for name in shown if name != _OTHERS or name in amounts]
    cells = [cell(amounts[name], unit) if name in amounts else "" for name in own]
    if _OTHERS in shown and _OTHERS not in amounts:
        rest = sum((value for name, value in amounts.items() if name not in shown), Decimal(0))
        cells.append(cell(rest, unit) if rest else "")
    return cells


def _bar(value: Decimal, most: Decimal) -> Text:
    if value <= 0 or most <= 0:
        return Text()
    return Text("█" * max(1, round(value / most * BAR)), "cyan")


def _runs(usage: Usage, runs: Sequence[Run], style: Style) -> Iterator[RenderableType]:
    """The dearest runs by component, and what all of them cost by component."""
    sums = components(usage)
    wanted = len(runs) if style.verbose > 0 else MOST_ROWS
    names = list(sums)[: max(1, (style.width - 56) // 12)]
    yield Text()
    yield Text(f"{count(len(runs), runs[0].kind)} by component, the dearest first", "bold")
    table = _table(runs[0].kind, "began (UTC)", "total", *names)
    for run in sorted(runs, key=lambda run: -run.total)[:wanted]:
        began = f"{run.at:%Y-%m-%d %H:%M}" if run.at else "deleted"
        cells = [cell(run.parts[name], usage.unit) if name in run.parts else "" for name in names]
        table.add_row(run.id, began, cell(run.total, usage.unit), *cells)
    yield table
    if len(runs) > wanted:
        yield Text(f"and {len(runs) - wanted:,} more: -v shows all, and so does --format csv", "dim")
    yield Text("all of them: " + ", ".join(f"{name} {cell(value, usage.unit)}" for name, value in sums.items()))


def _ledger(bookings: Sequence[Booking], unit: Unit, style: Style) -> Iterator[RenderableType]:
    wanted = len(bookings) if style.verbose > 0 else MOST_ROWS
    yield Text()
    yield Text(f"Ledger, {count(len(bookings), 'booking')}, the newest last", "bold")
    table = _table("when (UTC)", "what", "on", "change", "balance then", text=3)
    for one in bookings[-wanted:]:
        change = cell(one.change, unit)
        table.add_row(f"{one.at:%Y-%m-%d %H:%M}", one.kind, one.resource, change, cell(one.after, unit))
    yield table
    if len(bookings) > wanted:
        yield Text(f"and {len(bookings) - wanted:,} before: -v shows all, and so does --format csv", "dim")


def _summary(usage: Usage) -> Iterator[RenderableType]:
    match usage.summary:
        case Known(summary):
            yield Text()
            yield Text("The vendor's own figures: ", "bold").append(summary.about, "dim")
            lines = [Text(f"{name}  {value:,}") for name, value in summary.figures.items()]
            yield Padding(Group(*lines), (0, 0, 0, 2))
        case NotReadable(reason):
            yield Text(f"· the vendor's own figures are not readable: {reason}", "dim")
        case None:
            pass


def _table(*headings: str, text: int = 1) -> Table:
    """Columns of words to the left, of numbers to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for place, name in enumerate(headings):
        table.add_column(name, justify="left" if place < text else "right", header_style="dim", overflow="fold")
    return table
