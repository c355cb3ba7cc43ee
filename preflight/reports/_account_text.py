"""Accounts for people on a terminal: what is so, then what is wrong and what to do about it."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from preflight._version import __version__
from preflight.engine.overview import Overview, Sheet
from preflight.engine.troubles import Trouble
from preflight.parts import Known
from preflight.reports import Style
from preflight.reports._account_rows import MODEL_HEADINGS, facts_of, heading, model_rows
from preflight.reports._account_usage import usage_blocks
from preflight.reports._rich import printed
from preflight.words import money

_NARROW = 60
_LABEL = 14


def render(overview: Overview, style: Style) -> str:
    """Wraps at `style.width`; colours and glyphs as the style allows."""
    return printed(_blocks(overview, style), style)


def _blocks(overview: Overview, style: Style) -> Iterator[RenderableType]:
    if style.verbose >= 0:
        yield Text(" · ".join([f"preflight {__version__}", *heading(overview)]))
    for sheet in overview.sheets:
        if style.verbose < 0:
            yield _line(sheet)
            yield from (_trouble(trouble, indent=2) for trouble in sheet.troubles)
        else:
            yield from _sheet(sheet, style)


def _line(sheet: Sheet) -> Text:
    """`Runway: 420,000 credits ($4,200), tier 4`."""
    account = sheet.account
    match account.balance:
        case Known(balance):
            words = money(balance, account.unit)
        case _:
            words = f"{account.access}, balance not readable"
    return Text(f"{sheet.vendor.title}: {words}" + (f", tier {sheet.tier.name}" if sheet.tier else ""))


def _sheet(sheet: Sheet, style: Style) -> Iterator[RenderableType]:
    yield Text(f"\n{sheet.vendor.title} ", "bold").append(f"({sheet.endpoint.host or 'no host'})", "dim")
    yield _facts(sheet, style)
    if rows := model_rows(sheet):
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
        for place, name in enumerate(MODEL_HEADINGS):
            table.add_column(name, justify="right" if place else "left", header_style="dim", overflow="fold")
        for row in rows:
            table.add_row(*row)
        yield Padding(table, (1, 0, 0, 3))
    if sheet.troubles:
        yield Text()
    yield from (_trouble(trouble, indent=1) for trouble in sheet.troubles)
    for one in sheet.usage:
        yield Text()
        yield from (Padding(block, (0, 0, 0, 3)) for block in usage_blocks(one, style))


def _facts(sheet: Sheet, style: Style) -> RenderableType:
    narrow = style.width < _NARROW
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1, overflow="fold") if narrow else table.add_column(width=_LABEL, overflow="fold")
    if not narrow:
        table.add_column(ratio=1, overflow="fold")
    for label, words in facts_of(sheet):
        name = Text(label, "dim")
        table.add_row(Group(name, Padding(Text(words), (0, 0, 0, 2)))) if narrow else table.add_row(name, Text(words))
    return Padding(table, (0, 0, 0, 3))


def _trouble(trouble: Trouble, *, indent: int) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    subject = f"{trouble.subject}: " if trouble.subject else ""
    table.add_row(Text("!", "yellow"), Group(Text(f"{subject}{trouble.cause}"), Text(f"→ {trouble.fix}")))
    return Padding(table, (0, 0, 0, indent))
