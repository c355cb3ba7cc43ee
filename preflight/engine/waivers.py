"""Applies waivers: the verdict stays as it is, and is shown; it only stops closing the gate."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from preflight.config.model import Waiver
from preflight.report import Result, Waived
from preflight.verdict import Status

_WAIVABLE = {Status.FAIL, Status.WARN, Status.UNKNOWN}


def apply(
    results: Sequence[Result], waivers: Sequence[Waiver], today: date, *, refused: Callable[[str], bool]
) -> list[Result]:
    """`results`, each with the first waiver that covers it. The day of expiry is the last one that counts.

    `refused`: whether a check takes no waiver in this run.
    """
    current = [waiver for waiver in waivers if waiver.expires >= today and not refused(waiver.check)]
    return [_cover(result, current) for result in results]


def covers(waiver: Waiver, result: Result) -> bool:
    """Whether `waiver`, as long as it lasts, keeps `result` from closing the gate."""
    return result.status in _WAIVABLE and result.verdict.waivable and is_about(waiver, result)


def is_about(waiver: Waiver, result: Result) -> bool:
    """Whether `waiver` speaks of `result`, whatever the verdict."""
    return waiver.check == result.check and waiver.subject in {None, result.verdict.subject}


def _cover(result: Result, waivers: Sequence[Waiver]) -> Result:
    for waiver in waivers:
        if covers(waiver, result):
            return replace(result, waived=Waived(reason=waiver.reason, by=waiver.by, expires=waiver.expires))
    return result
