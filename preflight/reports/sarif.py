"""The report for code scanning: SARIF 2.1.0, within what GitHub asks of it.

https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import json
from typing import Any, Final
from urllib.parse import quote

from preflight._version import __version__
from preflight.config.model import Position
from preflight.documentation import read
from preflight.report import Report, Result
from preflight.reports import Style
from preflight.reports._help import markdown, plain
from preflight.reports._issues import Issue, Weight, config_line, issues, name
from preflight.reports._prose import is_link
from preflight.verdict import Section, Status

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS: Final = 25_000
"""GitHub refuses a file with more."""
LONGEST_DESCRIPTION: Final = 1024
_LEVELS: Final = {
    Weight.FAILURE: "error",
    Weight.UNDECIDED: "error",
    Weight.WARNING: "warning",
    Weight.UNKNOWN: "warning",
    Weight.ACCEPTED: "note",  # GitHub does not read suppressions
}
# A rule with a score is filed as a security alert: these find keys that others can read, and no other check does.
_EXPOSURE: Final = {"secrets": "9.8", "client-exposure": "9.8", "env-files": "8.0"}


def render(report: Report, style: Style) -> str:
    """Pure ASCII; one run. Passed checks are rules without results, so that their old alerts are closed."""
    rules = list(dict.fromkeys((*report.documentation, *(result.check for result in report.results))))
    found = issues(report)
    run = {
        "tool": {
            "driver": {
                "name": "preflight",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(slug, report) for slug in rules],
            }
        },
        "automationDetails": {"id": _category(report)},
        "invocations": [_invocation(report, rules)],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(issue, rules) for issue in found[:MOST_RESULTS]],
        "properties": {"verdict": report.verdict, "commit": report.target.commit},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, default=float) + "\n"


def _category(report: Report) -> str:
    """Tells uploads apart: one of the whole list does not close the alerts of another environment or a part."""
    words = [report.target.environment, *(["sandbox"] if report.target.sandbox else [])]
    if report.narrowed:
        words += dict.fromkeys(result.check for result in report.results)
    return f"preflight/{quote('-'.join(words), safe='')}/"


def _rule(slug: str, report: Report) -> dict[str, Any]:
    documentation = read(report.documentation.get(slug, f"The check `{slug}`."))
    why = " ".join(block.text for block in documentation.chapter("Why")) or documentation.title
    rows = [result for result in report.results if result.check == slug]
    severity = "error" if any(row.required for row in rows) else "warning"
    properties: dict[str, Any] = {
        "tags": ["preflight", *dict.fromkeys(str(row.section) for row in rows if row.section != Section.SECURITY)],
        "precision": "high",
        "problem.severity": severity,
    }
    if slug in _EXPOSURE:
        properties["tags"] = ["preflight", "security"]
        properties["security-severity"] = _EXPOSURE[slug]
    rule = {
        "id": slug,
        "shortDescription": {"text": _cut(documentation.title)},
        "fullDescription": {"text": _cut(why)},
        "help": {"text": plain(documentation), "markdown": markdown(documentation)},
        "defaultConfiguration": {"level": severity},
        "properties": properties,
    }
    link = next((row.docs for row in rows if row.docs and is_link(row.docs)), None)
    return {**rule, "helpUri": link} if link else rule


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1] + "…"


def _result(issue: Issue, rules: list[str]) -> dict[str, Any]:
    verdict = issue.result.verdict
    result: dict[str, Any] = {
        "ruleId": issue.result.check,
        "ruleIndex": rules.index(issue.result.check),
        "level": _LEVELS[issue.weight],
        "message": {"text": _message(_sentence(issue))},
        "locations": [_location(issue.at)],
        "partialFingerprints": {"primaryLocationLineHash": issue.fingerprint},
        "properties": {
            "status": issue.result.status,
            "provider": issue.result.provider,
            "subject": verdict.subject,
            "remedy": verdict.remedy,
            "data": dict(verdict.data),
        },
    }
    if issue.finding:
        result["properties"]["finding"] = issue.finding.fingerprint
        result["properties"]["commit"] = issue.finding.commit
    if issue.accepted:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": issue.accepted}]
    return result


def _sentence(issue: Issue) -> str:
    """What is so, why it does not count if so, and what to do. A remedy with braces stays in the properties."""
    text = f"{issue.title}: {issue.message}"
    if issue.result.waived and not (issue.finding and issue.finding.set_aside):
        return f"{text} ({issue.accepted})"
    remedy = issue.result.verdict.remedy
    if issue.weight is Weight.ACCEPTED or not remedy or "{" in remedy:
        return text
    return f"{text}. Remedy: {remedy}"


def _message(text: str) -> str:
    """SARIF reads `{0}` as a placeholder and `[words](target)` as a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _location(at: Position) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column, "endLine": at.line, "endColumn": at.column + 1}
    artifact = {"uri": quote(at.path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _invocation(report: Report, rules: list[str]) -> dict[str, Any]:
    """The run itself: what could not be decided, and what the config lowers."""
    return {
        "executionSuccessful": not report.bugs,
        "exitCode": int(report.exit_code),
        "startTimeUtc": report.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            _undecided(result, rules) for result in report.results if result.status is Status.UNKNOWN
        ],
        "toolConfigurationNotifications": [
            *(
                {
                    "level": "note",
                    "message": {"text": _message(f"lowered by the config: {lowered.what}: {lowered.effect}")},
                    "locations": [_location(config_line(report, lowered.position))],
                }
                for lowered in report.lowered
            ),
            *(
                {"level": "note", "message": {"text": _message(f"not in this version: {slug}")}}
                for slug in report.not_built
            ),
        ],
    }


def _undecided(result: Result, rules: list[str]) -> dict[str, Any]:
    return {
        "level": "error" if result.required else "warning",
        "message": {"text": _message(f"{name(result)}: {result.verdict.message}")},
        "associatedRule": {"id": result.check, "index": rules.index(result.check)},
    }
