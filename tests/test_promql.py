"""Which series an expression speaks of, and which alerts depend on one."""

import time

import pytest

from preflight.promql import Rule, alerting_on, names_in


@pytest.mark.parametrize(
    ("expression", "speaks"),
    [
        ("errors_total", True),
        ("rate(errors_total[5m]) > 0.1", True),
        ("sum by (job) (rate(errors_total{code=~'5..'}[5m])) / sum(requests_total)", True),
        ('{__name__="errors_total",job="x"}', True),
        ("{__name__='errors_total'}", True),
        ('{__name__=~"errors_total|requests_total"} > 1', True),
        ('{"errors_total", job="x"}', True),
        ("absent(errors_total)", True),
        ("errors_total # what fails\n> 1", True),
        ("my_errors_total > 1", False),
        ("errors_total_sum > 1", False),
        ("job:errors_total > 1", False),
        ("errors_total:rate5m > 1", False),
        ('up{job="errors_total"} == 0', False),
        ('up{errors_total="x"} == 0', False),
        ('label_replace(up, "a", "errors_total", "b", "")', False),
        ("up > 1 # and not errors_total", False),
        ('up{x="a\\"} + errors_total + {y=\\""}', False),
        ('up{x!="errors_total"}', False),
        ('{__name__!="errors_total"}', False),
        ("up + 5errors_total", False),
        ("}}}} errors_total", True),
        ('up{x="errors_total', False),
        ('{__name__="errors_total', False),
        ("", False),
    ],
)
def test_names_in_an_expression(expression, speaks):
    assert ("errors_total" in names_in(expression)) is speaks


@pytest.mark.parametrize(
    "text", ['"' * 200_000, "{" * 200_000, "a" * 200_000, '"\\' * 100_000, "`" * 200_001, "'\\" * 99_999 + "'"]
)
def test_an_expression_cannot_take_for_ever(text):
    began = time.monotonic()
    names_in(text)
    assert time.monotonic() - began < 2


def test_a_chain_of_recordings_is_followed_to_its_end():
    links = [rule(f"r{n}", "errors_total" if n == 0 else f"r{n - 1}", alerting=False) for n in range(20_000)]
    began = time.monotonic()
    (found,) = alerting_on("errors_total", [*reversed(links), rule("High", "r19999 > 1")])
    assert (found.name, time.monotonic() - began < 2) == ("High", True)


def rule(name, expression, *, alerting=True):
    return Rule(name, names_in(expression), alerting=alerting)


RULES = (
    rule("app:error_ratio", "rate(errors_total[5m]) / rate(requests_total[5m])", alerting=False),
    rule("app:worst", "max(app:error_ratio)", alerting=False),
    rule("ErrorsHigh", "app:worst > 0.05"),
    rule("Stopped", "absent(requests_total)"),
    rule("errors_total", "up == 0"),
    rule("Round", "turn", alerting=False),
    rule("turn", "Round + errors_total", alerting=False),
)


@pytest.mark.parametrize(
    ("series", "alerts"),
    [
        ("errors_total", ["ErrorsHigh"]),
        ("requests_total", ["ErrorsHigh", "Stopped"]),
        ("app:worst", ["ErrorsHigh"]),
        ("up", ["errors_total"]),
        ("throttled_total", []),
    ],
)
def test_alerts_that_depend_on_a_series(series, alerts):
    assert [one.name for one in alerting_on(series, RULES)] == alerts
