"""A made-up Prometheus server, and what is read from one."""

from preflight.config.model import Config, MonitoringConfig
from preflight.facts.inputs import Inputs
from preflight.facts.metrics import metrics
from preflight.monitoring import Metrics, Series
from tests.prometheus import speaking

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
