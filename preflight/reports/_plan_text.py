"""The plan for people on a terminal: one page a vendor, and one word at the end."""

from collections.abc import Iterable, Iterator, Sequence

from preflight._version import __version__
from preflight.capacity.picture import bars
from preflight.engine.planning.changes import Change
from preflight.engine.planning.facts import Line
from preflight.engine.planning.model import CapacityPlan, ProviderPlan
from preflight.exit_codes import ExitCode
from preflight.reports import Style
from preflight.reports._charts import bar, burn_down, legend
from preflight.reports._console import GLYPHS, painted, to_ascii, wrapped
from preflight.reports._plan_words import HEADS, binding, money_lines, row, tier_words
from preflight.verdict import Status
from preflight.words import amount, number

_WORDS = {
    ExitCode.READY: ("FITS", "green"),
    ExitCode.NOT_READY: ("DOES NOT FIT", "bold red"),
    ExitCode.UNDETERMINED: ("UNDETERMINED", "magenta"),
}
_BAR = 20


def render(plan: CapacityPlan, style: Style) -> str:
    """`style.verbose` below 0 leaves out all but what does not fit."""
    text = "\n".join(_lines(plan, style)) + "\n"
    return to_ascii(text) if style.ascii else text


def _lines(plan: CapacityPlan, style: Style) -> Iterator[str]:
    if style.verbose >= 0:
        yield from _heading(plan, style)
    for provider in plan.providers:
        if style.verbose >= 0:
            yield from _page(provider, style)
        yield from _what_is_wrong(provider, style)
    if style.verbose >= 0:
        yield ""
    word, color = _WORDS[plan.exit_code]
    sandbox = painted(" SANDBOX", "yellow", style) if plan.target.sandbox else ""
    yield painted(word, color, style) + f"{sandbox} (exit {int(plan.exit_code)}). {_next(plan)}"


def _next(plan: CapacityPlan) -> str:
    if plan.what_if:
        return "Next: put the numbers that you want into .preflight.yml"
    if plan.exit_code is ExitCode.READY:
        return "Next: preflight check"
    if plan.exit_code is ExitCode.UNDETERMINED:
        return "Next: see above for what could not be read"
    return "Next: make one of the changes, or try it with --what-if"


def _heading(plan: CapacityPlan, style: Style) -> Iterator[str]:
    target = plan.target
    loud = [f"SANDBOX {target.sandbox}"] if target.sandbox else []
    loud += ["OFFLINE"] if target.offline else []
    parts = [f"preflight {__version__} plan", target.root, f"environment {target.environment}", *loud]
    heading = "\n".join(wrapped(" · ".join(parts), style, indent=0))
    for words in loud:
        heading = heading.replace(words, painted(words, "yellow", style))
    yield heading
    for change in plan.what_if:
        yield from wrapped(f"What if {change}", style, indent=0)


def _page(plan: ProviderPlan, style: Style) -> Iterator[str]:
    tables = f", published tables of {plan.tables_as_of}" if plan.tables_as_of else ""
    yield ""
    for line in wrapped(f"{plan.title}: {plan.tiers.current_name}{tables}", style, indent=0):
        yield painted(line, "bold", style)
    yield from _table(plan, style)
    yield from _load(plan, style)
    yield from _section("Tier", [tier_words(plan.tiers)], style)
    yield from _section("Money", money_lines(plan.money), style)
    if plan.burn_down:
        yield from ["", painted("Burn-down", "bold", style), *burn_down(plan.burn_down, style)]
        kept = "   ".join(words.replace(" ", "\xa0") for words in legend(plan.burn_down, style))
        yield from (line.replace("\xa0", " ") for line in wrapped(kept, style, indent=2, hanging=0))
    if plan.notes:
        yield from _section("Notes", plan.notes, style)
    green = [line.label for line in plan.lines if line.verdict.status is Status.PASS]
    skipped = [line.label for line in plan.lines if line.verdict.status is Status.SKIP]
    yield ""
    for status, labels in ((Status.PASS, green), (Status.SKIP, skipped)):
        if labels:
            first, *rest = wrapped(", ".join(labels), style, indent=2, hanging=0)
            yield painted(GLYPHS[status][0], GLYPHS[status][1], style) + first[1:]
            yield from rest


def _section(title: str, lines: Iterable[str], style: Style) -> Iterator[str]:
    yield ""
    yield painted(title, "bold", style)
    for line in lines:
        yield from wrapped(line, style, indent=2)


def _table(plan: ProviderPlan, style: Style) -> Iterator[str]:
    """The load, a row for each model; in a narrow console a line each."""
    if not plan.loads:
        return
    rows = [row(load, plan.money.unit) for load in plan.loads]
    total = ("together", "", "", "", "", amount(plan.money.day.credits, plan.money.unit))
    widths = [max(len(cells[at]) for cells in (HEADS, *rows, total)) for at in range(len(HEADS))]
    if sum(widths) + 2 * len(widths) > style.width:
        for cells in rows:
            told = [f"{head} {cell}" for head, cell in zip(HEADS[1:], cells[1:], strict=True)]
            yield from wrapped(f"{cells[0]}: {', '.join(told)}", style, indent=2)
        return
    for cells in (HEADS, *rows, *([total] if len(rows) > 1 else [])):
        name, *numbers = (
            cell.ljust(w) if not at else cell.rjust(w) for at, (cell, w) in enumerate(zip(cells, widths, strict=True))
        )
        yield f"  {name}  {'  '.join(numbers)}".rstrip()


def _load(plan: ProviderPlan, style: Style) -> Iterator[str]:
    yield ""
    yield painted("Load against limits", "bold", style)
    shown = bars(plan.taken, plan.money.unit)
    if not shown:
        yield from wrapped("no limit is known, or the workload says too little", style, indent=2)
        return
    names = max(len(one.label) for one in shown)
    shares = ["none" if one.share is None else f"{number(round(one.share * 100))} %" for one in shown]
    wide = 2 + names + 2 + _BAR + 10 + max(len(one.words) for one in shown) + 2 <= style.width
    for one, share in zip(shown, shares, strict=True):
        color = "bold red" if one.share is None or one.share > 1 else "cyan"
        if wide:
            drawn = painted(bar(one, _BAR, style), color, style)
            yield f"  {one.label:<{names}}  {drawn} {share:>9}  {one.words}"
        else:
            room = style.width - 7 - len(share) - len(one.words)
            drawn = painted(bar(one, max(4, min(_BAR, room)), style), color, style)
            yield from (f"  {one.label}", f"    {drawn} {share}  {one.words}")
    yield from wrapped(f"→ {binding(plan.taken)}", style, indent=2)


def _what_is_wrong(plan: ProviderPlan, style: Style) -> Iterator[str]:
    """The lines that are not green, each with the changes that would make it so."""
    lines = [line for line in plan.lines if not line.green]
    if lines and style.verbose >= 0:
        yield ""
        yield painted("What would have to be true", "bold", style)
    for line in lines:
        glyph, color = GLYPHS[line.verdict.status]
        first, *rest = wrapped(f"{line.label}: {line.verdict.message}", style, indent=2, hanging=0)
        yield painted(glyph, color, style) + first[1:]
        yield from rest
        yield from _changes(line, plan.changes.get(line.label, ()), style)
    if plan.together:
        yield from _section("All of it, in this order", [change.words for change in plan.together], style)


def _changes(line: Line, changes: Sequence[Change], style: Style) -> Iterator[str]:
    if not changes:
        told = "no single change does it. " if line.verdict.status is not Status.UNKNOWN else ""
        if line.verdict.remedy:
            yield from wrapped(f"→ {told}{line.verdict.remedy[:1].upper()}{line.verdict.remedy[1:]}", style, indent=4)
        return
    for at, change in enumerate(changes):
        also = f" (also turns {', '.join(change.turns)} green)" if change.turns else ""
        yield from wrapped(f"{'→ ' if not at else 'or '}{change.words}{also}", style, indent=4 - (at > 0), hanging=3)
