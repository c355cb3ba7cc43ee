"""`metrics`: is anybody told when the API fails, slows down or stops being called? Measured, or attested."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from preflight import (
    Amount,
    Attestations,
    Clock,
    Json,
    Known,
    Metrics,
    NotReadable,
    Provider,
    Question,
    Role,
    Section,
    Series,
    Verdict,
    attested,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import count, listed, number

WHAT = {
    Role.ERROR_RATE: "the API error rate",
    Role.REQUESTS: "the number of API requests per day",
    Role.THROTTLED: "the number of throttled tasks",
}


@check("metrics", section=Section.MONITORING, required=False)
def metrics(
    metrics: Metrics, providers: tuple[Provider, ...], attestations: Attestations, clock: Clock
) -> Iterator[Verdict]:
    """The API error rate, the requests per day and the throttled tasks are measured, and somebody is alerted.

    Why
        The vendor recommends watching these three. A rising error rate is an outage, or a limit that was reached; fewer
        requests than usual are a client that has stopped; throttled tasks are users who wait for your concurrency
        limit. What nobody is alerted of is found by users.

    How to fix
        Export the three from your client, name the series under `monitoring:` in .preflight.yml (`error_rate`,
        `requests`, `throttled`), and run with `--prometheus URL` or PREFLIGHT_PROMETHEUS_URL. Each has to have a sample
        of the last 24 hours, and an alerting rule that depends on it, directly or through recording rules. Where no
        server can be asked, look at your dashboards and record it:
        `preflight attest metrics --provider runway --by YOU --evidence LINK`

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
    """
    if metrics.server is None or not metrics.named:
        yield from _without_measuring(metrics, providers, attestations, clock)
        return
    for role in Role:
        series = metrics.of(role)
        yield _unnamed(role) if series is None else _judged(series, metrics)


def _without_measuring(
    metrics: Metrics, providers: tuple[Provider, ...], attestations: Attestations, clock: Clock
) -> Iterator[Verdict]:
    """Where nothing is declared there is nothing to judge; else it is a person's word that counts."""
    stated = any(attestations.of("metrics", provider.vendor.name) for provider in providers)
    if not (stated or metrics.server or metrics.named):
        yield skipped(
            "no series is named under `monitoring:`, and nobody has attested that there are any",
            remedy="`preflight explain metrics` says how to have it measured, or attest it",
        )
        return
    measure = "run with --prometheus URL" if metrics.named else "name the series under `monitoring:`"
    for provider in providers:
        name = provider.vendor.name
        question = Question(
            check="metrics",
            provider=name,
            what=f"whether {listed(list(WHAT.values()))} are watched",
            look=f"{measure}; or look at dashboards and alerts",
            subject=name,
        )
        yield attested(attestations, clock.today, question).verdict


def _unnamed(role: Role) -> Verdict:
    return unknown(
        f"no series for {WHAT[role]} is named",
        remedy=f"name it under `monitoring:` in .preflight.yml: `{role}: NAME`",
        subject=role,
    )


def _judged(series: Series, metrics: Metrics) -> Verdict:
    """The first answer that holds; `passed` is the last."""
    name, role = f"`{series.name}`", series.role
    if isinstance(series.age, NotReadable):
        return _unread(series, series.age)
    if series.age.value is None:
        return _gone(series, metrics)
    if isinstance(series.amount, NotReadable):
        return _unread(series, series.amount)
    if isinstance(series.alerts, NotReadable):
        return _unread(series, series.alerts)
    alerts = series.alerts.value
    seen = f"{name}: {_report(series, metrics)}; last sample {_ago(series.age.value)}"
    data = _data(series, metrics)
    if (metrics.share(role) or 0) > 1:
        return warned(
            f"{seen}: more than there were requests",
            remedy="see that the names under `monitoring:` are not mixed up",
            subject=role,
            data=data,
        )
    if not alerts.working:
        broken = f", and {metrics.server} cannot evaluate {listed(list(alerts.broken))}" if alerts.broken else ""
        return warned(
            f"{seen}; no alerting rule that works depends on it{broken}",
            remedy="mend the rule" if broken else f"add an alerting rule on {name}, or on what is recorded from it",
            subject=role,
            data=data,
        )
    return passed(f"{seen}; alerts: {_some(alerts.working)}", subject=role, data=data)


def _unread(series: Series, part: NotReadable) -> Verdict:
    return unknown(
        f"`{series.name}` could not be looked up: {part.reason}",
        remedy=f"look for `{series.name}` in the server's own web page, then run again",
        subject=series.role,
    )


def _gone(series: Series, metrics: Metrics) -> Verdict:
    if series.exists == Known(False):
        hint = f" ({series.resembles})" if series.resembles else ""
        return failed(
            f"{metrics.server} has no series `{series.name}`{hint}",
            remedy=f"export it, or mend the name under `monitoring:`: `{series.role}: NAME`",
            subject=series.role,
        )
    return failed(
        f"`{series.name}` has no sample of the last 24 hours on {metrics.server}",
        remedy="see that what exports it runs, and that the server scrapes it",
        subject=series.role,
    )


def _report(series: Series, metrics: Metrics) -> str:
    """What came of it in the window: `0.4 % of 12,345 requests failed in 24 hours`."""
    amount = _amount(series)
    if amount is None:
        return "too few samples in 24 hours to say more"
    if not amount.counted:
        return f"{_small(amount.value)} on average in 24 hours"
    if series.role is Role.REQUESTS:
        return f"{number(amount.value)} requests in 24 hours"
    verb = "failed" if series.role is Role.ERROR_RATE else "were throttled"
    share, requests = metrics.share(series.role), metrics.requests
    if share is None or requests is None:
        return f"{number(amount.value)} {verb} in 24 hours"
    return f"{_small(share * 100)} % of {number(requests)} requests {verb} in 24 hours"


def _amount(series: Series) -> Amount | None:
    return series.amount.value if isinstance(series.amount, Known) else None


def _data(series: Series, metrics: Metrics) -> Mapping[str, Json]:
    amount, share = _amount(series), metrics.share(series.role)
    return {
        "series": series.name,
        "in_24_hours": None if amount is None else float(amount.value),
        "counted": None if amount is None else amount.counted,
        "share": None if share is None else float(share),
    }


def _ago(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for size, noun in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{count(seconds // size, noun)} ago"
    return f"{count(seconds, 'second')} ago"


def _small(value: Decimal) -> str:
    """Three digits that tell something, where `number` would say 0."""
    return number(value) if abs(value) >= 10 or not value else f"{float(value):.3g}"


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")
