"""Whatever JSON a vendor sends, with whatever status: an account and a usage come of it, and never an exception."""

import json
from datetime import date, timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preflight import clock
from preflight.account import Access, Account
from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import resolve
from preflight.providers.gptbots import GPTBOTS
from preflight.providers.http import Client, Seams
from preflight.providers.runtools import RUNTOOLS
from preflight.providers.runway import RUNWAY
from preflight.redact import Secret
from preflight.usage import Usage
from tests.keys import runway_key

KEY = runway_key(77)
NAMES = (
    "data", "meta", "nextCursor", "hasMore", "enabled", "thresholdCents", "balanceCents", "plan", "lastTopupAt",
    "createdAt", "type", "amountCents", "balanceAfterCents", "resource", "list", "total", "page_size", "run_id",
    "run_start_time", "conversation_id", "date", "code", "message", "results", "usedCredits", "model", "amount",
    "creditBalance", "tier", "models", "usage", "error", "bot_id",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=True),
    st.sampled_from(["2026-11-03", "2026-11-03T10:00:00Z", "workflow", "agent", "40127", KEY, "\x1b[2J", "\ud800", ""]),
    st.sampled_from([0, 1, 2, 100, 40127, 40379, 1_793_000_000_000]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
ANSWERS = st.lists(
    st.tuples(st.sampled_from([200, 200, 200, 200, 400, 401, 403, 404, 503]), JSON), min_size=1, max_size=4
)


def client(provider, answers):
    turn = iter(range(10**6))

    def answer(request):
        status, body = answers[next(turn) % len(answers)]
        return httpx.Response(status, content=iter([json.dumps(body).encode("utf-8", "surrogatepass")]))

    seams = Seams(transport=httpx.MockTransport(answer), sleep=lambda seconds: None)
    endpoint = resolve(provider.vendor, {provider.vendor.base_url_variable: "http://127.0.0.1:9"}, ())
    return Client(endpoint, Secret(KEY), budget=5.0, seams=seams)


def parts_of(account):
    return (account.balance, account.monthly_cap, account.limits, account.used, account.plan, account.autobilling)


@pytest.mark.parametrize("provider", [RUNWAY, RUNTOOLS, GPTBOTS], ids=lambda provider: provider.vendor.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=ANSWERS)
def test_an_account_and_a_usage_come_of_it(provider, answers):
    today = clock.today()
    with client(provider, answers) as asking:
        account = provider.read_account(asking)
    with client(provider, answers) as asking:
        usage = provider.read_usage(asking, today - timedelta(days=40), today)
    assert isinstance(account, Account)
    assert isinstance(usage, Usage)
    assert all(isinstance(part, Known | NotReadable) for part in (*parts_of(account), usage.days))
    if account.access is not Access.ACCEPTED:
        assert not any(isinstance(part, Known) for part in parts_of(account))
    if isinstance(usage.days, Known):
        assert all(isinstance(day, date) and usage.start <= day < usage.before for day in usage.days.value)
    shown = repr(account) + repr(usage)
    assert KEY not in shown
    assert "\x1b" not in shown
