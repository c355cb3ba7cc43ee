"""The launch report: one HTML file that needs nothing else, on a screen, on a phone, on paper, read aloud.

The template is `preflight/data/report.html.jinja`, its style sheet `report.css` beside it. Jinja2 escapes every value;
what is `Markup` here was made from escaped parts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from preflight._version import __version__
from preflight.config.model import Waiver
from preflight.documentation import Documentation, read
from preflight.parts import Known, NotReadable
from preflight.report import Report, Result, Waived
from preflight.reports import Style
from preflight.reports import _headroom as headroom
from preflight.reports._console import GLYPHS
from preflight.reports._findings import Leak, by_key
from preflight.reports._issues import name
from preflight.reports._pictures import burn_downs
from preflight.reports._plots import burn_down_svg
from preflight.reports._prose import fields, is_link, pieces
from preflight.reports._words import TITLES, caveats
from preflight.verdict import Status
from preflight.words import count, listed, number, quantity

TEMPLATE: Final = "report.html.jinja"
MOST_FINDINGS: Final = 500
"""Rows; a page of thousands helps nobody, and JSON has them all."""
_VERDICTS: Final = {"ready": "Ready", "not-ready": "Not ready", "undetermined": "Undetermined"}
_WORDS: Final = {
    Status.PASS: "Pass",
    Status.WARN: "Warning",
    Status.FAIL: "Failure",
    Status.UNKNOWN: "Unknown",
    Status.SKIP: "Skipped",
}
_COUNTED: Final = {
    Status.PASS: ("passed", "passed"),
    Status.WARN: ("warning", "warnings"),
    Status.FAIL: ("failure", "failures"),
    Status.UNKNOWN: ("unknown", "unknown"),
    Status.SKIP: ("skipped", "skipped"),
}
"""What one verdict is counted as, and several."""


@dataclass(frozen=True, slots=True)
class Question:
    """A check with all its verdicts."""

    check: str
    anchor: str
    documentation: Documentation | None
    results: Sequence[Result]

    @property
    def docs(self) -> str | None:
        """Where the vendor writes about it."""
        return self.results[0].docs


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the list."""

    title: str
    anchor: str
    questions: Sequence[Question]


def render(report: Report, style: Style) -> str:
    """A whole page in UTF-8, without scripts."""
    leaks = [leak for result in report.results for leak in by_key(result.verdict.findings)]
    page = _environment().get_template(TEMPLATE).render(
        report=report,
        version=__version__,
        css=Markup(_data("report.css")),
        verdict=_VERDICTS[report.verdict],
        lead=_lead(report),
        caveats=caveats(report),
        tally=list(_tally(report)),
        providers=list(dict.fromkeys(result.provider for result in report.results if result.provider)),
        parts=_parts(report),
        volumes=list(headroom.volumes(report)),
        at_once=list(headroom.at_once(report)),
        months=list(headroom.months(report)),
        balances=list(headroom.balances(report)),
        bar_width=headroom.WIDTH,
        plots=list(_plots(report)),
        leaks=list(_first(leaks, MOST_FINDINGS)),
        more_findings=max(0, sum(len(leak.findings) for leak in leaks) - MOST_FINDINGS),
        attestations=report.attestations.value if isinstance(report.attestations, Known) else (),
        asked=report.attestations is not None,
        unreadable=report.attestations.reason if isinstance(report.attestations, NotReadable) else None,
        waivers=[(waiver, _state(waiver, report)) for waiver in report.waivers],
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _tally(report: Report) -> Iterator[tuple[Status, str, int]]:
    for status, (one, several) in _COUNTED.items():
        if amount := report.count(status):
            yield status, one if amount == 1 else several, amount


def _plots(report: Report) -> Iterator[tuple[str, Markup]]:
    """Each account that burns down, and the picture of it."""
    for at, (provider, plot) in enumerate(burn_downs(report), 1):
        yield provider, Markup(burn_down_svg(plot, ident=f"burn-down-{at}"))


def _lasting(row: headroom.Money) -> str:
    """Days, to a tenth; hours are not none."""
    if row.days is None:
        return "not known"
    return number(row.days) if row.days or row.balance <= 0 else "under 0.1"


def _lead(report: Report) -> str:
    """The verdict in a sentence."""
    closing = report.closed_by
    if not closing:
        if report.bugs:
            return "A check crashed, so nothing can be said."
        return "Nothing keeps the gate shut."
    undecided = sum(result.status is Status.UNKNOWN for result in closing)
    words = [count(len(closing) - undecided, "failure")] if len(closing) > undecided else []
    words += [f"{number(undecided)} undecided"] if undecided else []
    return f"{listed(words)} {'keeps' if len(closing) == 1 else 'keep'} the gate shut."


def _parts(report: Report) -> list[Part]:
    parts = []
    for section, results in groupby(report.results, key=lambda result: result.section):
        by_check: dict[str, list[Result]] = {}
        for result in results:
            by_check.setdefault(result.check, []).append(result)
        questions = [
            Question(check, _anchor(rows[0]), _documentation(check, report), rows) for check, rows in by_check.items()
        ]
        parts.append(Part(TITLES.get(section, section.capitalize()), f"section-{section}", questions))
    return parts


def _documentation(check: str, report: Report) -> Documentation | None:
    return read(report.documentation[check]) if check in report.documentation else None


def _anchor(result: Result) -> str:
    """A place in the page; slugs of other people's packs may hold anything."""
    return f"check-{result.section}-{re.sub('[^a-z0-9-]', '_', result.check)}"


def _first(leaks: Sequence[Leak], most: int) -> Iterator[Leak]:
    """The leaks, with `most` places in all; those that count come first."""
    for leak in sorted(leaks, key=lambda leak: leak.set_aside is not None):
        if most <= 0:
            return
        yield Leak(leak.key, leak.set_aside, leak.findings[:most])
        most -= len(leak.findings)


def _state(waiver: Waiver, report: Report) -> str:
    if waiver.expires < report.today:
        return "lapsed"
    waived = Waived(reason=waiver.reason, by=waiver.by, expires=waiver.expires)
    used = any(result.check == waiver.check and result.waived == waived for result in report.results)
    return "in use" if used else "not in use"


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_data),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "prose": prose,
        "linked": linked,
        "number": number,
        "quantity": quantity,
        "fields": lambda data: list(fields(data)),
    }
    environment.globals |= {
        "anchor": _anchor,
        "name": name,
        "glyph": _glyph,
        "word": _WORDS.__getitem__,
        "lasting": _lasting,
    }
    return environment


def _data(name: str) -> str:
    return files("preflight.data").joinpath(name).read_text(encoding="utf-8")


def _glyph(status: Status) -> str:
    return GLYPHS[status][0]


def prose(text: str) -> Markup:
    """A sentence with `code` in it, escaped."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if is_code else escape(part) for part, is_code in pieces(text)
    )


def linked(text: str) -> Markup:
    """A web address as a link; anything else as it stands."""
    if is_link(text):
        return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(text)
    return escape(text)
