"""The series that the config names, looked up on the monitoring server that the user names."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from preflight.config.model import MonitoringConfig
from preflight.config.problems import nearest
from preflight.facts.inputs import Inputs
from preflight.monitoring import Alerts, Metrics, Role, Series
from preflight.parts import Known, NotReadable, Part
from preflight.promql import Rule, alerting_on
from preflight.registry import fact

if TYPE_CHECKING:
    from preflight.prometheus import Prometheus

VARIABLE: Final = "PREFLIGHT_PROMETHEUS_URL"
_MOST_COMPARED: Final = 20_000  # names, for the nearest one


@fact
def metrics(inputs: Inputs) -> Metrics:
    """Asks the server, unless there is none, or a reason not to; the config names series and never a server."""
    wanted = _named(inputs.config.monitoring)
    raw = inputs.prometheus or inputs.environ.get(VARIABLE, "").strip()
    if not raw:
        return Metrics(named=tuple(wanted))
    from preflight.providers.endpoint import without_key

    endpoint = without_key(raw, source="--prometheus" if inputs.prometheus else VARIABLE)
    server = endpoint.host or endpoint.source
    if not endpoint.sendable or inputs.offline or not wanted:
        reason = "offline: no server was asked" if endpoint.sendable else f"{endpoint.source}: {endpoint.reason}"
        unread = (Series.unread(role, name, reason) for role, name in wanted.items())
        return Metrics(server=server, series=tuple(unread), named=tuple(wanted))
    from preflight.prometheus import MOST_BYTES, Prometheus
    from preflight.providers.http import Client, Settings

    with Client(endpoint, None, budget=inputs.timeout, settings=Settings(most_bytes=MOST_BYTES)) as client:
        series = look_up(Prometheus(client), wanted)
    return Metrics(server=server, series=series, named=tuple(wanted))


def look_up(server: "Prometheus", wanted: Mapping[Role, str]) -> tuple[Series, ...]:
    """What `server` says of each series; one that gives no answer at all is asked once, not a dozen times."""
    names = server.names()
    if server.unreachable:
        return tuple(Series.unread(role, name, server.unreachable) for role, name in wanted.items())
    rules = server.rules()
    return tuple(
        Series(
            role=role,
            name=name,
            age=server.age(name),
            exists=_exists(name, names),
            resembles=_resembles(name, names),
            amount=server.amount(name),
            alerts=_alerts(name, rules),
        )
        for role, name in wanted.items()
    )


def _named(monitoring: MonitoringConfig) -> Mapping[Role, str]:
    given = {role: getattr(monitoring, role) for role in Role}
    return {role: name for role, name in given.items() if name}


def _exists(name: str, names: Part[frozenset[str]]) -> Part[bool]:
    return Known(name in names.value) if isinstance(names, Known) else names


def _resembles(name: str, names: Part[frozenset[str]]) -> str | None:
    match names:
        case Known(all_names) if name not in all_names and len(all_names) <= _MOST_COMPARED:
            return nearest(name, sorted(all_names))
    return None


def _alerts(name: str, rules: Part[Sequence[Rule]]) -> Part[Alerts]:
    if isinstance(rules, NotReadable):
        return rules
    found = alerting_on(name, rules.value)
    return Known(
        Alerts(
            working=tuple(rule.name for rule in found if not rule.broken),
            broken=tuple(rule.name for rule in found if rule.broken),
        )
    )
