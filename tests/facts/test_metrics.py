"""What is asked of a monitoring server, and what becomes of every answer it may give."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.config.model import Config, MonitoringConfig
from preflight.facts.inputs import Inputs
from preflight.facts.metrics import VARIABLE, metrics
from preflight.monitoring import Alerts, Amount, Metrics, Role, Series
from preflight.parts import Known, NotReadable
from preflight.prometheus import MOST_BYTES, _selector
from tests.prometheus import backfill, exporting, needs_prometheus, prometheus, speaking, wait_until
from tests.servers import answer, closed_port, cut, hang, playing

NAMES = MonitoringConfig(error_rate="errors_total", requests="requests_total", throttled="throttled")
ONE = MonitoringConfig(error_rate="errors_total")


def gather(tmp_path, url=None, *, names=ONE, environ=None, **parts) -> Metrics:
    config = Config(version=1, monitoring=names)
    inputs = Inputs(root=tmp_path, base=tmp_path, config=config, environ=environ or {}, prometheus=url, **parts)
    return metrics.gather(inputs)


def of_one(tmp_path, url, **parts) -> Series:
    (series,) = gather(tmp_path, url, **parts).series
    return series


def vector(*pairs):
    result = [{"metric": {}, "value": list(pair)} for pair in pairs]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def success(data):
    return {"status": "success", "data": data}


RULES = success(
    {
        "groups": [
            {
                "name": "app",
                "rules": [
                    {"type": "recording", "name": "app:ratio", "query": "errors_total / requests_total"},
                    {"type": "alerting", "name": "High", "query": "app:ratio > 0.1", "health": "ok"},
                    {"type": "alerting", "name": "Odd", "query": "errors_total +", "health": "err"},
                    {"type": "alerting", "name": "Other", "query": "up == 0", "health": "ok"},
                ],
            }
        ]
    }
)


class Server:
    """A server that is well, but for the answers that a test puts in their place."""

    def __init__(self, **instead) -> None:
        self.instead = instead
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, path, parameters):
        self.asked.append((path, parameters))
        kind = path.partition("/")[0]
        if kind == "query":
            kind = "age" if "timestamp" in parameters["query"] else "amount"
        usual = {
            "label": success(["errors_total", "up"]),
            "age": vector((1000.5, "988")),
            "amount": vector((1000.5, "7.42")),
            "metadata": success({"errors_total": [{"type": "counter"}]}),
            "rules": RULES,
        }
        given = self.instead.get(kind, usual[kind])
        return given if isinstance(given, tuple) else (200, given)


def asked(tmp_path, names=ONE, **instead) -> Series:
    with speaking(Server(**instead)) as url:
        return gather(tmp_path, url, names=names).series[0]


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


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (hang, "127.0.0.1 took too long to answer"),
        (cut(200, b'{"status"'), "the connection ended in the middle of the answer"),
        (answer(503, b"starting"), "HTTP 503"),
    ],
)
def test_a_server_in_trouble_is_unknown(tmp_path, behaviour, says):
    with playing(behaviour) as played:
        series = of_one(tmp_path, played.url, timeout=1.5)
    for part in (series.age, series.exists, series.amount, series.alerts):
        assert isinstance(part, NotReadable)
        assert says in part.reason or "time" in part.reason


def test_nobody_listens(tmp_path):
    with closed_port() as url:
        found = gather(tmp_path, url, names=NAMES, timeout=5)
    assert [type(series.alerts) for series in found.series] == [NotReadable] * 3
    assert "127.0.0.1 refused the connection" in found.series[2].age.reason


def test_a_redirect_is_not_followed(tmp_path):
    with playing(answer(200, success([]))) as elsewhere:
        moved = answer(302, b"", headers={"Location": f"{elsewhere.url}/"})
        with playing(moved) as played:
            series = of_one(tmp_path, played.url)
        assert "a redirect to 127.0.0.1, which was not followed" in series.age.reason
        assert elsewhere.heads == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://user:pass@127.0.0.1:9090", "it holds a user name or password"),
        ("ftp://127.0.0.1", "it does not begin with https://"),
        ("http://127.0.0.1:9090/?x=1", "it holds a query or a fragment"),
        ("127.0.0.1:9090", "it does not begin with https://"),
    ],
)
def test_an_address_that_is_none_is_not_asked(tmp_path, url, says):
    (series,) = gather(tmp_path, environ={VARIABLE: url}).series
    assert series.age == NotReadable(f"{VARIABLE}: {says}")


def test_without_a_server_or_names_or_online_nobody_is_asked(tmp_path):
    with playing(hang) as played:
        url = played.url
        assert gather(tmp_path) == Metrics(named=(Role.ERROR_RATE,))
        assert gather(tmp_path, environ={VARIABLE: " "}) == Metrics(named=(Role.ERROR_RATE,))
        assert gather(tmp_path, url, names=MonitoringConfig()) == Metrics(server="127.0.0.1")
        offline = of_one(tmp_path, url, offline=True)
        assert offline == Series.unread(Role.ERROR_RATE, "errors_total", "offline: no server was asked")
        assert played.heads == []


def test_the_option_counts_for_more_than_the_environment(tmp_path):
    with speaking(Server()) as url, closed_port() as nobody:
        assert isinstance(of_one(tmp_path, url, environ={VARIABLE: nobody}).age, Known)
        assert isinstance(of_one(tmp_path, None, environ={VARIABLE: url}).age, Known)


def test_a_server_below_a_path(tmp_path):
    seen = []

    def below(path, parameters):
        seen.append(path)
        return 404, b""

    with speaking(below) as url:
        gather(tmp_path, f"{url}/monitoring/")
    assert seen[0] == "/monitoring/api/v1/label/__name__/values"


RECORDED = """\
groups:
  - name: app
    rules:
      - {record: "app:error_ratio", expr: "rate(errors_total[1m]) / rate(requests_total[1m])"}
      - {alert: ErrorsHigh, expr: "app:error_ratio > 0.05"}
      - {alert: Broken, expr: "throttled * on() many"}
"""


@needs_prometheus
def test_the_real_one(tmp_path):
    """Scrapes, records, alerts: and tells a living series from one that was never there."""
    scrapes = iter(range(1, 10_000))

    def text() -> str:
        n = next(scrapes)
        many = "".join(f'many{{n="{i}"}} 1\n' for i in range(3))
        return (
            f"# TYPE requests_total counter\nrequests_total {100 * n}\n"
            f'# TYPE errors_total counter\nerrors_total{{code="500"}} {n}\nerrors_total{{code="503"}} {n}\n'
            f"# TYPE throttled gauge\nthrottled 3\n{many}"
        )

    names = MonitoringConfig(error_rate="errors_total", requests="requests_total", throttled="throttled")
    with exporting(text) as target, prometheus(tmp_path, target, RECORDED) as url:

        def ready() -> bool:
            series = gather(tmp_path, url, names=names).series
            amounts = [one.amount for one in series]
            broken = isinstance(series[2].alerts, Known) and series[2].alerts.value.broken
            return all(isinstance(one, Known) and one.value for one in amounts) and bool(broken)

        wait_until(ready, lambda: str(gather(tmp_path, url, names=names)))
        found = gather(tmp_path, url, names=names)
        missing = of_one(tmp_path, url, names=MonitoringConfig(error_rate="eror_total"))
        keyword = of_one(tmp_path, url, names=MonitoringConfig(error_rate="sum"))
    errors, requests, throttled = found.series
    for one in found.series:
        assert one.exists == Known(True)
        assert one.age.value < timedelta(seconds=30)
    assert errors.amount.value.counted
    assert 0.01 < found.share(Role.ERROR_RATE) < 0.04
    assert throttled.amount == Known(Amount(Decimal(3), counted=False))
    assert errors.alerts == requests.alerts == Known(Alerts(working=("ErrorsHigh",)))
    assert throttled.alerts == Known(Alerts(broken=("Broken",)))
    assert (missing.age, missing.exists, missing.amount) == (Known(None), Known(False), Known(None))
    assert missing.resembles == 'did you mean "errors_total"?'
    assert missing.alerts == Known(Alerts())
    assert (keyword.age, keyword.exists) == (Known(None), Known(False))


@needs_prometheus
def test_the_real_one_and_what_it_remembers(tmp_path):
    """The newest sample may be hours old; one of yesterday's yesterday is none of the window."""
    hour, now = 3600.0, time.time()
    every_ten_minutes = [now - 23 * hour + 600 * n for n in range(121)]  # until three hours ago
    backfill(
        tmp_path,
        {
            "batch_total": [(at, 10.0 * n) for n, at in enumerate(every_ten_minutes)],
            "old_total": [(now - 31 * hour, 1.0), (now - 30 * hour, 2.0)],
        },
    )
    names = MonitoringConfig(error_rate="batch_total", requests="old_total")
    with exporting(lambda: "up_and_running 1\n") as target, prometheus(tmp_path, target, "groups: []\n") as url:
        batch, old = gather(tmp_path, url, names=names).series
    assert timedelta(hours=2, minutes=55) < batch.age.value < timedelta(hours=3, minutes=5)
    assert batch.amount.value.counted
    assert 1190 < batch.amount.value.value < 1220
    assert (old.age, old.exists, old.amount) == (Known(None), Known(True), Known(None))
