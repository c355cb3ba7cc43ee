"""`metrics`: what a server knows of the three series, and what a person's word makes of it without one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from preflight.monitoring import Alerts, Amount, Metrics, Role, Series
from preflight.parts import Known, NotReadable
from preflight.providers.runway import RUNWAY
from preflight.verdict import Status, failed, passed, unknown
from preflight_checks.metrics import metrics
from tests.attestation_builders import STANDINGS, stated
from tests.facts_builders import CLOCK, NONE_ATTESTED

NAMES = {Role.ERROR_RATE: "errors_total", Role.REQUESTS: "requests_total", Role.THROTTLED: "throttled_total"}
AMOUNTS = {Role.ERROR_RATE: "49.38", Role.REQUESTS: "12345", Role.THROTTLED: "1234.5"}


def counted(value):
    return Known(Amount(Decimal(value), counted=True))


def series(role, **parts):
    whole = {
        "age": Known(timedelta(seconds=12)),
        "exists": Known(True),
        "amount": counted(AMOUNTS[role]),
        "alerts": Known(Alerts(working=("ErrorsHigh",))),
    }
    return Series(role=role, name=NAMES[role], **{**whole, **parts})


def known(role=Role.ERROR_RATE, **parts):
    """All three are well but for `parts` of one."""
    return Metrics(
        server="prom.example.com",
        series=tuple(series(one, **(parts if one is role else {})) for one in Role),
        named=tuple(Role),
    )


def judge(what, attested=NONE_ATTESTED, providers=(RUNWAY,)):
    return list(metrics(what, providers, attested, CLOCK))


def test_all_is_well():
    assert judge(known()) == [
        passed(
            "`errors_total`: 0.4 % of 12,345 requests failed in 24 hours; last sample 12 seconds ago; "
            "alerts: ErrorsHigh",
            subject=Role.ERROR_RATE,
            data={"series": "errors_total", "in_24_hours": 49.38, "counted": True, "share": 0.004},
        ),
        passed(
            "`requests_total`: 12,345 requests in 24 hours; last sample 12 seconds ago; alerts: ErrorsHigh",
            subject=Role.REQUESTS,
            data={"series": "requests_total", "in_24_hours": 12345.0, "counted": True, "share": None},
        ),
        passed(
            "`throttled_total`: 10 % of 12,345 requests were throttled in 24 hours; last sample 12 seconds ago; "
            "alerts: ErrorsHigh",
            subject=Role.THROTTLED,
            data={"series": "throttled_total", "in_24_hours": 1234.5, "counted": True, "share": 0.1},
        ),
    ]


@pytest.mark.parametrize(
    ("parts", "status", "says"),
    [
        ({"age": Known(timedelta(hours=3, minutes=5))}, Status.PASS, "last sample 3 hours ago"),
        ({"age": Known(timedelta(minutes=1))}, Status.PASS, "last sample 1 minute ago"),
        ({"age": Known(None)}, Status.FAIL, "`errors_total` has no sample of the last 24 hours on prom.example.com"),
        ({"age": Known(None), "exists": NotReadable("HTTP 404")}, Status.FAIL, "no sample of the last 24 hours"),
        ({"age": Known(None), "exists": Known(False)}, Status.FAIL, "prom.example.com has no series `errors_total`"),
        (
            {"age": Known(None), "exists": Known(False), "resembles": 'did you mean "error_total"?'},
            Status.FAIL,
            '`errors_total` (did you mean "error_total"?)',
        ),
        ({"age": NotReadable("HTTP 502")}, Status.UNKNOWN, "could not be looked up: HTTP 502"),
        ({"amount": NotReadable("HTTP 422")}, Status.UNKNOWN, "could not be looked up: HTTP 422"),
        ({"alerts": NotReadable("HTTP 404")}, Status.UNKNOWN, "could not be looked up: HTTP 404"),
        ({"amount": Known(None)}, Status.PASS, "too few samples in 24 hours to say more"),
        ({"amount": Known(Amount(Decimal("0.0123"), False))}, Status.PASS, "0.0123 on average in 24 hours"),
        ({"amount": counted(0)}, Status.PASS, "0 % of 12,345 requests failed"),
        ({"amount": counted(12346)}, Status.WARN, "more than there were requests"),
        ({"alerts": Known(Alerts())}, Status.WARN, "no alerting rule that works depends on it"),
        (
            {"alerts": Known(Alerts(broken=("A", "B")))},
            Status.WARN,
            "depends on it, and prom.example.com cannot evaluate A and B",
        ),
        ({"alerts": Known(Alerts(working=("A", "B", "C", "D", "E")))}, Status.PASS, "alerts: A, B, C and 2 more"),
    ],
)
def test_one_series(parts, status, says):
    verdict = judge(known(**parts))[0]
    assert (verdict.status, verdict.subject) == (status, "error_rate")
    assert says in verdict.message


@pytest.mark.parametrize(
    ("requests", "says"),
    [
        ({"amount": counted(0)}, "49.4 failed in 24 hours"),
        ({"amount": Known(None)}, "49.4 failed in 24 hours"),
        ({"amount": Known(Amount(Decimal(3), False))}, "49.4 failed in 24 hours"),
        ({"amount": NotReadable("HTTP 502")}, "49.4 failed in 24 hours"),
    ],
)
def test_without_counted_requests_there_is_no_share(requests, says):
    verdict = judge(known(Role.REQUESTS, **requests))[0]
    assert verdict.status is Status.PASS
    assert says in verdict.message
    assert verdict.data["share"] is None


def test_a_series_that_the_config_does_not_name_is_unknown():
    some = Metrics(server="s", series=(series(Role.REQUESTS),), named=(Role.REQUESTS,))
    assert [verdict.status for verdict in judge(some)] == [Status.UNKNOWN, Status.PASS, Status.UNKNOWN]
    assert judge(some)[2] == unknown(
        "no series for the number of throttled tasks is named",
        remedy="name it under `monitoring:` in .preflight.yml: `throttled: NAME`",
        subject=Role.THROTTLED,
    )


NAMED = Metrics(named=tuple(Role))


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS)
@pytest.mark.parametrize("what", [NAMED, Metrics(server="prom.example.com")], ids=["no server", "no names"])
def test_what_cannot_be_measured_is_answered_by_a_person(what, parts, status, says):
    (verdict,) = judge(what, stated("metrics", parts))
    assert (verdict.status, verdict.subject) == (status, "runway")
    assert says in verdict.message


def test_a_person_may_answer_where_nothing_is_declared_else_there_is_nothing_to_judge():
    assert judge(Metrics(), stated("metrics", {}))[0].status is Status.PASS
    (verdict,) = judge(Metrics())
    assert verdict.status is Status.SKIP
    assert "preflight explain metrics" in verdict.remedy


def test_says_what_to_type():
    assert judge(NAMED)[0] == unknown(
        "no API tells whether the API error rate, the number of API requests per day and the number of throttled tasks "
        "are watched, and nobody has attested it",
        remedy="run with --prometheus URL; or look at dashboards and alerts, then `preflight attest metrics "
        "--provider runway --by YOU --evidence LINK`",
        subject="runway",
    )
    assert judge(Metrics(server="s"))[0].remedy.startswith("name the series under `monitoring:`; or look")


def test_what_is_measured_counts_for_more_than_what_is_attested():
    statuses = [verdict.status for verdict in judge(known(age=Known(None)), stated("metrics", {}))]
    assert statuses == [Status.FAIL, Status.PASS, Status.PASS]


def test_every_failure_says_what_to_do():
    gone = judge(known(age=Known(None)))[0]
    assert gone == failed(
        "`errors_total` has no sample of the last 24 hours on prom.example.com",
        remedy="see that what exports it runs, and that the server scrapes it",
        subject=Role.ERROR_RATE,
    )
    silent = judge(known(alerts=Known(Alerts())))[0]
    assert silent.remedy == "add an alerting rule on `errors_total`, or on what is recorded from it"
    assert metrics.required is False
