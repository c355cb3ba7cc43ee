"""Overviews for the tests of formats: one account of each vendor, with what each can tell and what not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from preflight.account import Access, Account, AutoBilling, Unit
from preflight.engine.overview import Overview, Sheet
from preflight.engine.troubles import Trouble, troubles
from preflight.facts.account import Reading, Readings
from preflight.facts.usage import KeyUsage
from preflight.parts import Known, NotReadable
from preflight.providers.base import Vendor
from preflight.providers.gptbots import GPTBOTS
from preflight.providers.runtools import RUNTOOLS
from preflight.providers.runway import RUNWAY
from preflight.redact import Secret
from preflight.report import Target
from preflight.usage import Booking, Run, Summary, Usage
from preflight.vendor_data import load
from tests.facts_builders import NOW, TODAY, account, attestations, credential, endpoint, limits
from tests.keys import runtools_key

GONE = NotReadable("this vendor's API does not tell")


def sheet(vendor: Vendor = RUNWAY.vendor, *keys: Reading, **parts: Any) -> Sheet:
    """What the keys of `vendor` read; by default one key of a good account, without usage."""
    readings = Readings(keys or (Reading(credential(), parts.get("account", account())),))
    where, data = endpoint(host="api.dev.runwayml.com"), load(vendor.name)
    whole = {
        "vendor": vendor,
        "endpoint": where,
        "keys": readings.each,
        "account": readings.account,
        "data": data,
        "attested": (),
        "troubles": tuple(troubles(vendor, readings, where, data)),
    }
    return Sheet(**{**whole, **parts})


def overview(*sheets: Sheet, sandbox: str | None = None) -> Overview:
    target = Target(root="app", commit=None, environment="production", sandbox=sandbox, offline=False)
    return Overview(generated_at=NOW, target=target, sheets=sheets, with_usage=any(one.usage for one in sheets))


def days(*amounts: dict[str, Any]) -> Known[dict[Any, dict[str, Decimal]]]:
    """The days up to yesterday; those without an amount are not told."""
    first = TODAY - timedelta(days=len(amounts))
    made = {first + timedelta(days=n): {k: Decimal(v) for k, v in day.items()} for n, day in enumerate(amounts)}
    return Known({day: series for day, series in made.items() if series})


def usage(told: Any, unit: Unit = Unit.CREDITS, **parts: Any) -> Usage:
    whole = {"provider": "runway", "unit": unit, "start": TODAY - timedelta(days=4), "before": TODAY, "days": told}
    return Usage(**{**whole, **parts})


def run(number: int, total: str, at: datetime | None = NOW) -> Run:
    cost = Decimal(total)
    parts = {"chat": cost * Decimal("0.8"), "rerank": cost * Decimal("0.2")}
    return Run(id=f"68d3f2ab19c04e77a1b2c{number:03d}", kind="run", at=at, total=cost, parts=parts)


def booking(days_ago: int, kind: str, resource: str, change: int, after: int) -> Booking:
    at = NOW - timedelta(days=days_ago)
    return Booking(at=at, kind=kind, resource=resource, change=Decimal(change), after=Decimal(after))


def trouble(**parts: Any) -> Trouble:
    return Trouble(**{"cause": "it rains", "fix": "take an umbrella", **parts})


def everyone() -> Overview:
    """Three vendors, with usage, troubles, refunds and gaps."""
    return overview(_runway(), _runtools(), _gptbots(), sandbox="made-up")


def _runway() -> Sheet:
    tight = {"gen4.5": limits(daily=50, concurrent=1), "veo3.1": limits(daily=None, concurrent=None)}
    told = account(
        balance=Known(4_000),
        monthly_cap=Known(10_000),
        limits=Known(tight),
        used=Known({"gen4.5": Known(50)}),
    )
    consumed = days({"gen4.5": 1_920, "veo3.1": 320}, {}, {"gen4.5": 600}, {"gen4_turbo": -25})
    return sheet(
        RUNWAY.vendor,
        Reading(credential(), told),
        attested=attestations(threshold=1_000, amount=5_000).entries,
        usage=(KeyUsage(None, usage(consumed)),),
    )


def _runtools() -> Sheet:
    refill = AutoBilling(
        enabled=Known(True),
        threshold=Known(5_000),
        amount=Known(20_000),
        payment_method=Known(False),
        last_charge=Known(datetime(2026, 11, 1, tzinfo=UTC)),
    )
    told = account(
        provider="runtools",
        unit=Unit.CENTS,
        balance=Known(1_234),
        plan=Known("team"),
        autobilling=Known(refill),
        monthly_cap=GONE,
        limits=GONE,
        used=GONE,
    )
    consumed = usage(
        days({"agent-run": 340}, {"tool": -75}),
        Unit.CENTS,
        ledger=Known((booking(2, "usage", "agent-run", -340, 1_159), booking(1, "refund", "tool", 75, 1_234))),
        summary=Known(Summary(about="period 7d, of this key's user", figures={"tokens.input": Decimal(12_000)})),
    )
    key = credential(variable="RUNTOOLS_API_KEY", key=Secret(runtools_key()))
    return sheet(RUNTOOLS.vendor, Reading(key, told), usage=(KeyUsage(None, consumed),))


def _gptbots() -> Sheet:
    none = Account.unread("gptbots", Access.ACCEPTED, "GPTBots has no endpoint that tells it")
    agent = replace(none, detail="HTTP 200")
    lost = Account.unread("gptbots", Access.REJECTED, "HTTP 200, code 40127; the key is unknown", cure="copy it again")
    consumed = usage(
        days({"runs": "2.5"}, {"runs": "12.25"}),
        undated={"runs": Decimal("1.5")},
        runs=Known((run(1, "2.5"), run(2, "12.25"), run(3, "1.5", at=None))),
        notes=("1 run without a day of this range",),
    )
    return sheet(
        GPTBOTS.vendor,
        Reading(credential(name="support-agent", variable="SUPPORT_KEY"), agent),
        Reading(credential(name="summarizer", variable="SUMMARIZER_KEY"), lost),
        usage=(
            KeyUsage("support-agent", consumed),
            KeyUsage("summarizer", usage(NotReadable("HTTP 200, code 40127; the key is unknown"))),
        ),
    )
