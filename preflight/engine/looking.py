"""`preflight inputs`: some inputs, judged by the one check `inputs`, in the same report as ever."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from preflight.assets.model import Assets
from preflight.assets.read import Limits, Named, read_assets
from preflight.assets.rules import load_inputs
from preflight.engine.clean import clean
from preflight.engine.discovery import built_in_check
from preflight.facts.assets import VENDOR
from preflight.report import Report, Result, Target

CHECK = "inputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPlan:
    """Everything that a look at inputs depends on."""

    named: Sequence[Named]
    limits: Limits
    now: datetime
    target: Target
    strict: bool = False


def report_on(plan: LookPlan) -> Report:
    """The report on inputs that the user names: what would be refused fails, as it is what was asked about."""
    began = time.monotonic()
    rules = load_inputs(VENDOR)
    assets = Assets(assets=read_assets(plan.named, rules, plan.limits), rules=rules)
    check = built_in_check(CHECK)
    milliseconds = round((time.monotonic() - began) * 1000)
    results = [
        Result(
            check=check.slug,
            section=check.section,
            provider=None,
            required=True,
            verdict=verdict,
            docs=check.link,
            duration_ms=milliseconds,
        )
        for verdict in check(assets)
    ]
    return Report(
        generated_at=plan.now,
        target=clean(plan.target),
        results=clean(results),
        strict=plan.strict,
        narrowed=True,
    )
