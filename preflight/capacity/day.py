"""The shape of a model's day: how many generations, how they crowd, and what any 24 hours may hold."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from preflight.config.model import ModelLoad
from preflight.words import number

HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Day:
    """Generations of one model on launch day, as the workload tells; None is what it does not tell.

    The two numbers bind each other: the busiest hour is part of the day, and no hour is busier than it. Where a
    workload contradicts that, the larger reading counts, so that more load never needs less. A day of none is none,
    whatever its busiest hour was once told to be.
    """

    told_per_day: int | None = None
    told_per_hour: int | None = None

    @classmethod
    def of(cls, load: ModelLoad) -> "Day":
        """The day that a load describes."""
        return cls(load.per_day, load.peak_per_hour)

    @property
    def count(self) -> int | None:
        """Generations in the day."""
        if not self.told_per_day:
            return self.told_per_day
        return max(self.told_per_day, self.told_per_hour or 0)

    @property
    def peak(self) -> int | None:
        """Generations in the busiest hour: at least a 24th of the day's."""
        if self.told_per_day == 0:
            return 0
        if self.told_per_hour is None:
            return None
        return max(self.told_per_hour, -(-(self.told_per_day or 0) // HOURS))

    @property
    def contradiction(self) -> str | None:
        """Why the two numbers cannot both be right; None where they can."""
        day, hour = self.told_per_day, self.told_per_hour
        if not day or hour is None:
            return None
        if hour > day:
            return f"peak_per_hour {number(hour)} is more than per_day {number(day)}"
        if day > HOURS * hour:
            return f"per_day {number(day)} does not fit into {HOURS} hours of at most {number(hour)}"
        return None

    @property
    def crowded(self) -> int | None:
        """The most that any rolling 24 hours may hold, whatever the hours of the day it comes in.

        A window that begins at noon holds the second half of one day and the first of the next: at worst both days'
        generations, but never more than 24 busiest hours. Where the hours are the same every day, it is `count`.
        """
        count, peak = self.count, self.peak
        if count is None:
            return None
        return 2 * count if peak is None else min(2 * count, HOURS * peak)

    def hours_until(self, limit: int) -> Fraction | None:
        """Hours of the busiest rate after which `limit` generations are used up; None where the rate is not told."""
        return Fraction(limit, self.peak) if self.peak else None
