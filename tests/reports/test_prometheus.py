"""Prometheus text, read by the official client's parser."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from preflight.reports import render
from preflight.verdict import Status, passed, unknown, warned
from tests.report_builders import HOSTILE, every_kind, hostile, launch_review, report, result

REPORTS = {"empty": report, "every kind": every_kind, "launch review": launch_review, "hostile": hostile}


def families(made):
    return {family.name: family for family in text_string_to_metric_families(render("prometheus", made))}


def values(made, name, *labels):
    """Label values → value."""
    family = families(made).get(name)
    return {tuple(one.labels[label] for label in labels): one.value for one in family.samples} if family else {}


@pytest.mark.parametrize("name", REPORTS)
def test_each_family_is_told_once_with_help_and_type_and_each_series_once(name):
    text = render("prometheus", REPORTS[name]())
    for family in text_string_to_metric_families(text):
        assert (family.type, bool(family.documentation)) == ("gauge", True)
        assert text.count(f"# TYPE {family.name} ") == 1
        assert family.name.startswith("preflight_")
        series = [tuple(sorted(sample.labels.items())) for sample in family.samples]
        assert len(set(series)) == len(series)
        assert all(sample.timestamp is None for sample in family.samples)  # the textfile collector refuses them


def test_verdicts_add_up_to_the_report():
    made = every_kind()
    counted = values(made, "preflight_check_verdicts", "check", "status", "waived")
    assert sum(counted.values()) == len(made.results)
    assert counted["autobilling", "unknown", "false"] == 1
    assert counted["daily-volume", "fail", "true"] == 1
    assert counted["daily-volume", "fail", "false"] == 0
    assert {status for check, status, _ in counted if check == "credits"} == {str(status) for status in Status}


def test_the_verdict_is_one_of_three():
    assert values(every_kind(), "preflight_verdict", "verdict") == {
        ("ready",): 0, ("not-ready",): 1, ("undetermined",): 0,
    }  # fmt: skip
    assert values(every_kind(), "preflight_exit_code") == {(): 1}


def test_numbers_come_from_the_verdicts():
    made = launch_review()
    assert values(made, "preflight_credit_balance", "provider") == {("runway",): 40_000}
    assert values(made, "preflight_credit_days", "provider") == {("runway",): 1.1}
    assert values(made, "preflight_daily_expected", "model")[("gen4.5",)] == 600
    assert values(made, "preflight_daily_limit", "model")[("veo3.1",)] == 20
    assert values(made, "preflight_daily_headroom_ratio", "provider", "model") == {
        ("runway", "gen4.5"): -2, ("runway", "veo3.1"): -1, ("runway", "gen4_image"): 0.8,
    }  # fmt: skip
    assert values(made, "preflight_monthly_cap", "provider") == {("runway",): 10_000}


def test_what_is_not_known_is_absent():
    made = report(
        result("credits", unknown("no answer", remedy="ask")),
        result("daily-volume", warned("x", remedy="y", subject="m", data={"expected_per_day": 3, "max_daily": None})),
        result("monthly-cap", passed("x", data={"monthly_cap": "much"})),
    )
    told = families(made)
    assert not {name for name in told if "credit" in name or "headroom" in name or "monthly" in name}
    assert values(made, "preflight_daily_expected", "model") == {("m",): 3}


def test_days_until_people_have_to_look_again():
    made = launch_review()
    assert values(made, "preflight_attestation_days", "check", "by") == {
        ("autobilling", "owner@example.com"): -19,
        ("emails", "ops@example.com"): 9,
        ("metrics", "ops@example.com"): -1,  # states that it is not so
        ("moderation", "pm@example.com"): -1,  # does not count
    }
    assert values(made, "preflight_waiver_days", "check", "subject") == {
        ("daily-volume", "veo3.1"): 56, ("credits", ""): -172,
    }  # fmt: skip
    assert values(made, "preflight_next_expiry_days") == {(): 9}


def test_labels_hold_whatever_was_said():
    assert values(hostile(), "preflight_info", "root", "environment") == {(HOSTILE, HOSTILE): 1}


def test_findings_that_are_set_aside_are_counted_apart():
    assert values(launch_review(), "preflight_findings", "check", "set_aside") == {
        ("secrets", "false"): 2, ("secrets", "true"): 1,
    }  # fmt: skip
