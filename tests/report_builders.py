"""Reports for the tests of formats."""

from typing import Any

from preflight.config.model import Position
from preflight.report import Lowered, Report, Result, Target, Waived
from preflight.verdict import (
    Confidence,
    Finding,
    Section,
    Verdict,
    Where,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from tests.facts_builders import NOW, TODAY

COMMIT = "c0ffee" * 6 + "c0de"


def result(check: str, verdict: Verdict, **parts: Any) -> Result:
    whole = {
        "section": Section.USAGE,
        "provider": "runway",
        "required": True,
        "docs": "https://docs.dev.runwayml.com/guides/go-live",
        "duration_ms": 12,
    }
    return Result(check=check, verdict=verdict, **{**whole, **parts})


def report(*results: Result, **parts: Any) -> Report:
    target = Target(root="app", commit=COMMIT, environment="production", sandbox=None, offline=False)
    return Report(**{"generated_at": NOW, "target": target, "results": results, **parts})


def finding(**parts: Any) -> Finding:
    whole = {
        "rule": "runway-api-key",
        "confidence": Confidence.CERTAIN,
        "where": Where.HISTORY,
        "redacted": "key_…1a2b3c4d",
        "fingerprint": "0123456789abcdef",
        "path": "src/app.py",
        "line": 12,
        "column": 9,
        "commit": COMMIT,
        "author_date": NOW,
        "encoding": ("gzip", "base64"),
    }
    return Finding(**{**whole, **parts})


def every_kind() -> Report:
    """One result of every status, one waived, one advised, findings, something lowered: a sandbox run."""
    security = {"section": Section.SECURITY, "provider": None}
    return report(
        result("key-set", passed("RUNWAYML_API_SECRET is set by the environment (key_…1a2b3c4d)")),
        result("credits", warned("4,000 credits last 2 days", remedy="buy 10,000 credits", data={"days": 2.0})),
        result(
            "daily-volume",
            failed("needs 600 a day, tier 1 allows 50", remedy="tier 3 would do", subject="gen4.5"),
            waived=Waived(reason="soft launch", by="owner@example.com", expires=TODAY),
        ),
        result("monthly-cap", skipped("the workload does not say what a month costs")),
        result("autobilling", unknown("nobody has attested it", remedy="`preflight attest autobilling`")),
        result("attribution", failed("no credit line", remedy="add one"), required=False),
        result("secrets", failed("1 key in 1 place", remedy="disable it", findings=(finding(),)), **security),
        target=Target(root="app", commit=COMMIT, environment="production", sandbox="healthy", offline=False),
        lowered=(Lowered(what="checks.skip secrets", effect="not run", position=Position(".preflight.yml", 9, 3)),),
        not_built=("drill",),
    )
