"""Reports for the tests of formats."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from preflight.attestations.model import Attestation, Proof
from preflight.config.model import Position, Waiver
from preflight.parts import Known
from preflight.report import Lowered, Report, Result, Target, Waived
from preflight.verdict import (
    Confidence,
    Finding,
    Live,
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
        waivers=(Waiver(check="daily-volume", reason="soft launch", by="owner@example.com", expires=TODAY),),
        not_built=("drill",),
    )


DOCUMENTATION = {
    "key-set": """A key is set where the SDK looks for it.

    Why
        A deployment without its key fails at the first request.

    How to fix
        Set `RUNWAYML_API_SECRET`.

    References
        - https://docs.dev.runwayml.com/guides/setup
    """,
    "autobilling": """The account refills itself, early enough and by enough.

    Why
        The vendor looks at the balance once an hour. A failed charge is tried three times.

        No API tells any of this.

    How to fix
        Set it up in the portal, then record what you saw:
        `preflight attest autobilling --by YOU --evidence LINK`

    Values
        threshold: the balance below which a recharge starts
        amount: what one recharge buys

    References
        - https://docs.dev.runwayml.com/usage/autobilling
        - https://docs.dev.runwayml.com/guides/go-live
    """,
    "secrets": """No key stands in the repository.

    Why
        Whoever can read the source can spend your credits.

    How to fix
        Disable the key in the portal at once.

    References
        - https://docs.dev.runwayml.com/guides/go-live
    """,
}
"""Docstrings as checks have them; fixed, so that a word changed in a check moves no picture."""


def launch_review() -> Report:
    """What a team sees on the way to launch: numbers, attestations, waivers, leaks, and a few things to mend."""
    security = {"section": Section.SECURITY, "provider": None}
    soft = Waived(reason="soft launch, 20 a day", by="owner@example.com", expires=TODAY + timedelta(days=56))
    at = {"gen4.5": Position(".preflight.yml", 13, 9), "veo3.1": Position(".preflight.yml", 17, 9)}
    return report(
        result("key-set", passed("RUNWAYML_API_SECRET is set by the environment (key_…1a2b3c4d)", data={
            "source": "the environment", "key": "key_…1a2b3c4d"})),
        result("key-valid", passed("api.dev.runwayml.com accepts the key key_…1a2b3c4d", data={
            "host": "api.dev.runwayml.com", "base_url_from": "default", "access": "accepted"})),
        result("credits", warned(
            "40,000 credits ($400) last 1.1 days at 36,000 a day",
            remedy="buy 212,000 credits ($2,120) for 7 days, or set up autobilling and attest it with "
            "`preflight attest autobilling`",
            data={"balance": 40_000, "unit": "credits", "burn_per_day": 36_000.0, "days": 1.1, "past_per_day": 2_273.6,
                  "past_low": 2_250.7, "past_high": 2_345.7}),
            expected_at=Position(".preflight.yml", 9, 5)),
        result("daily-volume", failed(
            "needs 600 a day, tier 1 (inferred from the monthly cap) allows 200",
            remedy="tier 3 would do (1,000 a day): it unlocks a day after $100 were bought; or lower per_day",
            subject="gen4.5", data={"expected_per_day": 600, "max_daily": 200, "used_24h": 12, "left": 188}),
            expected_at=at["gen4.5"]),
        result("daily-volume", failed(
            "needs 40 a day, tier 1 (inferred from the monthly cap) allows 20", remedy="tier 2 would do (100 a day)",
            subject="veo3.1", data={"expected_per_day": 40, "max_daily": 20, "used_24h": 0, "left": 20}),
            expected_at=at["veo3.1"], waived=soft),
        result("daily-volume", passed(
            "needs 100 a day, tier 1 (inferred from the monthly cap) allows 500, 488 left in this window",
            subject="gen4_image", data={"expected_per_day": 100, "max_daily": 500, "used_24h": 12, "left": 488})),
        result("concurrency", failed(
            "90 in the busiest hour, 75 s each, keep 1.9 running; tier 1 (inferred from the monthly cap) allows 1 at "
            "one time: after that hour 42 are still waiting (THROTTLED), the last one for 52.5 min",
            remedy="tier 3 would do (5 at one time)", subject="gen4.5",
            data={"offered_load": 1.875, "max_concurrent": 1, "needed_concurrent": 4}), expected_at=at["gen4.5"]),
        result("monthly-cap", failed(
            "the workload burns 1,080,000 credits ($10,800) in 30 days, but only 10,000 ($100) may be bought",
            remedy="no published tier lets that much be bought: ask the vendor for a custom tier, or expect less",
            data={"expected_per_month": 1_080_000.0, "monthly_cap": 10_000})),
        result("autobilling", unknown(
            "attested by owner@example.com on 2026-08-01, which lapsed on 2026-11-01",
            remedy="look again, then `preflight attest renew autobilling --provider runway --by YOU --evidence LINK`")),
        result("secrets", failed(
            "1 key in 2 places; looked at 1,204 objects and 88 files (3.1 MB), 4 refs, in 0.24 s; "
            "1 finding hidden by the exclude tests/** (.preflight.yml:24:14)",
            remedy="disable the key in the portal first: `regex:key_[0-9a-f]{128}==>REMOVED` comes last",
            data={"scope": "everything", "objects": 1204, "hidden": {"tests/**": 1}, "incomplete": []},
            findings=(
                finding(live=Live.ACTIVE, pushed=True),
                finding(where=Where.COMMIT_MESSAGE, path=None, line=2, column=11, encoding=(), fingerprint="1" * 16,
                        pushed=False, live=Live.ACTIVE),
                finding(where=Where.WORKTREE, path="tests/data/keys.txt", commit=None, author_date=None, encoding=(),
                        fingerprint="2" * 16, redacted="key_…ffffffff",
                        set_aside="exclude tests/** (.preflight.yml:24:14)"),
            )), **security),
        result("attribution", failed("no credit line found", remedy="add “Powered by Runway” where the video is shown"),
               section=Section.MONITORING, provider=None, required=False),
        target=Target(root="app", commit=COMMIT, environment="production", sandbox=None, offline=False, branch="main"),
        lowered=(
            Lowered(what="checks.advised attribution", effect="only warns",
                    position=Position(".preflight.yml", 21, 14)),
            Lowered(what="secrets.exclude tests/**", effect="findings there do not count",
                    position=Position(".preflight.yml", 24, 14)),
            Lowered(what="waiver for daily-volume (veo3.1)",
                    effect="by owner@example.com until 2027-01-15: soft launch, 20 a day",
                    position=Position(".preflight.yml", 27, 5)),
        ),
        attestations=Known((
            Attestation(
                check="autobilling", provider="runway", by="owner@example.com", on=date(2026, 8, 1),
                expires=date(2026, 11, 1), evidence="https://wiki.example.com/launch/billing_screenshot",
                values={"threshold": Decimal(20_000), "amount": Decimal(50_000)}, note="card of the company"),
            Attestation(
                check="emails", provider="runway", by="ops@example.com", on=date(2026, 11, 10),
                expires=TODAY + timedelta(days=9), evidence="billing mails go to ops@example.com",
                proven=Proof(signed=True, asked=True)),
            Attestation(
                check="metrics", provider="runway", by="ops@example.com", on=date(2026, 11, 10),
                expires=date(2027, 2, 8), evidence="the dashboard", note="nobody is on call at night", failed=True),
            Attestation(
                check="moderation", provider="runway", by="pm@example.com", on=date(2026, 11, 10),
                expires=date(2027, 2, 8), evidence="https://wiki.example.com/launch/moderation",
                proven=Proof(void="which lapsed when what the config says of runway changed")),
        )),
        waivers=(
            Waiver(check="daily-volume", subject="veo3.1", reason=soft.reason, by=soft.by, expires=soft.expires),
            Waiver(check="credits", reason="card arrives in May", by="cfo@example.com", expires=date(2026, 6, 1)),
        ),
        documentation=DOCUMENTATION,
        config_path=".preflight.yml",
        not_built=("drill", "inputs"),
    )  # fmt: skip


HOSTILE = (
    "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> {{ 7*7 }} {% x %} ${7*7} `code` [a](javascript:b) "
    "|cell| @everyone #1 ::error::x ##[add-mask]y %0A::warning::z ]]> &lt; \\ * _ {0} <!-- -->"
)
"""What a branch name, a path or a vendor might say, on one line: markup of every format that is written."""


def hostile() -> Report:
    """The same in every string that comes from outside."""
    aside = finding(path=HOSTILE, set_aside=HOSTILE, fingerprint="3" * 16)
    about = {"provider": None, "section": Section.SECURITY}
    return report(
        result("credits", unknown(HOSTILE, remedy=HOSTILE, subject=HOSTILE, data={HOSTILE: HOSTILE})),
        result("daily-volume", failed(HOSTILE, remedy=HOSTILE, subject=HOSTILE, data={
            "expected_per_day": 600, "max_daily": 0, "used_24h": None}),
            waived=Waived(reason=HOSTILE, by=HOSTILE, expires=TODAY)),
        result(HOSTILE, warned(HOSTILE, remedy=HOSTILE), docs="https://example.com/\"><script>x</script>"),
        result("secrets", failed(
            HOSTILE, remedy=HOSTILE, findings=(finding(path=HOSTILE, rule=HOSTILE), aside)), **about),
        target=Target(root=HOSTILE, commit=COMMIT, environment=HOSTILE, sandbox=None, offline=False, branch=HOSTILE),
        lowered=(Lowered(what=HOSTILE, effect=HOSTILE, position=Position(HOSTILE, 3, 5)),),
        attestations=Known((
            Attestation(check="autobilling", provider=HOSTILE, by=HOSTILE, on=TODAY, expires=None, note=HOSTILE,
                        evidence="javascript:alert(3)", values={"threshold": Decimal(1)}),
            Attestation(check="emails", provider="runway", by=HOSTILE, on=TODAY, expires=TODAY,
                        evidence="https://example.com/?<script>alert(4)</script>", proven=Proof(void=HOSTILE)),
        )),
        waivers=(Waiver(check=HOSTILE, subject=HOSTILE, reason=HOSTILE, by=HOSTILE, expires=TODAY),),
        documentation={"credits": f"{HOSTILE}\n\nWhy\n    {HOSTILE}\n"},
        config_path=HOSTILE,
    )  # fmt: skip
