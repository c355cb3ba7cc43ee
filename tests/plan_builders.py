"""Facts of one provider, and plans made of them, for the tests of planning and of its formats."""

from typing import Any

from preflight.account import Account
from preflight.attestations.model import Attestations
from preflight.engine.discovery import built_in_check
from preflight.engine.planning.facts import CHECKS, Facts
from preflight.engine.planning.make import make
from preflight.engine.planning.model import CapacityPlan
from preflight.facts.inputs import Clock
from preflight.report import Target
from preflight.usage import Usage
from preflight.vendor_data import VendorData
from preflight.workload import Workload
from tests.facts_builders import CLOCK, NONE_ATTESTED, NOW, RUNWAY_DATA, account, usage, workload

PLANNED = [built_in_check(slug) for slug in CHECKS]


def facts(
    load: Workload | None = None,
    *,
    attested: Attestations = NONE_ATTESTED,
    data: VendorData = RUNWAY_DATA,
    used: Usage | None = None,
    **parts: Any,
) -> Facts:
    """A tier 3 account with 40,000 credits, whose workload burns nothing unless told."""
    return Facts(
        {
            Account: account(**parts),
            Workload: load or workload({}),
            VendorData: data,
            Attestations: attested,
            Clock: CLOCK,
            Usage: used or usage(),
        }
    )


def plan(*made: Facts, what_if: tuple[str, ...] = (), sandbox: str | None = None) -> CapacityPlan:
    """The plan of these facts, a provider each."""
    return CapacityPlan(
        generated_at=NOW,
        target=Target(root="app", commit=None, environment="production", sandbox=sandbox, offline=False),
        what_if=what_if,
        providers=[make(one, PLANNED, title="Runway") for one in made],
    )
