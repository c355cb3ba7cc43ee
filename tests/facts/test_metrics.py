"""What is asked of a monitoring server, and what becomes of every answer it may give."""

from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.config.model import MonitoringConfig
from preflight.monitoring import Alerts, Amount, Role, Series
from preflight.parts import Known, NotReadable
from preflight.prometheus import MOST_BYTES, _selector
from tests.facts.prometheus import Server, asked, gather, of_one, success, vector
from tests.prometheus import speaking


def test_a_server_that_is_well(tmp_path):
    assert asked(tmp_path) == Series(
        role=Role.ERROR_RATE,
        name="errors_total",
        age=Known(timedelta(seconds=12)),
        exists=Known(True),
        amount=Known(Amount(Decimal("7.42"), counted=True)),
        alerts=Known(Alerts(working=("High",), broken=("Odd",))),
    )


def test_nothing_but_the_name_of_the_series_goes_into_a_query(tmp_path):
    server = Server()
    with speaking(server) as url:
        gather(tmp_path, url)
    chosen = '{__name__="errors_total"}'
    assert server.asked == [
        ("label/__name__/values", {}),
        ("rules", {"exclude_alerts": "true"}),
        ("query", {"query": f"max(timestamp({chosen})) or max(max_over_time(timestamp({chosen})[24h:5m]))"}),
        ("query", {"query": f"sum(increase({chosen}[24h]))"}),
    ]
    for hostile in ('a"} or vector(1)#', "a b", "", "é", "a\n"):
        with pytest.raises(ValueError, match="not the name of a series"):
            _selector(hostile)


@pytest.mark.parametrize(
    ("name", "kind", "counted"),
    [
        ("errors_total", "gauge", True),
        ("calls_count", None, True),
        ("errors", "counter", True),
        ("errors", "gauge", False),
        ("errors", "unknown", False),
        ("errors", None, False),
    ],
)
def test_a_counter_is_known_by_its_name_or_by_what_its_exporter_says(tmp_path, name, kind, counted):
    server = Server(metadata=success({name: [{"type": kind}]} if kind else {}))
    with speaking(server) as url:
        series = of_one(tmp_path, url, names=MonitoringConfig(error_rate=name))
    assert series.amount == Known(Amount(Decimal("7.42"), counted))
    query = server.asked[-1][1]["query"]
    assert query.startswith("sum(increase({" if counted else "avg(avg_over_time({")


@pytest.mark.parametrize("metadata", [(404, b"no"), success([]), success({"errors": "x"}), (200, b"{")])
def test_without_metadata_a_series_is_averaged(tmp_path, metadata):
    series = asked(tmp_path, MonitoringConfig(error_rate="errors"), metadata=metadata)
    assert series.amount == Known(Amount(Decimal("7.42"), counted=False))


@pytest.mark.parametrize(
    ("answered", "age"),
    [
        (vector(), Known(None)),
        (vector((1000, "NaN")), Known(None)),
        (vector((1000, "1003")), Known(timedelta(0))),
        (vector((1000.9, "1.0003e3")), Known(timedelta(0))),
        (vector((90_000, "4000")), Known(timedelta(seconds=86_000))),
        (vector((1000, "+Inf")), 'data.result[0].value should be a time and a number'),
        (vector((1000, "x")), 'data.result[0].value should be a time and a number'),
        (vector((1000, "9" * 5000)), 'data.result[0].value should be a time and a number'),
        (vector((1000, "1e300")), 'data.result[0].value should be a time and a number'),
        (vector((1000, None)), 'data.result[0].value should be a time and a number'),
        (vector((True, {})), 'data.result[0].value should be a time and a number'),
        (vector((1000, "-1e12")), "the time of the newest sample is none of the window"),
        (vector((1, "1"), (1, "2")), "several values where one was asked for"),
        (vector((1000,)), "data.result[0].value should be a pair"),
        (success({"resultType": "vector", "result": [{"value": "x"}]}), 'data.result[0].value should be a list'),
        (success({"resultType": "vector", "result": [7]}), "data.result[0] should be an object"),
        (success({"resultType": "matrix", "result": []}), "the answer is no vector"),
        (success({}), "data.resultType is missing"),
        (success(None), "data should be an object"),
        ({"status": "error", "error": "no"}, 'its answer has the status "error"'),
        ({}, "status is missing"),
        ((400, {"status": "error", "error": "parse error: \x1b[2J"}), 'HTTP 400: "parse error: \\x1b[2J"'),
        ((422, {"status": "error", "error": "query timed out"}), 'HTTP 422: "query timed out"'),
        ((401, b"Unauthorized"), "HTTP 401"),
        ((404, b"404 page not found"), "HTTP 404"),
        ((302, b""), "a redirect to"),
        ((200, b"<html>login"), "instead of JSON: a proxy or a login page"),
        ((200, b'{"status": "succ'), "JSON that breaks off"),
        ((200, b"[]"), "a JSON list instead of an object"),
    ],
)  # fmt: skip
def test_every_answer_about_the_newest_sample(tmp_path, answered, age):
    found = asked(tmp_path, age=answered).age
    if isinstance(age, str):
        assert isinstance(found, NotReadable)
        assert age in found.reason
        assert "\x1b" not in found.reason
    else:
        assert found == age


@pytest.mark.parametrize(
    ("answered", "amount"),
    [
        (vector(), Known(None)),
        (vector((1000, "NaN")), Known(None)),
        (vector((1000, "0")), Known(Amount(Decimal(0), counted=True))),
        (vector((1000, "-Inf")), NotReadable("data.result[0].value should be a time and a number")),
        ((422, {"status": "error", "error": "too many samples"}), NotReadable('HTTP 422: "too many samples"')),
    ],
)
def test_every_answer_about_the_amount(tmp_path, answered, amount):
    assert asked(tmp_path, amount=answered).amount == amount


@pytest.mark.parametrize(
    ("answered", "says"),
    [
        ((404, b"404 page not found"), "HTTP 404"),
        (success({}), "data.groups is missing"),
        (success({"groups": [{}]}), "data.groups[0].rules is missing"),
        (success({"groups": [{"rules": [{"name": 1, "query": "x", "type": "alerting"}]}]}), "should have a name"),
        (success({"groups": [{"rules": ["x"]}]}), "data.groups[0].rules[0] should have a name"),
        ((200, b"x" * (MOST_BYTES + 1)), "a body of more than 16 MiB"),
    ],
)
def test_rules_that_cannot_be_read_are_not_taken_for_none(tmp_path, answered, says):
    found = asked(tmp_path, rules=answered).alerts
    assert isinstance(found, NotReadable)
    assert says in found.reason


def test_rules_of_a_large_company_are_read(tmp_path):
    rule = {"type": "alerting", "name": "n", "query": "up == 0", "annotations": {"text": "x" * 1000}}
    last = {**rule, "name": "Last", "query": "errors_total > 1"}
    groups = success({"groups": [{"rules": [rule] * 5000}, {"rules": [last]}]})
    assert asked(tmp_path, rules=groups).alerts == Known(Alerts(working=("Last",)))


@pytest.mark.parametrize(
    ("answered", "exists", "resembles"),
    [
        (success(["errors_total"]), Known(True), None),
        (success(["error_total", "up"]), Known(False), 'did you mean "error_total"?'),
        (success(["up"]), Known(False), None),
        (success([]), Known(False), None),
        (success([7, None, "errors_total"]), Known(True), None),
        (success("x"), NotReadable('data should be a list and is a string \'x\''), None),
        ((404, b"no"), NotReadable("HTTP 404"), None),
    ],
)  # fmt: skip
def test_whether_the_name_exists(tmp_path, answered, exists, resembles):
    series = asked(tmp_path, label=answered)
    assert (series.exists, series.resembles) == (exists, resembles)
