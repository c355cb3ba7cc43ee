"""GPTBots' lists over real HTTP: every page or a reason, days that are kept, and the bill that has to agree."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from preflight import clock
from preflight.parts import Known, NotReadable
from preflight.providers.gptbots import GPTBOTS
from preflight.providers.gptbots_answer import CODES
from preflight.providers.gptbots_list import MOST_PAGES
from preflight.providers.gptbots_usage import KEPT, MARGIN, kept
from preflight.sandbox import gptbots as fake
from preflight.sandbox.routes import answered
from preflight.sandbox.scenarios import SCENARIOS
from preflight.sandbox.server import serve
from tests.providers.asked import asking
from tests.servers import answer, playing

KEY = "app" + "-" + "0123456789abcdefABCDEFgh"
VERIFY = "/v1/api-key/verify"
RUNS, TALKS = "/v1/account/workflow/run/credits", "/v1/account/agent/conversation/credits"
BILL, BILL_TOTAL = "/v1/account/bill/page", "/v1/account/bill/total"
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
START, BEFORE = date(2026, 11, 1), date(2026, 11, 20)


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(paths, *, start=START, before=BEFORE, budget=10.0):
    with playing(paths=paths) as server, asking(GPTBOTS, server.url, KEY, budget=budget) as client:
        usage = GPTBOTS.read_usage(client, start, before)
    return usage, [head.split()[1].decode() for head in server.heads]


def of_workflow(listing, **more):
    """What a key that opens a workflow reads, its list being `listing`."""
    return read({VERIFY: answer(200, {"type": "workflow"}), RUNS: listing}, **more)


def row(number, total=1.5, at=NOW - timedelta(days=2), **parts):
    millis = None if at is None else int(at.timestamp() * 1000)
    return {"run_id": f"r{number}", "run_start_time": millis, "chat": total, "asr": 0, "total": total, **parts}


def listed(*rows, **parts):
    return answer(200, {"list": list(rows), "total": len(rows), "page": 1, "page_size": 100, **parts})


@pytest.mark.parametrize(
    ("rows", "requests"), [(0, 1), (1, 1), (20, 1), (21, 1), (100, 1), (101, 2), (200, 2), (2_345, 24)]
)
def test_every_row_of_every_page_is_counted_once(monkeypatch, rows, requests):
    monkeypatch.setattr(fake, "RUNS", rows)
    now = clock.now()
    start, before = now.date() - timedelta(days=28), now.date()
    with serve(SCENARIOS["healthy"]) as sandbox:
        key = sandbox.keys["gptbots"][fake.WORKFLOW]
        with asking(GPTBOTS, sandbox.base_url("gptbots"), key) as client:
            usage = GPTBOTS.read_usage(client, start, before)
        lists = [asked for asked in sandbox.requests if asked.path == RUNS]
    assert len(lists) == requests
    expected = fake.runs(rows, now)
    assert len(usage.runs.value) == rows
    assert {run.id for run in usage.runs.value} == {one["run_id"] for one in expected}
    total = sum((Decimal(str(one["total"])) for one in expected), Decimal(0))
    assert sum(usage.totals.value.values()) == total
    assert (usage.start, usage.before) == (start, before)


@pytest.mark.usefixtures("at_noon")
def test_a_row_is_a_run_with_its_credits_by_component():
    usage, _ = of_workflow(listed(row(1, 2.5, tool_call=0.25, question_tag=0), row(2, 1, at=NOW - timedelta(days=3))))
    assert usage.days == Known({date(2026, 11, 17): {"runs": Decimal(1)}, date(2026, 11, 18): {"runs": Decimal("2.5")}})
    first, second = usage.runs.value
    assert (second.id, second.kind, second.total) == ("r1", "run", Decimal("2.5"))
    assert second.parts == {"chat": Decimal("2.5"), "tool_call": Decimal("0.25")}
    assert first.at == NOW - timedelta(days=3)


@pytest.mark.usefixtures("at_noon")
def test_times_are_milliseconds_and_the_end_is_excluded():
    _, asked = of_workflow(listed())
    sent = parse_qs(urlsplit(asked[-1]).query)
    assert sent == {
        "start_time": [str(int(datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1000))],
        "end_time": [str(int(datetime(2026, 11, 20, tzinfo=UTC).timestamp() * 1000) - 1)],
        "page": ["1"],
        "page_size": ["100"],
    }


@pytest.mark.usefixtures("at_noon")
def test_a_run_whose_record_was_deleted_is_in_the_total_and_in_no_day():
    usage, _ = of_workflow(listed(row(1), row(2, 0.5, at=None), row(3, 4, at=NOW - timedelta(days=200))))
    assert usage.days == Known({date(2026, 11, 18): {"runs": Decimal("1.5")}})
    assert usage.undated == {"runs": Decimal("4.5")}
    assert usage.totals == Known({"runs": Decimal(6)})
    assert usage.notes == (
        "2 runs without a day of this range (their records were deleted, or they began before it): 4.5 credits, "
        "in the total only",
    )


@pytest.mark.parametrize(
    ("start", "before", "told"),
    [
        (date(2026, 11, 1), date(2026, 11, 20), Known((date(2026, 11, 1), date(2026, 11, 20)))),
        (date(2026, 10, 22), date(2026, 11, 21), Known((date(2026, 10, 22), date(2026, 11, 21)))),
        (date(2026, 8, 22), date(2026, 11, 20), Known((date(2026, 10, 22), date(2026, 11, 20)))),
        (date(2026, 9, 1), date(2026, 10, 1), None),
        (date(2026, 9, 1), date(2026, 10, 22), None),
    ],
)
def test_only_whole_days_that_are_kept_are_asked_for(start, before, told):
    found = kept((start, before), NOW)
    if told is None:
        assert found == NotReadable("expired: GPTBots keeps rows for 30 days, back to 2026-10-22")
    else:
        assert found == told


@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 61, 1439])
def test_no_range_is_ever_longer_than_the_vendor_takes(minutes):
    now = datetime(2028, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)  # after a leap day
    start, _ = kept((date(2020, 1, 1), now.date() + timedelta(days=1)), now).value
    assert now - datetime(start.year, start.month, start.day, tzinfo=UTC) <= KEPT - MARGIN


@pytest.mark.usefixtures("at_noon")
def test_an_expired_range_is_not_even_asked_for():
    usage, asked = of_workflow(listed(), start=date(2026, 8, 1), before=date(2026, 9, 1))
    assert "expired: GPTBots keeps rows for 30 days" in usage.days.reason
    assert usage.runs == usage.days
    assert [path.partition("?")[0] for path in asked] == [VERIFY]


@pytest.mark.usefixtures("at_noon")
def test_a_range_that_is_kept_in_part_says_so():
    usage, _ = of_workflow(listed(row(1)), start=date(2026, 8, 22))
    assert usage.start == date(2026, 10, 22)
    assert usage.notes == ("rows are kept for 30 days: from 2026-10-22 on",)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("listing", "says"),
    [
        (answer(200, {"list": []}), "total is missing"),
        (answer(200, {"list": [], "total": -1}), "total is negative"),
        (answer(200, {"list": [], "total": 3}), "partial: page 1 of 1 holds 0 rows where 3 were due"),
        (answer(200, {"list": {}, "total": 1}), "list should be a list and is a object"),
        (answer(200, {"list": [5], "total": 1}), "list[0] should be an object"),
        (answer(200, {"list": [{**row(1), "run_id": 7}], "total": 1}), "list[0].run_id should be a string"),
        (answer(200, {"list": [{**row(1), "total": "1.5"}], "total": 1}), "list[0].total should be a number"),
        (answer(200, {"list": [{**row(1), "run_start_time": "now"}], "total": 1}), "run_start_time should be a whole"),
        (answer(200, {"list": [{**row(1), "run_start_time": 10**15}], "total": 1}), "no time of this era"),
        (answer(200, {"list": [row(1), row(1)], "total": 2}), "partial: 1 of 2 rows differ"),
        (answer(200, {"list": [], "total": MOST_PAGES * 100 + 1}), "ask for a shorter time"),
        (answer(503), "HTTP 503"),
        (answer(401), "the key is unknown"),
    ],
)
def test_a_list_that_is_not_whole_is_not_readable(listing, says):
    usage, _ = of_workflow(listing)
    assert isinstance(usage.days, NotReadable)
    assert says in usage.days.reason
    assert usage.runs == usage.days


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_makes_a_list_not_readable(code):
    usage, _ = of_workflow(answer(200, {"code": code, "message": "no"}))
    assert f"code {code}" in usage.days.reason
    assert CODES[code].meaning in usage.days.reason


def spread(monkeypatch, *, total, wrong):
    """The sandbox's own list, but for pages that are answered otherwise."""
    monkeypatch.setattr(fake, "RUNS", total)
    honest = fake._rows

    def rows(made, query):
        page = int(query["page"])
        return wrong[page](honest(made, query)) if page in wrong else honest(made, query)

    monkeypatch.setattr(fake, "_rows", rows)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda response: fake._error(50000, "oops"), "partial: page 3 of 5: HTTP 200, code 50000"),
        (lambda response: answered(500, {}), "partial: page 3 of 5: HTTP 500"),
        (lambda response: changed(response, total=499), "partial: page 3 of 5 does not say 450 rows"),
        (lambda response: changed(response, list=[]), "partial: page 3 of 5 holds 0 rows where 100 were due"),
    ],
)
def test_one_page_that_fails_leaves_no_half_sum(monkeypatch, wrong, says):
    spread(monkeypatch, total=450, wrong={3: wrong})
    today = clock.today()
    with serve(SCENARIOS["healthy"]) as sandbox:
        key = sandbox.keys["gptbots"][fake.WORKFLOW]
        with asking(GPTBOTS, sandbox.base_url("gptbots"), key) as client:
            usage = GPTBOTS.read_usage(client, today - timedelta(days=28), today)
    assert says in usage.days.reason


def changed(response, **parts):
    return answered(200, {**json.loads(response.body), **parts})


def test_a_list_that_takes_longer_than_there_is_time_is_partial(monkeypatch):
    monkeypatch.setattr(fake, "RUNS", 2_345)
    slow = SCENARIOS["healthy"].__class__(name="slow", summary="", delay=0.3)
    today = clock.today()
    with serve(slow) as sandbox:
        key = sandbox.keys["gptbots"][fake.WORKFLOW]
        with asking(GPTBOTS, sandbox.base_url("gptbots"), key, budget=1.0) as client:
            usage = GPTBOTS.read_usage(client, today - timedelta(days=28), today)
    assert usage.days.reason.startswith("partial: page ")


@pytest.mark.usefixtures("at_noon")
def test_a_smaller_page_size_than_asked_for_is_followed():
    pages = [listed(*(row(number) for number in range(n * 2, n * 2 + 2)), total=4, page_size=2) for n in (0, 1)]
    turns = iter(pages)
    usage, asked = of_workflow(lambda *connection: next(turns)(*connection))  # noqa: PLW0108 - a page for each call
    assert [run.id for run in usage.runs.value] == ["r0", "r1", "r2", "r3"]
    assert "page=2&page_size=2" in asked[-1]


def talk(number, total=1.5):
    at = int((NOW - timedelta(days=2)).timestamp() * 1000)
    return {"conversation_id": f"c{number}", "conversation_create_time": at, "moderation": total, "total": total}


def of_agent(bill, total, **more):
    return read(
        {
            VERIFY: answer(200, {"type": "agent"}),
            TALKS: listed(talk(1)),
            BILL: bill,
            BILL_TOTAL: total,
        },
        **more,
    )


def bill(*days):
    return answer(200, [{"date": f"2026-11-{day:02d}", "total": total, "chat": total} for day, total in days])


@pytest.mark.usefixtures("at_noon")
def test_an_agents_days_are_its_bills_once_days_and_total_agree():
    usage, asked = of_agent(bill((3, 2.0), (18, 1.5), (19, 0)), answer(200, {"total": 3.5}))
    assert usage.days == Known(
        {
            date(2026, 11, 3): {"conversations": Decimal("2.0")},
            date(2026, 11, 18): {"conversations": Decimal("1.5")},
        }
    )
    assert [run.id for run in usage.runs.value] == ["c1"]
    assert usage.notes == (
        "the days are the bill's, whose time zone is not documented",
        "the conversations account for 1.5 of 3.5 credits",
    )
    assert sorted(path.partition("?")[0] for path in asked) == sorted([VERIFY, TALKS, BILL, BILL_TOTAL])


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("days", "total", "reason"),
    [
        (bill((3, 2.0)), answer(200, {"total": 9}), "its days add up to 2, its total is 9"),
        (answer(200, {"code": 200222}), answer(200, {"total": 0}), "lacks the feature"),
        (bill(), answer(404), "HTTP 404"),
        (answer(200, {"days": {}}), answer(200, {"total": 0}), "should be a list"),
        (answer(200, [{"date": "2026-11-31", "total": 1}]), answer(200, {"total": 1}), "should be a date"),
        (answer(200, [{"date": "2026-09-03", "total": 1}]), answer(200, {"total": 1}), "which was not asked for"),
    ],
)
def test_a_bill_that_does_not_agree_gives_way_to_the_conversations(days, total, reason):
    usage, _ = of_agent(days, total)
    assert usage.days == Known({date(2026, 11, 18): {"conversations": Decimal("1.5")}})
    assert reason in usage.notes[-1]


@pytest.mark.usefixtures("at_noon")
def test_a_bill_in_another_time_zone_stays_within_the_range():
    day_after = answer(200, [{"date": "2026-10-31", "total": 1}, {"date": "2026-11-20", "total": 2}])
    usage, _ = of_agent(day_after, answer(200, {"total": 3}))
    assert list(usage.days.value) == [date(2026, 11, 1), date(2026, 11, 19)]


@pytest.mark.usefixtures("at_noon")
def test_a_long_bill_is_stitched_from_what_the_vendor_takes():
    usage, asked = of_agent(bill(), answer(200, {"total": 0}), start=date(2026, 5, 1))
    spans = [parse_qs(urlsplit(path).query) for path in asked if path.startswith(BILL + "?")]
    assert len(spans) == 3
    assert all(int(one["end_time"][0]) - int(one["start_time"][0]) < 90 * 86_400_000 for one in spans)
    assert (usage.start, usage.before) == (date(2026, 5, 1), BEFORE)
    assert usage.notes[-1] == "conversations are kept for 30 days: from 2026-10-22 on"


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("runs", "talks", "days"),
    [
        (listed(row(1)), answer(200, {"code": 40000}), Known({date(2026, 11, 18): {"runs": Decimal("1.5")}})),
        (listed(), listed(talk(1)), Known({date(2026, 11, 18): {"conversations": Decimal("1.5")}})),
        (listed(), listed(), Known({})),
        (listed(row(1)), listed(talk(1)), None),
        (answer(503), listed(), None),
        (answer(200, {"code": 40000}), answer(200, {"code": 40000}), None),
    ],
)
def test_a_key_whose_kind_is_not_told_is_read_where_it_can_be_meant(runs, talks, days):
    usage, _ = read({VERIFY: answer(200, {}), RUNS: runs, TALKS: talks})
    if days is None:
        assert "agent or a workflow is not told" in usage.days.reason
    else:
        assert usage.days == days


@pytest.mark.usefixtures("at_noon")
def test_a_rejected_key_has_no_usage():
    usage, asked = read({VERIFY: answer(200, {"code": 40127})})
    assert "the key is unknown" in usage.days.reason
    assert len(asked) == 1


def test_the_sandboxs_agent_has_a_bill_that_agrees():
    today = clock.today()
    with serve(SCENARIOS["healthy"]) as sandbox:
        key = sandbox.keys["gptbots"][fake.AGENT]
        with asking(GPTBOTS, sandbox.base_url("gptbots"), key) as client:
            usage = GPTBOTS.read_usage(client, today - timedelta(days=120), today)
    assert isinstance(usage.days, Known)
    days = [today - timedelta(days=back) for back in range(1, 121)]
    assert sum(usage.totals.value.values()) == sum(map(fake.billed_on, days))
