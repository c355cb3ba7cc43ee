"""RunTools' ledger over real HTTP: signs that the balances prove, days that it covers, and the vendor's summary."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight import clock
from preflight.account import Unit
from preflight.parts import Known, NotReadable
from preflight.providers.runtools import RUNTOOLS
from preflight.sandbox.runtools import ledger
from preflight.sandbox.scenarios import SCENARIOS
from preflight.sandbox.server import serve
from tests.keys import runtools_key
from tests.providers.asked import asking
from tests.servers import answer, playing

START, BEFORE = date(2026, 11, 2), date(2026, 11, 12)
FIRST = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEY = runtools_key()


def rows(*changes, signed=True, opening=0):
    """Bookings a day apart, oldest first: each change is cents, or cents and a type."""
    after, made = opening, []
    for number, change in enumerate(changes):
        cents, kind = change if isinstance(change, tuple) else (change, "usage")
        after += cents
        made.append(
            {
                "createdAt": (FIRST + timedelta(days=number)).isoformat(),
                "type": kind,
                "amountCents": cents if signed else abs(cents),
                "balanceAfterCents": after,
                "resource": "agent" if cents < 0 or kind != "topup" else None,
            }
        )
    return made


def read(history, *, summary=None, start=START, before=BEFORE):
    paths = {
        "/billing/credits/history": history if callable(history) else answer(200, {"data": history}),
        "/billing/my-usage": summary or answer(200, {"data": {"tokens": 5}}),
    }
    with playing(paths=paths) as server, asking(RUNTOOLS, server.url, KEY) as client:
        usage = RUNTOOLS.read_usage(client, start, before)
    return usage, [head.split()[1].decode() for head in server.heads]


def at(sandbox):
    return asking(RUNTOOLS, sandbox.base_url("runtools"), sandbox.keys["runtools"][None])


def day(number, cents):
    return {(FIRST + timedelta(days=number)).date(): {"agent": Decimal(cents)}}


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("newest_first", [True, False])
def test_what_was_spent_is_told_by_the_balances_however_the_vendor_writes_it(signed, newest_first):
    history = rows((5_000, "topup"), -300, -200, (50, "refund"), (1_000, "grant"), signed=signed)
    usage, _ = read(history[::-1] if newest_first else history)
    assert usage.days == Known({**day(1, 300), **day(2, 200), **day(3, -50)})
    assert (usage.unit, usage.start, usage.before, usage.notes) == (Unit.CENTS, START, BEFORE, ())
    assert [booking.change for booking in usage.ledger.value] == [-300, -200, 50, 1_000]
    assert [booking.after for booking in usage.ledger.value] == [4_700, 4_500, 4_550, 5_550]


def test_a_ledger_that_does_not_go_back_to_the_empty_account_covers_what_comes_after_its_first_day():
    usage, _ = read(rows(-10, -20, -30, opening=900), start=FIRST.date())
    assert usage.days == Known({**day(1, 20), **day(2, 30)})
    assert usage.start == START
    assert usage.notes == (f"the ledger is told back to {START} only",)


def test_a_range_before_all_that_the_ledger_holds_is_not_readable():
    usage, _ = read(rows(-10, -20, opening=900), start=date(2026, 10, 1), before=date(2026, 10, 9))
    assert usage.days == usage.ledger == NotReadable(f"the ledger is told back to {START} only")


def test_no_bookings_are_no_consumption():
    usage, _ = read([])
    assert (usage.days, usage.ledger) == (Known({}), Known(()))


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ([*rows(1_000, -10), *rows(0, 0, 0, -10, opening=500)[3:]], "does not follow from the booking before it"),
        ([{"type": "usage"}], "data[0].createdAt is missing"),
        ([{**rows(5)[0], "amountCents": "5"}], "data[0].amountCents should be a whole number"),
        ([{**rows(5)[0], "balanceAfterCents": None}], "data[0].balanceAfterCents should be a whole number"),
        ([{**rows(5)[0], "createdAt": "now"}], "data[0].createdAt should be a date and time"),
        ([{**rows(5)[0], "type": 3}], "data[0].type should be a string"),
        ([7], "data[0] should be an object"),
        (answer(200, {"data": {}}), "data should be a list"),
        (answer(403, {"error": {"code": "forbidden"}}), "not readable with this key (HTTP 403)"),
        (answer(503), "HTTP 503"),
    ],
)
def test_an_odd_ledger_is_not_readable_as_a_whole(history, says):
    usage, _ = read(history)
    assert isinstance(usage.days, NotReadable)
    assert says in usage.days.reason
    assert usage.ledger == usage.days


def test_pages_are_followed_until_the_range_is_covered():
    history = rows((50_000, "topup"), *[-10] * 1_300)[::-1]
    pages = []

    def paged(connection, stop):
        number = len(pages)
        pages.append(number)
        more = {"hasMore": number < 2, "nextCursor": str(number + 1)}
        answer(200, {"data": history[number * 500 : number * 500 + 500], "meta": more})(connection, stop)

    end = (FIRST + timedelta(days=1_301)).date()
    usage, asked = read(paged, start=end - timedelta(days=700), before=end)
    assert len(pages) == 2
    assert asked[1:] == ["/billing/credits/history?limit=500", "/billing/credits/history?limit=500&cursor=1"]
    assert len(usage.days.value) == 700
    assert usage.notes == ()


def test_pages_without_end_are_not_followed_for_ever():
    page = answer(200, {"data": rows(-1, -1, opening=9), "meta": {"hasMore": True, "nextCursor": "x"}})
    usage, asked = read(page, start=date(2020, 1, 1))
    assert len(asked) == 21
    assert isinstance(usage.days, NotReadable)


@given(
    changes=st.lists(st.integers(-10_000, 10_000).filter(bool), max_size=30),
    signed=st.booleans(),
    newest_first=st.booleans(),
)
def test_the_changes_of_any_ledger_add_up_to_its_balance(changes, signed, newest_first):
    from preflight.providers.fields import Field
    from preflight.providers.runtools_usage import _proved, _rows

    made = rows(10**6, *changes, signed=signed)
    if newest_first:
        made = made[::-1]
    proved = _proved(_rows(Field("", Known({"data": json.loads(json.dumps(made))})).child("data")).value)
    assert [booking.change for booking in proved.value.bookings] == [10**6, *changes]


@pytest.mark.parametrize(
    ("back", "ahead", "period"),
    [(7, 0, "7d"), (8, 0, "30d"), (30, 0, "30d"), (31, 0, "all_time"), (7, -1, "all_time"), (7, 1, "7d")],
)
def test_the_summary_is_of_the_shortest_period_that_holds_the_range(back, ahead, period):
    today = clock.today()
    usage, asked = read([], start=today - timedelta(days=back), before=today + timedelta(days=ahead))
    assert asked[0] == f"/billing/my-usage?period={period}&all=true"
    assert usage.summary.value.about == f"period {period}, of the whole organization"


def test_a_key_that_may_not_see_everyones_usage_sees_its_own():
    answers = iter([answer(403), answer(200, {"data": {"tokens": {"input": 5}, "tools": [1, 2.5], "model": "x"}})])

    def in_turn(connection, stop):
        next(answers)(connection, stop)

    usage, asked = read([], summary=in_turn)
    assert [path.partition("?")[2] for path in asked[:2]] == ["period=all_time&all=true", "period=all_time"]
    assert usage.summary.value.figures == {
        "tokens.input": Decimal(5),
        "tools[0]": Decimal(1),
        "tools[1]": Decimal("2.5"),
    }
    assert "of this key's user" in usage.summary.value.about


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        (answer(403), "not readable with this key"),
        (answer(200, {"data": {}}), "without a figure"),
        (answer(503), "HTTP 503"),
    ],
)
def test_a_summary_that_is_not_there_spoils_nothing(summary, says):
    usage, _ = read(rows((500, "topup"), -10), summary=summary)
    assert says in usage.summary.reason
    assert usage.days == Known(day(1, 10))


@pytest.mark.parametrize("name", ["healthy", "no-credits", "read-only"])
def test_the_sandbox_keeps_a_ledger_that_adds_up(name):
    today = clock.today()
    with serve(SCENARIOS[name]) as sandbox, at(sandbox) as client:
        usage = RUNTOOLS.read_usage(client, today - timedelta(days=90), today)
        balance = RUNTOOLS.read_account(client).balance
    assert isinstance(usage.ledger, Known)
    assert usage.ledger.value[-1].after == balance.value
    assert len(usage.ledger.value) == len(list(ledger(0, today)))
    assert any(amount < 0 for amounts in usage.days.value.values() for amount in amounts.values())
