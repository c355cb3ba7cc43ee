"""Accounts for programs: JSON. A part is `{"value": …, "reason": null}`, or its value is null and the reason tells why.

A limit whose value and reason are both null is the vendor's word for "no limit".
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from preflight._version import __version__
from preflight.account import AutoBilling
from preflight.attestations.model import Attestation
from preflight.engine.overview import Overview, Sheet
from preflight.facts.account import Reading
from preflight.facts.usage import KeyUsage
from preflight.parts import Known, Part
from preflight.reports import Style
from preflight.usage import Amounts, Booking, Run, Summary
from preflight.vendor_data import Tier

SCHEMA_VERSION = 1

T = TypeVar("T")
Json = Any


def render(overview: Overview, style: Style) -> str:
    """Pure ASCII, keys in a fixed order."""
    return json.dumps(document(overview), indent=2) + "\n"


def document(overview: Overview) -> dict[str, Json]:
    """The overview as plain values."""
    target = overview.target
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "preflight", "version": __version__},
        "generated_at": overview.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "target": {
            "root": target.root,
            "environment": target.environment,
            "sandbox": target.sandbox is not None,
            "scenario": target.sandbox,
            "offline": target.offline,
        },
        "exit_code": int(overview.exit_code),
        "accounts": [_sheet(sheet, with_usage=overview.with_usage) for sheet in overview.sheets],
    }


def _sheet(sheet: Sheet, *, with_usage: bool) -> dict[str, Json]:
    account = sheet.account
    told = {
        "provider": sheet.vendor.name,
        "title": sheet.vendor.title,
        "host": sheet.endpoint.host,
        "access": account.access,
        "unit": account.unit,
        "read": sheet.read,
        "keys": [_key(key) for key in sheet.keys],
        "balance": _part(account.balance),
        "out_of_credits": account.out_of_credits,
        "plan": _part(account.plan),
        "monthly_cap": _part(account.monthly_cap),
        "tier": _tier(sheet.tier),
        "next_tier": _tier(sheet.next_tier),
        "tiers_as_of": sheet.data.as_of.isoformat() if sheet.data.as_of else None,
        "autobilling": _part(account.autobilling, _autobilling),
        "models": _part(account.limits, lambda limits: [_model(sheet, model) for model in limits]),
        "attested": [_attested(one) for one in sheet.attested],
        "troubles": [{"subject": one.subject, "cause": one.cause, "fix": one.fix} for one in sheet.troubles],
    }
    return {**told, "usage": [_usage(one) for one in sheet.usage]} if with_usage else told


def _part(part: Part[T], plain: Callable[[T], Json] = lambda value: value) -> dict[str, Json]:
    if isinstance(part, Known):
        return {"value": plain(part.value), "reason": None}
    return {"value": None, "reason": part.reason}


def _key(key: Reading) -> dict[str, Json]:
    credential = key.credential
    return {
        "name": credential.name,
        "variable": credential.variable,
        "source": credential.source,
        "redacted": str(credential.key) if credential.key else None,
        "access": key.account.access,
        "detail": key.account.detail,
    }


def _tier(tier: Tier | None) -> dict[str, Json] | None:
    return {"name": tier.name, "monthly_cap": tier.monthly_cap, "unlock": tier.unlock} if tier else None


def _autobilling(told: AutoBilling) -> dict[str, Json]:
    return {
        "enabled": _part(told.enabled),
        "threshold": _part(told.threshold),
        "amount": _part(told.amount),
        "payment_method": _part(told.payment_method),
        "last_charge": _part(told.last_charge, lambda at: at and _instant(at)),
    }


def _model(sheet: Sheet, model: str) -> dict[str, Json]:
    assert isinstance(sheet.account.limits, Known)
    limits, used = sheet.account.limits.value[model], sheet.account.used_24h(model)
    left: int | None = None
    match limits.max_daily, used:
        case Known(int() as most), Known(count):
            left = max(0, most - count)
    return {
        "model": model,
        "max_concurrent": _part(limits.max_concurrent),
        "max_daily": _part(limits.max_daily),
        "used_24h": _part(used),
        "left": left,
    }


def _attested(one: Attestation) -> dict[str, Json]:
    return {
        "check": one.check,
        "by": one.by,
        "on": one.on.isoformat(),
        "expires": one.expires and one.expires.isoformat(),
        "values": _amounts(one.values),
        "evidence": one.evidence,
    }


def _usage(one: KeyUsage) -> dict[str, Json]:
    usage = one.usage
    return {
        "key": one.name,
        "unit": usage.unit,
        "from": usage.start.isoformat(),
        "to": usage.before.isoformat(),
        "days": _part(usage.days, lambda days: [{"date": str(day), "used": _amounts(days[day])} for day in days]),
        "undated": _amounts(usage.undated),
        "totals": _part(usage.totals, _amounts),
        "total": _part(usage.totals, lambda totals: float(sum(totals.values(), Decimal(0)))),
        "notes": list(usage.notes),
        "runs": usage.runs and _part(usage.runs, lambda runs: [_run(run) for run in runs]),
        "ledger": usage.ledger and _part(usage.ledger, lambda ledger: [_booking(one) for one in ledger]),
        "summary": usage.summary and _part(usage.summary, _summary),
    }


def _run(run: Run) -> dict[str, Json]:
    return {
        "id": run.id,
        "kind": run.kind,
        "at": run.at and _instant(run.at),
        "total": float(run.total),
        "parts": _amounts(run.parts),
    }


def _booking(one: Booking) -> dict[str, Json]:
    return {
        "at": _instant(one.at),
        "type": one.kind,
        "resource": one.resource,
        "change": float(one.change),
        "balance_after": float(one.after),
    }


def _summary(summary: Summary) -> dict[str, Json]:
    return {"about": summary.about, "figures": _amounts(summary.figures)}


def _amounts(amounts: Amounts | Mapping[str, Decimal]) -> dict[str, float]:
    return {name: float(value) for name, value in amounts.items()}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
