"""The report for test dashboards: JUnit XML, within the part that Ant, Jenkins and GitLab agree on.

A test case is red exactly where it closes the gate, so a dashboard and the exit code never differ.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from preflight.report import Report, Result
from preflight.reports import Style
from preflight.reports._findings import by_key, place
from preflight.reports._issues import Weight, name, weigh
from preflight.verdict import Status

# What XML 1.0 forbids, even as a reference: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, style: Style) -> str:
    """Pure ASCII: a suite per section of the list, and one for what the config lowers."""
    root = Element("testsuites", name="preflight")
    for section, results in groupby(report.results, key=lambda result: result.section):
        _suite(root, f"preflight.{section}", report, list(_cases(f"preflight.{section}", list(results), report)))
    _suite(root, "preflight.config", report, list(_lowered(report)))
    for kind in ("tests", "failures", "errors"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="us-ascii").decode()}\n'


def _suite(root: Element, name: str, report: Report, cases: Sequence[Element]) -> None:
    if not cases:
        return
    suite = SubElement(root, "testsuite", name=name, tests=str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
    suite.set("timestamp", report.generated_at.strftime("%Y-%m-%dT%H:%M:%S"))
    suite.extend(cases)


def _cases(classname: str, results: Sequence[Result], report: Report) -> Iterator[Element]:
    """Importers merge cases of one name, so the second of several gets a number."""
    seen: Counter[str] = Counter()
    timed: set[tuple[str, str | None]] = set()
    for result in results:
        title = name(result)
        seen[title] += 1
        if seen[title] > 1:
            title += f" #{seen[title]}"
        asked = (result.check, result.provider)  # the time of reading the facts, once for all its verdicts
        seconds = 0.0 if asked in timed else result.duration_ms / 1000
        timed.add(asked)
        case = Element("testcase", classname=classname, name=_clean(title), time=f"{seconds:.3f}")
        _outcome(case, result, weigh(result, report))
        yield case


def _outcome(case: Element, result: Result, weight: Weight | None) -> None:
    verdict = result.verdict
    body = "\n".join(_body(result))
    match weight:
        case Weight.FAILURE:
            _add(case, "failure", verdict.message, body, type=result.check)
        case Weight.UNDECIDED:
            _add(case, "error", f"not decided: {verdict.message}", body, type=result.check)
        case Weight.UNKNOWN:
            _add(case, "skipped", f"not decided: {verdict.message}", body)
        case Weight.ACCEPTED if result.waived:
            waived = result.waived
            why = f"waived by {waived.by} until {waived.expires}: {waived.reason}"
            _add(case, "skipped", f"{why} ({result.status}: {verdict.message})", body)
        case Weight.WARNING:
            _add(case, "system-out", None, f"warning: {body}")
        case _ if result.status is Status.SKIP:
            _add(case, "skipped", verdict.message, "")
        case _:
            _add(case, "system-out", None, body)


def _body(result: Result) -> Iterator[str]:
    """All that a person needs: GitLab shows nothing else."""
    yield result.verdict.message
    if result.verdict.remedy:
        yield f"remedy: {result.verdict.remedy}"
    for leak in by_key(result.verdict.findings):
        yield leak.heading
        yield from (f"  {place(finding)}" for finding in leak.findings)
    if result.docs:
        yield f"see {result.docs}"


def _lowered(report: Report) -> Iterator[Element]:
    """What the config makes less strict: skipped, so that dashboards show it."""
    for lowered in report.lowered:
        case = Element("testcase", classname="preflight.config", name=_clean(f"lowered: {lowered.what}"), time="0.000")
        at = f" ({lowered.position})" if lowered.position else ""
        _add(case, "skipped", f"{lowered.effect}{at}", "")
        yield case


def _add(case: Element, tag: str, message: str | None, body: str, **attributes: str) -> None:
    element = SubElement(case, tag, {key: _clean(value) for key, value in attributes.items()})
    if message is not None:
        element.set("message", _clean(message))
    element.text = _clean(body) or None


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
