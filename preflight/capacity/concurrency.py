"""Does a limit on generations at one time carry the busiest hour, and how much would carry it?"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from preflight.capacity.queueing import SECONDS_AN_HOUR, Queue, least, most

SHARE: Final = 0.95
"""One generation in twenty may wait longer than what is called bearable."""
_TENTHS: Final = 10  # of a second: as finely as a generation time is suggested


class Fit(StrEnum):
    """How a limit copes with the busiest hour."""

    FITS = "fits"
    WAITS = "waits"
    """The places keep up, but more than one in twenty waits longer than is bearable."""
    OVERFLOWS = "overflows"
    """More is asked for than the places can do: the queue grows for as long as the hour lasts."""


@dataclass(frozen=True, slots=True)
class Bearable:
    """How long a wait clients bear."""

    client_wait: int | None = None
    """Seconds after which they give up a generation, its time in the queue included; None where they do not."""

    def seconds(self, generation: Decimal) -> float:
        """The longest bearable time in the queue: as long as the generation itself, and not beyond the clients'."""
        if self.client_wait is None:
            return float(generation)
        return float(min(generation, max(Decimal(0), self.client_wait - generation)))

    def fit(self, queue: Queue) -> Fit:
        """How `queue` copes."""
        if not queue.stable:
            return Fit.OVERFLOWS
        return Fit.FITS if queue.wait_at(SHARE) <= self.seconds(queue.seconds) else Fit.WAITS

    def servers_needed(self, queue: Queue) -> int:
        """The least limit that fits."""
        if not queue.per_hour:
            return 0
        return least(math.floor(queue.load) + 1, lambda c: self._fits(replace(queue, servers=c)))

    def most_per_hour(self, queue: Queue) -> int:
        """The busiest hour that fits the limit as it is; 0 where nothing does."""
        ceiling = math.floor(queue.servers * SECONDS_AN_HOUR / queue.seconds)
        return most(ceiling, lambda count: self._fits(replace(queue, per_hour=count))) or 0

    def longest_seconds(self, queue: Queue) -> Decimal | None:
        """The longest generation that fits limit and hour as they are, in tenths of a second; None where none does."""
        ceiling = math.floor(_TENTHS * queue.servers * SECONDS_AN_HOUR / queue.per_hour) if queue.per_hour else None
        if ceiling is None:
            return queue.seconds
        tenths = most(ceiling, lambda count: count == 0 or self._fits(replace(queue, seconds=_tenths(count))))
        return _tenths(tenths) if tenths else None

    def _fits(self, queue: Queue) -> bool:
        return self.fit(queue) is Fit.FITS


def _tenths(count: int) -> Decimal:
    return Decimal(count) / _TENTHS
