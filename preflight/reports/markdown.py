"""The report for a pull request, a wiki or a step summary: GitHub Flavored Markdown.

Nothing from outside becomes markup: it cannot open a tag, hide a link behind words, or call a person by name.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from preflight._version import __version__
from preflight.attestations.model import Attestation, Validity
from preflight.parts import Known, NotReadable
from preflight.report import Report, Result
from preflight.reports import Style
from preflight.reports._console import GLYPHS
from preflight.reports._findings import MOST_PLACES, by_key, place
from preflight.reports._issues import name
from preflight.reports._prose import is_link, pieces
from preflight.reports._words import TITLES, VERDICTS, caveats, tally

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~$&])")
# A comment between the sign and the word: read as the same text, but no mention, issue, merge request or label.
_REFERENCE: Final = re.compile(r"(?<!\w)(@|!|%|\\[#~$&])(?=\w)")
_STATES: Final = {
    Validity.EXPIRED: " (lapsed)",
    Validity.VOID: " (does not count)",
    Validity.FAILED: " (states that it is not so)",
}
_WORDS: Final = {"pass": "pass", "warn": "warning", "fail": "failure", "unknown": "unknown", "skip": "skipped"}


def render(report: Report, style: Style) -> str:
    """Headings from the third level on, so that it fits under a comment's or a page's own."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"### preflight: {VERDICTS[report.verdict]}"
    yield ""
    yield _target(report)
    yield ""
    yield f"{tally(report)} (exit {int(report.exit_code)})".removeprefix(" ")
    for caveat in caveats(report):
        yield f"- {prose(caveat)}"
    yield from _closed_by(report)
    for section, results in groupby(report.results, key=lambda result: result.section):
        yield from _section(TITLES.get(section, section.capitalize()), list(results))
    yield from _leaks(report)
    yield from _attested(report)
    yield from _waivers(report)
    yield from _lowered(report)


def _target(report: Report) -> str:
    target = report.target
    at = f" at `{target.commit[:10]}`" if target.commit else ""
    branch = f" on {code(target.branch)}" if target.branch else ""
    when = report.generated_at.strftime("%Y-%m-%d %H:%M UTC")
    strict = ", strict" if report.strict else ""
    return (
        f"**{prose(target.root)}**{at}{branch}, environment {code(target.environment)}{strict}. "
        f"{when}, preflight {__version__}."
    )


def _closed_by(report: Report) -> Iterator[str]:
    if report.closed_by:
        yield from ("", "#### What keeps the gate shut", "")
    for number, result in enumerate(report.closed_by, start=1):
        verdict = result.verdict
        yield f"{number}. **{prose(name(result))}**: {prose(verdict.message)}"
        if verdict.remedy:
            yield f"   <br>→ {prose(verdict.remedy)}"


def _section(title: str, results: Sequence[Result]) -> Iterator[str]:
    yield from _table(title, "Verdict", "Check", "What is so", rows=[_row(result) for result in results])


def _row(result: Result) -> tuple[str, str, str]:
    verdict, waived = result.verdict, result.waived
    said = prose(verdict.message)
    if waived:
        said += f"<br>waived by {prose(waived.by)} until {waived.expires}: {prose(waived.reason)}"
    elif verdict.remedy:
        said += f"<br>→ {prose(verdict.remedy)}"
    glyph, _color = GLYPHS[result.status]
    advised = "" if result.required else " (advised)"
    status = f"{glyph} {_WORDS[result.status]}{', waived' if waived else ''}"
    return status, f"{prose(name(result))}{advised}", said


def _leaks(report: Report) -> Iterator[str]:
    leaks = [leak for result in report.results for leak in by_key(result.verdict.findings)]
    if not leaks:
        return
    yield from ("", "<details><summary>Findings</summary>", "")
    for leak in leaks:
        yield f"- {prose(leak.heading)}"
        yield from (f"  - {prose(place(finding))}" for finding in leak.findings[:MOST_PLACES])
        if len(leak.findings) > MOST_PLACES:
            yield f"  - and {len(leak.findings) - MOST_PLACES:,} more places: `--format json` lists all"
    yield from ("", "</details>")


def _attested(report: Report) -> Iterator[str]:
    match report.attestations:
        case NotReadable(reason):
            yield from ("", f"Attestations could not be read: {prose(reason)}")
        case Known(attested):
            rows = [_attestation(one, report) for one in attested]
            yield from _table("Attestations", "Check", "By", "Until", "Evidence", rows=rows)


def _attestation(one: Attestation, report: Report) -> tuple[str, str, str, str]:
    until = str(one.expires or "no readable date") + _STATES.get(one.status(report.today), "")
    values = "".join(f", {prose(key)} {value:,}" for key, value in one.values.items())
    note = "".join(f"<br>{prose(text)}" for text in (one.note, one.proof.void) if text)
    return (
        f"{prose(one.check)} ({prose(one.provider)}){values}",
        f"{prose(one.by)}, {one.on}{', signed' if one.proof.signed else ''}",
        until,
        _link(one.evidence) + note,
    )


def _waivers(report: Report) -> Iterator[str]:
    rows = [
        (
            prose(waiver.check) + (f" ({prose(waiver.subject)})" if waiver.subject else ""),
            prose(waiver.by),
            f"{waiver.expires}" + (" (lapsed)" if waiver.expires < report.today else ""),
            prose(waiver.reason),
        )
        for waiver in report.waivers
    ]
    yield from _table("Waivers", "Check", "By", "Until", "Reason", rows=rows)


def _lowered(report: Report) -> Iterator[str]:
    rows = [
        (prose(lowered.what), prose(lowered.effect), code(str(lowered.position)) if lowered.position else "")
        for lowered in report.lowered
    ]
    yield from _table("Lowered by the config", "What", "Effect", "Where", rows=rows)


def _table(title: str, *columns: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A folded table; none at all without rows."""
    if not rows:
        return
    yield from ("", f"<details><summary>{title}</summary>", "")
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield from ("", "</details>")


def prose(text: str) -> str:
    """A sentence with `code` in it; everything else in it is shown as it stands."""
    return "".join(code(part) if is_code else _escaped(part) for part, is_code in pieces(" ".join(text.split())))


def code(text: str) -> str:
    """`text` as code. What would end a code span, or a table's cell in spite of one, is written by its number."""
    if not set(text) & set("`|\\"):
        return f"`{text}`"
    return f"<code>{_SPECIAL.sub(lambda match: f'&#{ord(match.group())};', text)}</code>"


def _link(text: str) -> str:
    return f"<{text}>" if is_link(text) else prose(text)


def _escaped(text: str) -> str:
    return _REFERENCE.sub(r"\1<!-- -->", _SPECIAL.sub(r"\\\1", text))
