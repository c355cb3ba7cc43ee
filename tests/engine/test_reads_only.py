"""No check changes an account, and none asks what costs credits: whatever is asked of three vendors only reads."""

from pathlib import Path

import pytest

from preflight.config.model import DEFAULT
from preflight.engine.discovery import discover
from preflight.engine.overview import Wish, look
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.facts.inputs import Clock, Inputs
from preflight.report import Target
from preflight.sandbox.demo import facts
from preflight.sandbox.scenarios import SCENARIOS
from preflight.sandbox.server import serve
from preflight.slugs import CONTRACT_PROVIDERS
from tests.facts_builders import NOW, TODAY

READS = {("POST", "/v1/organization/usage")}
"""Besides every GET."""
TARGET = Target(root="app", commit=None, environment="production", sandbox="x", offline=False)
INPUTS = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={})


@pytest.mark.parametrize("scenario", ["healthy", "no-credits", "tier-too-small", "bad-key", "read-only"])
def test_all_that_is_asked_only_reads(scenario):
    installed = discover(plugins=False)
    providers = [installed.providers[name] for name in CONTRACT_PROVIDERS]
    with serve(SCENARIOS[scenario]) as sandbox:
        given = facts(sandbox, TODAY)
        selection = select(installed, DEFAULT, only=("usage",), today=TODAY)
        run(
            Plan(
                inputs=INPUTS,
                clock=Clock(NOW),
                installed=installed,
                selection=selection,
                providers=providers,
                target=TARGET,
                given=given,
            )
        )
        look(Wish(inputs=INPUTS, clock=Clock(NOW), providers=providers, target=TARGET, given=given, with_usage=True))
    asked = {(one.method, one.path) for one in sandbox.requests}
    assert {path for method, path in asked if method == "GET"}
    assert {pair for pair in asked if pair[0] != "GET"} <= READS
