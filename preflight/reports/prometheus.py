"""The report for monitoring: Prometheus text exposition, as node_exporter's textfile collector reads it.

Names and labels are stable. A number that a run does not know is absent, never zero.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from preflight._version import __version__
from preflight.attestations.model import Attestation, Validity
from preflight.parts import Known
from preflight.report import Report
from preflight.reports import Style
from preflight.reports._words import VERDICTS
from preflight.verdict import Status

Sample = tuple[Mapping[str, str], float]
"""Labels and value."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a check puts into its verdict's data."""

    check: str
    field: str
    metric: str
    help: str


_NUMBERS: Final = (
    _Number("credits", "balance", "preflight_credit_balance", "Balance of the account, in the vendor's unit."),
    _Number("credits", "burn_per_day", "preflight_credit_burn_per_day", "What the expected workload burns per day."),
    _Number("credits", "days", "preflight_credit_days", "Days that the balance lasts at the expected burn."),
    _Number("daily-volume", "expected_per_day", "preflight_daily_expected", "Generations per day that are expected."),
    _Number("daily-volume", "max_daily", "preflight_daily_limit", "Generations that the tier allows in 24 hours."),
    _Number("daily-volume", "used_24h", "preflight_daily_used", "Generations of the past 24 hours."),
    _Number("daily-volume", "left", "preflight_daily_left", "Generations left in the window that runs now."),
    _Number("monthly-cap", "expected_per_month", "preflight_monthly_burn", "What 30 days of the workload burn."),
    _Number("monthly-cap", "monthly_cap", "preflight_monthly_cap", "What the tier lets be bought in 30 days."),
    _Number("autobilling", "threshold", "preflight_autobilling_threshold", "Attested: a lower balance is recharged."),
    _Number("autobilling", "amount", "preflight_autobilling_amount", "Attested: what one recharge buys."),
)


def render(report: Report, style: Style) -> str:
    """One family after the other, each with HELP and TYPE; no time stamps, which the collector refuses."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for metric, help, samples in _families(report):
        rows = {_labels(labels): value for labels, value in samples}  # a series once, with its last value
        if rows:
            yield f"# HELP {metric} {_escaped(help)}"
            yield f"# TYPE {metric} gauge"
            yield from (f"{metric}{labels} {value:.15g}" for labels, value in rows.items())


def _families(report: Report) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    target = report.target
    about = {
        "version": __version__,
        "root": target.root,
        "environment": target.environment,
        "commit": target.commit or "",
        "sandbox": target.sandbox or "",
    }
    yield "preflight_info", "What was judged, and by which version.", [(about, 1)]
    yield "preflight_run_timestamp_seconds", "When.", [({}, int(report.generated_at.timestamp()))]
    yield "preflight_exit_code", "0 ready, 1 not ready, 3 undetermined, 70 a bug.", [({}, int(report.exit_code))]
    verdicts = [({"verdict": verdict}, float(report.verdict == verdict)) for verdict in VERDICTS]
    yield "preflight_verdict", "1 for the verdict of the run, 0 for the others.", verdicts
    yield "preflight_check_verdicts", "Verdicts per check, subject and status.", _verdicts(report)
    yield "preflight_findings", "Places of leaked keys; set aside: those that do not count.", _findings(report)
    for number in _NUMBERS:
        yield number.metric, number.help, _numbers(report, number)
    yield "preflight_daily_headroom_ratio", "Share of the daily limit that the workload leaves.", _headroom(report)
    yield from _expiries(report)
    lowered = [
        ({"what": one.what, "place": str(one.position or "")}, 1.0)
        for one in report.lowered
        if not one.what.startswith("waiver ")  # they have a family of their own
    ]
    yield "preflight_lowered", "What the config makes less strict.", lowered


def _verdicts(report: Report) -> Iterator[Sample]:
    """Every status of everything that was asked, so that no series goes stale when a verdict changes."""
    counts: Counter[tuple[str, str, str, str, bool, Status, bool]] = Counter()
    for result in report.results:
        about = (result.check, result.section, result.provider or "", result.verdict.subject or "", result.required)
        for status in Status:
            counts[*about, status, False] += 0
        counts[*about, result.status, result.waived is not None] += 1
    for (check, section, provider, subject, required, status, waived), value in counts.items():
        labels = {"check": check, "section": section, "provider": provider, "subject": subject}
        labels |= {"required": _bool(required), "status": status, "waived": _bool(waived)}
        yield labels, value


def _findings(report: Report) -> Iterator[Sample]:
    counts: Counter[tuple[str, str, bool]] = Counter()
    for result in report.results:
        for finding in result.verdict.findings:
            counts[result.check, finding.confidence, finding.set_aside is not None] += 1
    for (check, confidence, aside), value in counts.items():
        yield {"check": check, "confidence": confidence, "set_aside": _bool(aside)}, value


def _numbers(report: Report, number: _Number) -> Iterator[Sample]:
    for result in report.results:
        value = result.verdict.data.get(number.field)
        if result.check == number.check and isinstance(value, (int, float)):
            yield _about(result.provider, result.verdict.subject), value


def _headroom(report: Report) -> Iterator[Sample]:
    for result in report.results:
        expected, allowed = (result.verdict.data.get(field) for field in ("expected_per_day", "max_daily"))
        if result.check != "daily-volume" or not isinstance(expected, (int, float)):
            continue
        if isinstance(allowed, (int, float)) and allowed:
            yield _about(result.provider, result.verdict.subject), 1 - expected / allowed


def _about(provider: str | None, model: str | None) -> Mapping[str, str]:
    labels = {"provider": provider or ""}
    return {**labels, "model": model} if model else labels


def _expiries(report: Report) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    """Days until something lapses; negative once it has, and for a statement that does not count."""
    attested = report.attestations.value if isinstance(report.attestations, Known) else ()
    statements = [
        (
            {"check": one.check, "provider": one.provider, "by": one.by},
            _days(one, report),
        )
        for one in attested
    ]
    waivers = [
        (
            {"check": one.check, "subject": one.subject or "", "by": one.by, "reason": one.reason},
            float((one.expires - report.today).days),
        )
        for one in report.waivers
    ]
    yield "preflight_attestation_days", "Days until an attestation lapses.", statements
    yield "preflight_waiver_days", "Days until a waiver lapses.", waivers
    soonest = [days for _labels, days in (*statements, *waivers) if days >= 0]
    nearest: list[Sample] = [({}, min(soonest))] if soonest else []
    yield "preflight_next_expiry_days", "Days until the next attestation or waiver lapses.", nearest


def _days(one: Attestation, report: Report) -> float:
    counts = one.status(report.today) not in {Validity.FAILED, Validity.VOID}
    return float((one.expires - report.today).days) if one.expires and counts else -1.0


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', r"\"")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")
