"""The report for a step of GitHub Actions: workflow commands, which become annotations.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

The step's summary and outputs go to files that the runner names; the command that renders this writes them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from preflight.config.model import Position
from preflight.report import Report
from preflight.reports import PLAIN, Style, markdown
from preflight.reports._issues import Issue, Weight, config_line, issues
from preflight.reports._words import VERDICTS, caveats, tally
from preflight.verdict import Status

MOST: Final = 10
"""A step shows so many annotations of a kind; further ones stand in its log alone."""
LARGEST_SUMMARY: Final = 900 * 1024
"""Bytes; GitHub takes 1 MiB of a step, which other commands of it may write to as well."""
_CLOSE: Final = "\n</details>\n"
_KINDS: Final = {
    Weight.FAILURE: "error",
    Weight.UNDECIDED: "error",
    Weight.WARNING: "warning",
    Weight.UNKNOWN: "warning",
    Weight.ACCEPTED: "notice",
}


def render(report: Report, style: Style) -> str:
    """A command per issue, worst first, then the verdict. Keys are redacted, so nothing is ever masked."""
    verdict = f"{VERDICTS[report.verdict]} (exit {int(report.exit_code)}): {tally(report)}"
    return "\n".join([*_annotations(report), "; ".join([verdict, *caveats(report)])]) + "\n"


def summary(report: Report, *, room: int = LARGEST_SUMMARY) -> str:
    """Markdown for the file that `$GITHUB_STEP_SUMMARY` names, at most `room` bytes of UTF-8.

    A summary that is too large would not be shown at all: what is cut says so.
    """
    text = markdown.render(report, PLAIN)
    if len(text.encode()) <= room:
        return text
    note = "\n**Cut here:** a summary can hold no more. `--output` writes the whole report to a file.\n"
    kept = text.encode()[: max(0, room - len(note.encode()) - len(_CLOSE))].decode(errors="ignore")
    kept = kept[: kept.rfind("\n") + 1]
    closed = _CLOSE if kept.count("<details>") > kept.count("</details>") else ""
    return f"{kept}{closed}{note}" if kept else ""


def outputs(report: Report) -> str:
    """Lines for the file that `$GITHUB_OUTPUT` names: slugs, and our own words."""
    slugs = {
        "failed": [result.check for result in report.closed_by if result.status is not Status.UNKNOWN],
        "undecided": [result.check for result in report.closed_by if result.status is Status.UNKNOWN],
    }
    pairs = {"verdict": report.verdict, "exit-code": str(int(report.exit_code))}
    pairs |= {name: " ".join(dict.fromkeys(checks)) for name, checks in slugs.items()}
    return "".join(f"{name}={value}\n" for name, value in pairs.items())


def _annotations(report: Report) -> Iterator[str]:
    commands = [(_KINDS[issue.weight], _issue(issue)) for issue in issues(report)]
    commands += [
        (
            "notice",
            _properties(config_line(report, lowered.position), "lowered by the config")
            + _data(f"{lowered.what}: {lowered.effect}"),
        )
        for lowered in report.lowered
    ]
    for kind, rows in groupby(commands, key=lambda row: row[0]):
        yield from _limited(kind, [text for _, text in rows])


def _limited(kind: str, texts: Sequence[str]) -> Iterator[str]:
    """The last annotation that is shown says how many stand in the log alone."""
    over = len(texts) - MOST
    for number, text in enumerate(texts, start=1):
        if over > 0 and number == MOST:
            yield f"::{kind} title=preflight::and {over + 1} more: see the log of this step, or its summary"
        yield f"::{kind} {text}"


def _issue(issue: Issue) -> str:
    lines = [issue.message]
    remedy = issue.result.verdict.remedy
    if issue.accepted and not issue.finding:
        lines.append(issue.accepted)
    elif remedy and issue.weight is not Weight.ACCEPTED:
        lines.append(f"-> {remedy}")
    return _properties(issue.at, issue.title) + _data("\n".join(lines))


def _properties(at: Position, title: str) -> str:
    pairs = {"file": at.path, "line": str(at.line), "col": str(at.column), "title": title}
    return ",".join(f"{name}={_property(value)}" for name, value in pairs.items()) + "::"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
