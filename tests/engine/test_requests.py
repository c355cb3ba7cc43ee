"""What is asked of a vendor: only what the chosen checks need, once, and at the same time."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.config.model import DEFAULT
from preflight.engine.discovery import discover
from preflight.engine.planning.facts import gather
from preflight.engine.run import Plan, run
from preflight.engine.selection import select
from preflight.facts.inputs import Inputs
from preflight.providers.runway import RUNWAY
from preflight.report import Target
from preflight.sandbox.demo import facts
from preflight.sandbox.scenarios import HEALTHY
from preflight.sandbox.server import Asked, serve
from tests.facts_builders import CLOCK, TODAY
from tests.plan_builders import PLANNED

ACCOUNT = Asked("GET", "/v1/organization")
USAGE = Asked("POST", "/v1/organization/usage")
INPUTS = Inputs(root=Path(), base=Path(), config=DEFAULT, environ={})


def check(sandbox, *only):
    installed = discover(plugins=False)
    plan = Plan(
        inputs=INPUTS,
        clock=CLOCK,
        installed=installed,
        selection=select(installed, DEFAULT, only=only, today=TODAY),
        providers=[RUNWAY],
        target=Target(root="app", commit=None, environment="production", sandbox=None, offline=False),
        given=facts(sandbox, TODAY),
    )
    return run(plan)


@pytest.mark.parametrize(
    ("only", "asked"),
    [
        (["daily-volume", "concurrency", "monthly-cap"], {ACCOUNT}),
        (["credits"], {ACCOUNT, USAGE}),
        (["autobilling"], {ACCOUNT, USAGE}),
        (["usage"], {ACCOUNT, USAGE}),
        (["key-set"], set()),
    ],
)
def test_usage_is_read_only_where_a_check_asks_for_it_and_everything_once(only, asked):
    with serve(HEALTHY) as sandbox:
        check(sandbox, *only)
    assert set(sandbox.requests) == asked
    assert len(sandbox.requests) == len(asked)


def test_a_plan_asks_each_question_once():
    with serve(HEALTHY) as sandbox:
        gather(PLANNED, [RUNWAY], INPUTS, CLOCK, facts(sandbox, TODAY))
    assert sorted(sandbox.requests, key=str) == [ACCOUNT, USAGE]


def test_account_and_usage_are_read_at_the_same_time():
    """The second question arrives while the first still waits for its answer."""
    patient = replace(HEALTHY, delay=2.0)
    with serve(patient) as sandbox:
        asking = threading.Thread(target=check, args=(sandbox, "credits"))
        asking.start()
        ends = time.monotonic() + patient.delay * 0.9
        while len(sandbox.requests) < 2 and time.monotonic() < ends:
            time.sleep(0.01)
        together = len(sandbox.requests)
        asking.join()
    assert together == 2
