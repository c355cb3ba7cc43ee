"""The plan as Markdown: for a pull request, an issue, a launch document."""

from collections.abc import Iterator, Sequence

from preflight.capacity.picture import bars
from preflight.engine.planning.model import CapacityPlan, ProviderPlan
from preflight.exit_codes import ExitCode
from preflight.reports import Style
from preflight.reports._plan_words import HEADS, binding, money_lines, row, tier_words
from preflight.words import number

_WORDS = {ExitCode.READY: "fits", ExitCode.NOT_READY: "does not fit", ExitCode.UNDETERMINED: "undetermined"}
_ACTIVE = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>#|~&"})


def render(plan: CapacityPlan, style: Style) -> str:
    """Everything that came from outside is escaped; the exit code is in the heading."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: CapacityPlan) -> Iterator[str]:
    target = plan.target
    sandbox = f" · **SANDBOX {escaped(target.sandbox)}**" if target.sandbox else ""
    yield f"# Capacity plan: {_WORDS[plan.exit_code]} (exit {int(plan.exit_code)})"
    yield ""
    yield f"{escaped(target.root)} · environment {escaped(target.environment)} · {plan.generated_at:%Y-%m-%d}{sandbox}"
    if plan.what_if:
        yield ""
        yield from (f"- What if {escaped(change)}" for change in plan.what_if)
    for provider in plan.providers:
        yield from _page(provider)


def _page(plan: ProviderPlan) -> Iterator[str]:
    tables = f", published tables of {plan.tables_as_of}" if plan.tables_as_of else ""
    yield from ("", f"## {escaped(plan.title)}: {escaped(plan.tiers.current_name)}{tables}", "")
    if plan.loads:
        yield from _table(["model", *HEADS[1:]], [row(load, plan.money.unit) for load in plan.loads])
    yield from ("", "### Load against limits", "")
    if plan.taken:
        shares = [
            ("none" if b.share is None else f"{number(round(b.share * 100))} %")
            for b in bars(plan.taken, plan.money.unit)
        ]
        rows = [(b.label, b.words, share) for b, share in zip(bars(plan.taken, plan.money.unit), shares, strict=True)]
        yield from _table(["limit", "load", "taken"], rows)
        yield from ("", f"{escaped(binding(plan.taken))[:1].upper()}{escaped(binding(plan.taken))[1:]}.")
    else:
        yield "No limit is known, or the workload says too little."
    yield from ("", "### Tier", "", f"- {escaped(tier_words(plan.tiers))}", "", "### Money", "")
    yield from (f"- {escaped(line)}" for line in money_lines(plan.money))
    if plan.notes:
        yield from ("", "### Notes", "", *(f"- {escaped(note)}" for note in plan.notes))
    yield from _verdicts(plan)


def _verdicts(plan: ProviderPlan) -> Iterator[str]:
    yield from ("", "### What would have to be true", "")
    for line in plan.lines:
        yield f"- **{line.verdict.status}** {escaped(line.label)}: {escaped(line.verdict.message)}"
        changes = plan.changes.get(line.label, ())
        for change in changes:
            also = f" (also turns {', '.join(change.turns)} green)" if change.turns else ""
            yield f"  - {escaped(change.words + also)}"
        if not changes and line.verdict.remedy:
            yield f"  - {escaped(line.verdict.remedy)}"
    if plan.together:
        yield from ("", "### All of it, in this order", "")
        yield from (f"{at}. {escaped(change.words)}" for at, change in enumerate(plan.together, start=1))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    yield from (f"| {' | '.join(map(escaped, cells))} |" for cells in rows)


def escaped(text: str) -> str:
    """`text` as it is, whatever Markdown would make of it."""
    return text.translate(_ACTIVE)
