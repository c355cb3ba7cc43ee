"""The plan for programs: JSON, schema version 1 (`preflight schema plan`). Money is in the account's unit."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from preflight._version import __version__
from preflight.capacity import Burn, Exhaustion, Taken
from preflight.engine.planning.changes import Change
from preflight.engine.planning.facts import Line
from preflight.engine.planning.model import CapacityPlan, Load, Money, ProviderPlan, Tiers
from preflight.exit_codes import ExitCode
from preflight.parts import Known, NotReadable, Part
from preflight.reports import Style

SCHEMA_VERSION = 1
_FITS = {ExitCode.READY: "yes", ExitCode.NOT_READY: "no", ExitCode.UNDETERMINED: "undetermined"}


def render(plan: CapacityPlan, style: Style) -> str:
    """Pure ASCII; keys in a fixed order."""
    return json.dumps(document(plan), indent=2, default=_plain) + "\n"


def document(plan: CapacityPlan) -> dict[str, Any]:
    """The plan as plain values."""
    target = plan.target
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "preflight", "version": __version__},
        "generated_at": plan.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "target": {
            "root": target.root,
            "environment": target.environment,
            "sandbox": target.sandbox is not None,
            "scenario": target.sandbox,
            "offline": target.offline,
        },
        "what_if": list(plan.what_if),
        "fits": _FITS[plan.exit_code],
        "exit_code": int(plan.exit_code),
        "providers": [_provider(one) for one in plan.providers],
    }


def _provider(plan: ProviderPlan) -> dict[str, Any]:
    return {
        "provider": plan.provider,
        "unit": plan.money.unit,
        "fits": _FITS[plan.exit_code],
        "tables_as_of": plan.tables_as_of and plan.tables_as_of.isoformat(),
        "load": [_load(load) for load in plan.loads],
        "limits": [_taken(taken) for taken in plan.taken],
        "binding": _taken(plan.taken[0]) if plan.taken else None,
        "tier": _tiers(plan.tiers),
        "money": _money(plan.money),
        "lines": [_line(line, plan) for line in plan.lines],
        "all_of_it": [_change(change) for change in plan.together],
        "notes": list(plan.notes),
    }


def _load(load: Load) -> dict[str, Any]:
    return {
        "model": load.model,
        "per_day": load.per_day,
        "peak_per_hour": load.peak_per_hour,
        "at_once": load.at_once,
        "price": load.price,
        "price_note": load.price_note or None,
    }


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "kind": taken.kind,
        "model": taken.model,
        "needed": taken.needed,
        "allowed": taken.allowed,
        "share": taken.share,
        "declared": taken.declared,
    }


def _tiers(tiers: Tiers) -> dict[str, Any]:
    return {
        "published": tiers.published,
        "current": tiers.current and tiers.current.name,
        "needed": tiers.needed and tiers.needed.name,
        "at_least": tiers.at_least,
        "buy_dollars_in_all": tiers.way.dollars if tiers.way else None,
        "wait_days_newer_rule": 0 if tiers.way else None,
        "wait_days_older_rule": tiers.way.wait_days if tiers.way else None,
    }


def _money(money: Money) -> dict[str, Any]:
    past = money.past.value if isinstance(money.past, Known) else None
    terms = money.autobilling
    return {
        "balance": _part(money.balance),
        "per_day": _burn(money.day),
        "peak_hour": _burn(money.peak_hour),
        "per_month": money.month,
        "lasts": _exhaustion(money.forecast),
        "past": past
        and {
            "per_day": past.per_day,
            "low": past.low,
            "high": past.high,
            "trend_per_week": past.trend,
            "days_of_use": past.days,
            "lasts": _exhaustion(money.at_past_rate),
        },
        "past_not_readable": money.past.reason if isinstance(money.past, NotReadable) else None,
        "buy_for_seven_days": money.buy,
        "autobilling": {"threshold": terms.threshold, "amount": terms.amount} if terms else None,
        "why_no_autobilling": money.why_no_autobilling or None,
    }


def _part(part: Part[int]) -> Mapping[str, Any]:
    match part:
        case Known(value):
            return {"value": value, "not_readable": None}
        case NotReadable(reason):
            return {"value": None, "not_readable": reason}


def _burn(burn: Burn) -> Mapping[str, Any]:
    return {"amount": burn.credits, "complete": burn.complete, "missing": burn.missing or None}


def _exhaustion(gone: Exhaustion | None) -> Mapping[str, Any] | None:
    if gone is None:
        return None
    days = {"on": gone.on, "earliest": gone.earliest, "latest": gone.latest}
    return {"days": gone.days, **{name: day and day.isoformat() for name, day in days.items()}}


def _line(line: Line, plan: ProviderPlan) -> dict[str, Any]:
    verdict = line.verdict
    return {
        "check": line.check,
        "subject": verdict.subject,
        "status": verdict.status,
        "message": verdict.message,
        "remedy": verdict.remedy,
        "changes": [_change(change) for change in plan.changes.get(line.label, ())],
    }


def _change(change: Change) -> dict[str, Any]:
    return {"setting": change.setting, "to": change.to, "words": change.words, "also_turns": list(change.turns)}


def _plain(value: object) -> float | int:
    """Exact numbers as JSON has them: whole ones whole."""
    if not isinstance(value, (Fraction, Decimal)):
        raise TypeError(f"{type(value).__name__} in a plan")
    return int(value) if value == int(value) else float(value)
