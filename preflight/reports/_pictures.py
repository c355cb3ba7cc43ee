"""The plots of a report, from the numbers that its verdicts carry: for formats that have no plan, only results."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from preflight.capacity.burndown import FORECAST_ERROR
from preflight.capacity.picture import Bar, BurnDown, Rate, burn_down
from preflight.report import Result
from preflight.verdict import Json
from preflight.words import figure, quantity


def burn_down_of(result: Result, today: date) -> BurnDown | None:
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
    return burn_down(balance, unit, today, rates)


_LIMITS = {
    "daily-volume": ("expected_per_day", "max_daily", "a day"),
    "concurrency": ("offered_load", "max_concurrent", "at one time"),
    "monthly-cap": ("expected_per_month", "monthly_cap", "30 days"),
}


def bar_of(result: Result) -> Bar | None:
    """How full the limit is that a result is about; None where it is about none, or the limit is not known."""
    data = result.verdict.data
    if result.check not in _LIMITS:
        return None
    needs, allows, of_what = _LIMITS[result.check]
    needed, allowed = _number(data, needs), _number(data, allows)
    if needed is None or allowed is None:
        return None
    unit = data.get("unit")
    label = f"{result.verdict.subject or 'all models,'} {of_what}"
    shown = [figure(int(one), unit) if isinstance(unit, str) else quantity(float(one)) for one in (needed, allowed)]
    declared = " (declared)" if data.get("declared") else ""
    return Bar(label, float(needed / allowed) if allowed else None, f"{shown[0]} of {shown[1]}{declared}")


def _number(data: Mapping[str, Json], name: str) -> Fraction | None:
    value = data.get(name)
    return Fraction(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
