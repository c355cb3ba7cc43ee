"""What launch day needs against what the account allows, as bars: numbers from verdicts, drawn as SVG."""

from collections.abc import Iterator
from dataclasses import dataclass

from preflight.report import Report, Result
from preflight.verdict import Status

WIDTH = 240
"""Of a bar, in its own units; the page scales it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: `need` of `limit`, and how much of that is `used` already."""

    provider: str
    name: str
    need: float
    limit: float
    used: float | None
    left: float | None
    status: Status

    @property
    def share(self) -> float | None:
        """Of the limit that is needed; None where there is no limit to divide by."""
        return self.need / self.limit if self.limit else None

    @property
    def need_width(self) -> float:
        """The bar's length."""
        return self._scaled(self.need)

    @property
    def limit_width(self) -> float:
        """Where the limit stands."""
        return self._scaled(self.limit)

    @property
    def used_width(self) -> float:
        """How far the window is used up."""
        return self._scaled(self.used or 0)

    def _scaled(self, value: float) -> float:
        return round(WIDTH * value / (max(self.need, self.limit, self.used or 0) or 1), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One account's balance, and how long it lasts; what is not known is None."""

    provider: str
    balance: float
    burn: float | None
    days: float | None
    status: Status


def volumes(report: Report) -> Iterator[Bar]:
    """Generations a day, per model: `daily-volume`."""
    for result in _of(report, "daily-volume"):
        yield from _bar(result, result.verdict.subject or "", "expected_per_day", "max_daily")


def at_once(report: Report) -> Iterator[Bar]:
    """Generations that run at one time, per model: `concurrency`."""
    for result in _of(report, "concurrency"):
        yield from _bar(result, result.verdict.subject or "", "offered_load", "max_concurrent")


def months(report: Report) -> Iterator[Bar]:
    """Credits in 30 days, per account: `monthly-cap`."""
    for result in _of(report, "monthly-cap"):
        yield from _bar(result, "", "expected_per_month", "monthly_cap")


def balances(report: Report) -> Iterator[Money]:
    """What is on each account: `credits`."""
    for result in _of(report, "credits"):
        if (balance := number_in(result, "balance")) is not None:
            yield Money(
                provider=result.provider or "",
                balance=balance,
                burn=number_in(result, "burn_per_day"),
                days=number_in(result, "days"),
                status=result.status,
            )


def number_in(result: Result, field: str) -> float | None:
    """A number of the verdict's data; None where it is missing or none."""
    value = result.verdict.data.get(field)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _of(report: Report, check: str) -> Iterator[Result]:
    return (result for result in report.results if result.check == check)


def _bar(result: Result, name: str, need: str, limit: str) -> Iterator[Bar]:
    needed, allowed = number_in(result, need), number_in(result, limit)
    if needed is not None and allowed is not None:
        yield Bar(
            provider=result.provider or "",
            name=name,
            need=needed,
            limit=allowed,
            used=number_in(result, "used_24h"),
            left=number_in(result, "left"),
            status=result.status,
        )
