"""The report for programs: JSON, schema version 1 (`preflight schema report`)."""

import json
from datetime import date
from typing import Any

from preflight._version import __version__
from preflight.attestations.model import Attestation
from preflight.config.model import Waiver
from preflight.parts import Known
from preflight.report import Lowered, Report, Result
from preflight.reports import Style
from preflight.verdict import Finding, Status

SCHEMA_VERSION = 1


def render(report: Report, style: Style) -> str:
    """Pure ASCII, so that no console or log can garble it; keys in a fixed order."""
    return json.dumps(document(report), indent=2, default=float) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    target = report.target
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "preflight", "version": __version__},
        "generated_at": _instant(report),
        "target": {
            "root": target.root,
            "commit": target.commit,
            "branch": target.branch,
            "environment": target.environment,
            "sandbox": target.sandbox is not None,
            "scenario": target.sandbox,
            "offline": target.offline,
        },
        "verdict": report.verdict,
        "exit_code": int(report.exit_code),
        "strict": report.strict,
        "narrowed": report.narrowed,
        "summary": {**{str(status): report.count(status) for status in Status}, "waived": report.waived},
        "results": [_result(result) for result in report.results],
        "lowered": [_lowered(lowered) for lowered in report.lowered],
        "attestations": _attestations(report),
        "waivers": [_waiver(waiver) for waiver in report.waivers],
        "not_in_this_version": list(report.not_built),
    }


def _instant(report: Report) -> str:
    return report.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _result(result: Result) -> dict[str, Any]:
    verdict, waived = result.verdict, result.waived
    return {
        "check": result.check,
        "section": result.section,
        "provider": result.provider,
        "subject": verdict.subject,
        "required": result.required,
        "status": result.status,
        "waived": waived and {"reason": waived.reason, "by": waived.by, "expires": waived.expires.isoformat()},
        "message": verdict.message,
        "remedy": verdict.remedy,
        "docs": result.docs,
        "duration_ms": result.duration_ms,
        "data": dict(verdict.data),
        "findings": [_finding(finding) for finding in verdict.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "confidence": finding.confidence,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "where": finding.where,
        "commit": finding.commit,
        "last_commit": finding.last_commit,
        "author_date": finding.author_date and finding.author_date.isoformat(),
        "encoding": list(finding.encoding),
        "redacted": finding.redacted,
        "fingerprint": finding.fingerprint,
        "live": finding.live,
        "pushed": finding.pushed,
        "set_aside": finding.set_aside,
        "note": finding.note or None,
    }


def _lowered(lowered: Lowered) -> dict[str, Any]:
    position = lowered.position
    return {
        "what": lowered.what,
        "effect": lowered.effect,
        "path": position and position.path,
        "line": position and position.line,
    }


def _attestations(report: Report) -> list[dict[str, Any]] | None:
    match report.attestations:
        case Known(attested):
            return [_attestation(one, report.today) for one in attested]
        case _:
            return None


def _attestation(attested: Attestation, today: date) -> dict[str, Any]:
    return {
        "check": attested.check,
        "provider": attested.provider,
        "by": attested.by,
        "date": attested.on.isoformat(),
        "expires": attested.expires and attested.expires.isoformat(),
        "evidence": attested.evidence,
        "values": dict(attested.values),
        "note": attested.note,
        "signed": attested.proof.signed,
        "status": attested.status(today),
        "void": attested.proof.void or None,
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "check": waiver.check,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "by": waiver.by,
        "expires": waiver.expires.isoformat(),
    }
