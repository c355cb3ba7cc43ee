"""Runway's usage over real HTTP: stitched ranges, refunds, and answers that are not what they should be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from preflight.parts import Known, NotReadable
from preflight.providers.endpoint import resolve
from preflight.providers.http import Client, Seams
from preflight.providers.runway import RUNWAY, VENDOR
from preflight.providers.runway_usage import windows
from preflight.redact import Secret
from preflight.sandbox.runway import usage_on
from preflight.sandbox.scenarios import HEALTHY
from preflight.sandbox.server import serve
from tests.keys import runway_key
from tests.servers import answer, playing

START = date(2026, 8, 1)


def read(url, start, before, key=None):
    endpoint = resolve(VENDOR, {"RUNWAYML_BASE_URL": url}, ())
    with Client(endpoint, key or Secret(runway_key(11)), seams=Seams(sleep=lambda seconds: None)) as client:
        return RUNWAY.read_usage(client, start, before)


def day(number, *amounts):
    used = [{"model": model, "amount": amount} for model, amount in amounts]
    return {"date": (START + timedelta(days=number)).isoformat(), "usedCredits": used}


def read_played(*rows):
    with playing(answer(200, {"results": list(rows), "models": []})) as server:
        return read(server.url, START, START + timedelta(days=10)).days


@pytest.mark.parametrize(("days", "requests"), [(1, 1), (90, 1), (91, 2), (180, 2), (400, 5)])
def test_a_long_range_is_stitched_from_ranges_of_90_days(days, requests):
    start = date(2025, 6, 1)
    with serve(HEALTHY) as sandbox:
        usage = read(sandbox.url, start, start + timedelta(days=days), sandbox.key)
        assert len(sandbox.requests) == requests
    asked = (start + timedelta(days=number) for number in range(days))
    assert usage.days == Known({one: usage_on(one) for one in asked if usage_on(one)})


def test_windows_meet_and_cover_a_leap_day():
    parts = list(windows(date(2027, 12, 15), date(2028, 6, 1)))
    assert [end for _, end in parts[:-1]] == [start for start, _ in parts[1:]]
    assert sum((end - start).days for start, end in parts) == (date(2028, 6, 1) - date(2027, 12, 15)).days
    assert list(windows(START, START)) == []


def test_refunds_are_negative_and_amounts_of_one_model_add_up():
    days = read_played(day(0, ("gen4.5", 60), ("gen4.5", 5), ("veo3.1", -25)), day(1))
    assert days == Known({START: {"gen4.5": Decimal(65), "veo3.1": Decimal(-25)}})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (3, "results[0] should be an object"),
        ({"usedCredits": []}, "results[0].date is missing"),
        ({"date": "2026-02-30", "usedCredits": []}, "should be a date"),
        ({"date": "yesterday", "usedCredits": []}, "should be a date"),
        ({"date": "2025-08-01", "usedCredits": []}, "2025-08-01, which was not asked for"),
        ({"date": "2026-08-01"}, "usedCredits is missing"),
        ({"date": "2026-08-01", "usedCredits": {}}, "should be a list"),
        (day(0, (7, 1)), "model should be a string"),
        (day(0, ("gen4.5", "many")), "amount should be a whole number"),
        (day(0, ("gen4.5", 1.5)), "amount should be a whole number"),
    ],
)
def test_an_odd_row_makes_all_of_it_not_readable(row, says):
    days = read_played(row, day(1, ("gen4.5", 1)))
    assert isinstance(days, NotReadable)
    assert says in days.reason


def test_a_window_that_fails_leaves_no_half_sum():
    good = answer(200, {"results": [day(0, ("gen4.5", 60))], "models": ["gen4.5"]})
    with playing(good, answer(503)) as server:
        usage = read(server.url, START, START + timedelta(days=100))
    assert isinstance(usage.days, NotReadable)
    assert "HTTP 503" in usage.days.reason
