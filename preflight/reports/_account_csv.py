"""Accounts for spreadsheets: one value a line. With usage, the amounts; without, what the account is.

`kind` keeps apart what must not be added up: days, runs and bookings tell the same money.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from preflight.engine.overview import Overview, Sheet
from preflight.facts.usage import KeyUsage
from preflight.parts import Known, NotReadable, Part
from preflight.reports import Style

Cell = str | int | Decimal | None
_ACCOUNT = ("provider", "subject", "field", "value", "unit", "reason")
_USAGE = ("provider", "key", "kind", "at", "name", "series", "amount", "unit")
_FORMULA = "=+-@\t\r"


def render(overview: Overview, style: Style) -> str:
    """RFC 4180, with a line of headings."""
    headings, rows = (_USAGE, _usage_rows(overview)) if overview.with_usage else (_ACCOUNT, _account_rows(overview))
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA and cell else cell


def _account_rows(overview: Overview) -> Iterator[Iterable[Cell]]:
    for sheet in overview.sheets:
        account, name = sheet.account, sheet.vendor.name
        for key in sheet.keys:
            yield name, key.credential.name, "key", key.account.access, "", key.account.detail
        yield name, "", "balance", *_part(account.balance, account.unit)
        yield name, "", "plan", *_part(account.plan, "")
        yield name, "", "monthly_cap", *_part(account.monthly_cap, account.unit)
        yield name, "", "tier", sheet.tier.name if sheet.tier else "", "", ""
        yield from _autobilling(sheet)
        yield from _models(sheet)


def _part(part: Part[str] | Part[int] | Part[int | None] | Part[bool], unit: str) -> tuple[Cell, Cell, Cell]:
    """Value, unit, reason; a limit that there is not has no value either."""
    match part:
        case NotReadable(reason):
            return "", unit, reason
        case Known(None):
            return "", unit, "no limit"
        case Known(bool() as value):
            return "yes" if value else "no", unit, ""
        case Known(value):
            return value, unit, ""


def _autobilling(sheet: Sheet) -> Iterator[Iterable[Cell]]:
    name, unit = sheet.vendor.name, sheet.account.unit
    match sheet.account.autobilling:
        case NotReadable(reason):
            yield name, "", "autobilling", "", "", reason
        case Known(told):
            yield name, "", "autobilling_enabled", *_part(told.enabled, "")
            yield name, "", "autobilling_threshold", *_part(told.threshold, unit)
            yield name, "", "autobilling_amount", *_part(told.amount, unit)
            yield name, "", "autobilling_payment_method", *_part(told.payment_method, "")


def _models(sheet: Sheet) -> Iterator[Iterable[Cell]]:
    name = sheet.vendor.name
    match sheet.account.limits:
        case NotReadable(reason):
            yield name, "", "limits", "", "", reason
        case Known(limits):
            for model, limit in limits.items():
                yield name, model, "max_concurrent", *_part(limit.max_concurrent, "generations")
                yield name, model, "max_daily", *_part(limit.max_daily, "generations")
                yield name, model, "used_24h", *_part(sheet.account.used_24h(model), "generations")


def _usage_rows(overview: Overview) -> Iterator[Iterable[Cell]]:
    for sheet in overview.sheets:
        for one in sheet.usage:
            for row in _of_key(one):
                yield sheet.vendor.name, one.name, *row, "" if row[0] == "summary" else one.usage.unit


def _of_key(one: KeyUsage) -> Iterator[tuple[Cell, ...]]:
    """Kind, time, name, series, amount."""
    usage = one.usage
    for day, amounts in usage.days.value.items() if isinstance(usage.days, Known) else ():
        yield from (("day", str(day), "", series, amount) for series, amount in amounts.items())
    yield from (("undated", "", "", series, amount) for series, amount in usage.undated.items())
    for run in usage.runs.value if isinstance(usage.runs, Known) else ():
        at = run.at.strftime("%Y-%m-%dT%H:%M:%SZ") if run.at else ""
        yield run.kind, at, run.id, "total", run.total
        yield from ((f"{run.kind}-part", at, run.id, series, amount) for series, amount in run.parts.items())
    for booking in usage.ledger.value if isinstance(usage.ledger, Known) else ():
        at = booking.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        yield "booking", at, booking.resource, booking.kind, booking.change
    if isinstance(usage.summary, Known):
        summary = usage.summary.value
        yield from (("summary", "", summary.about, series, figure) for series, figure in summary.figures.items())
