"""The burn-down of each account, from the numbers that its verdicts carry: reports have no plan, only results."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from preflight.capacity.burndown import FORECAST_ERROR
from preflight.capacity.picture import BurnDown, Rate, burn_down
from preflight.report import Report, Result
from preflight.verdict import Json, Status


def burn_downs(report: Report) -> Iterator[tuple[str, BurnDown]]:
    """Provider and plot of each balance that burns, with the threshold of its autobilling where that is told."""
    thresholds = {
        result.provider: int(threshold)
        for result in report.results
        if result.check == "autobilling" and result.status is not Status.UNKNOWN
        if (threshold := _number(result.verdict.data, "threshold"))
    }
    for result in report.results:
        if plot := burn_down_of(result, report.today, threshold=thresholds.get(result.provider)):
            yield result.provider or "the account", plot


def burn_down_of(result: Result, today: date, *, threshold: int | None = None) -> BurnDown | None:
    """The burn-down of a `credits` result; None for any other, and where nothing burns."""
    data = result.verdict.data
    balance, unit = data.get("balance"), data.get("unit")
    if result.check != "credits" or not isinstance(balance, int) or not isinstance(unit, str):
        return None
    rates = []
    if forecast := _number(data, "burn_per_day"):
        off = forecast * FORECAST_ERROR
        rates.append(Rate("the workload", forecast, forecast - off, forecast + off))
    if past := _number(data, "past_per_day"):
        low, high = _number(data, "past_low"), _number(data, "past_high")
        rates.append(Rate("the past weeks", past, low or Fraction(0), high or past))
    return burn_down(balance, unit, today, rates, threshold=threshold)


def _number(data: Mapping[str, Json], name: str) -> Fraction | None:
    value = data.get(name)
    return Fraction(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
