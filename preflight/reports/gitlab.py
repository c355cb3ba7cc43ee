"""The report for GitLab's merge requests: Code Quality JSON.

https://docs.gitlab.com/ci/testing/code_quality/
"""

import hashlib
import json
from typing import Any, Final

from preflight.config.model import Position
from preflight.report import Lowered, Report
from preflight.reports import Style
from preflight.reports._issues import Issue, Weight, config_line, issues

_SEVERITIES: Final = {
    Weight.FAILURE: "critical",
    Weight.UNDECIDED: "major",
    Weight.WARNING: "minor",
    Weight.UNKNOWN: "minor",
    Weight.ACCEPTED: "info",
}


def render(report: Report, style: Style) -> str:
    """Pure ASCII; an array, worst first. The widget keeps one of equal fingerprints, so none are equal."""
    rows = [_issue(issue) for issue in issues(report)]
    rows += [_lowered(lowered, config_line(report, lowered.position)) for lowered in report.lowered]
    return json.dumps(rows, indent=2) + "\n"


def _issue(issue: Issue) -> dict[str, Any]:
    text = f"{issue.title}: {issue.message}"
    remedy = issue.result.verdict.remedy
    if issue.result.waived:
        text += f" ({issue.accepted})"
    elif remedy and issue.weight is not Weight.ACCEPTED:
        text += f" -> {remedy}"
    leaked = issue.weight is Weight.FAILURE and issue.finding
    return _row(
        issue.result.check, text, "blocker" if leaked else _SEVERITIES[issue.weight], issue.fingerprint, issue.at
    )


def _lowered(lowered: Lowered, at: Position) -> dict[str, Any]:
    text = f"lowered by the config: {lowered.what}: {lowered.effect}"
    return _row("config", text, "info", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32], at)


def _row(check: str, text: str, severity: str, fingerprint: str, at: Position) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": f"preflight/{check}",
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": at.path, "lines": {"begin": at.line}},
    }
