"""What an account burns of late: a daily mean that one odd day does not move, its range, and its trend.

Days are UTC days. They are taken by the week, since usage has a weekly rhythm, counted back from the last day; the
daily mean is the median of the last weeks' means (a median of means is robust, and unlike a median of days it does not
lose the weekends), the range is the least and the greatest of them. The trend is the Theil-Sen slope through all
weeks: the median of the slopes between each two, which a few odd weeks do not move either.

Sources: H. Theil, "A rank-invariant method of linear and polynomial regression analysis" (1950); P. K. Sen, "Estimates
of the Regression Coefficient Based on Kendall's Tau", JASA 63 (1968), 1379-1389; G. Lugosi and S. Mendelson, "Mean
Estimation and Regression Under Heavy-Tailed Distributions", Found. Comput. Math. 19 (2019), section 2.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import Final

from preflight.parts import Known, NotReadable
from preflight.usage import Amounts, Usage
from preflight.words import count

WEEK: Final = 7
RECENT_WEEKS: Final = 4
"""Weeks whose median is "of late"."""
FEWEST_WEEKS: Final = 4
"""Fewer show no trend."""
STEADY: Final = Fraction(2, 100)
"""A change of less than this a week, as a share of the mean, is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was burned, in the account's unit; a burn is never negative, though refunds can make a day so."""

    days: int
    """Days from the first one with any usage to the last of the range; 0 where there was none."""
    total: Fraction
    """Net of refunds."""
    per_day: Fraction
    """Of late."""
    low: Fraction
    high: Fraction
    weeks: tuple[Fraction, ...] = ()
    """Daily mean of each whole week, oldest first."""
    trend: Fraction | None = None
    """Change a week as a share of the median week; None where there are too few weeks."""

    @property
    def lately(self) -> str:
        """The days that `per_day` is about: `past 4 weeks`, `past 3 days`."""
        weeks = min(len(self.weeks), RECENT_WEEKS)
        return f"past {count(weeks, 'week') if weeks else count(self.days, 'day')}"

    @property
    def trend_words(self) -> str:
        """`rising 12 % a week`, `steady`, `too short for a trend`."""
        if self.trend is None:
            return "too short for a trend"
        if abs(self.trend) < STEADY:
            return "steady"
        return f"{'rising' if self.trend > 0 else 'falling'} {round(abs(self.trend) * 100)} % a week"


NO_USE: Final = History(days=0, total=Fraction(0), per_day=Fraction(0), low=Fraction(0), high=Fraction(0))


def past(usage: Usage) -> Known[History] | NotReadable:
    """The history of a vendor's answer."""
    match usage.days:
        case Known(days):
            return Known(history(days, usage.start, usage.before))
        case NotReadable() as gone:
            return gone


def history(days: Mapping[date, Amounts], start: date, before: date) -> History:
    """The history of the days from `start` until the day before `before`; what lies outside does not count."""
    totals = {day: sum(map(Fraction, amounts.values()), Fraction(0)) for day, amounts in days.items()}
    used = [day for day, total in totals.items() if start <= day < before and total]
    if not used:
        return NO_USE
    first = min(used)
    length = (before - first).days
    daily = [totals.get(first + timedelta(days=number), Fraction(0)) for number in range(length)]
    weeks = _weeks(daily)
    recent = weeks[-RECENT_WEEKS:] or daily
    return History(
        days=length,
        total=sum(daily, Fraction(0)),
        per_day=_burn(median(recent) if weeks else sum(daily, Fraction(0)) / length),
        low=_burn(min(recent)),
        high=_burn(max(recent)),
        weeks=tuple(weeks),
        trend=trend(weeks),
    )


def trend(weeks: Sequence[Fraction]) -> Fraction | None:
    """Change from one week to the next as a share of the median week; None for too few weeks or none with a burn."""
    middle = median(weeks) if len(weeks) >= FEWEST_WEEKS else Fraction(0)
    if middle <= 0:
        return None
    slopes = [(weeks[late] - weeks[early]) / (late - early) for early, late in combinations(range(len(weeks)), 2)]
    return median(slopes) / middle


def _weeks(daily: Sequence[Fraction]) -> list[Fraction]:
    """Daily mean of each whole week; what is left over is at the beginning, and left out."""
    spare = len(daily) % WEEK
    return [sum(daily[at : at + WEEK], Fraction(0)) / WEEK for at in range(spare, len(daily), WEEK)]


def _burn(amount: Fraction) -> Fraction:
    return max(Fraction(0), amount)
