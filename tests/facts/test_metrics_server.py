"""Which server is asked, and what becomes of one in trouble; a real one where it is on PATH."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.config.model import MonitoringConfig
from preflight.facts.metrics import VARIABLE
from preflight.monitoring import Alerts, Amount, Metrics, Role, Series
from preflight.parts import Known, NotReadable
from tests.facts.prometheus import NAMES, Server, gather, of_one, success
from tests.prometheus import backfill, exporting, needs_prometheus, prometheus, speaking, wait_until
from tests.servers import answer, closed_port, cut, hang, playing


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
