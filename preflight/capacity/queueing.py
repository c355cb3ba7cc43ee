"""How long work waits when only so many generations may run at one time.

The model is M/M/c in its steady state: generations are asked for independently of each other (Poisson arrivals), take
an exponentially distributed time, and wait in order for one of `c` places. Real generation times vary less than that,
so real waits are rather shorter: the model errs on the safe side.

Sources: J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (1961), 383-387.
A. K. Erlang, "Solution of some Problems in the Theory of Probabilities of Significance in Automatic Telephone
Exchanges" (1917): the delay formula, known as Erlang C, here by way of the recursion of the loss formula, Erlang B
(R. B. Cooper, Introduction to Queueing Theory, 2nd ed. 1981, sections 3.3 and 3.4).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

SECONDS_AN_HOUR: Final = 3600
MOST_SERVERS: Final = 10_000
"""Beyond this many places the probability of as many places at the same utilisation is taken. That is an upper bound,
as a larger system of equal utilisation makes fewer wait, and so small that nobody sees the difference."""


def offered_load(per_hour: int, seconds: Decimal) -> Fraction:
    """Generations under way at one time on average (Little's law: arrivals per second × seconds each). Exact."""
    return Fraction(per_hour) * Fraction(seconds) / SECONDS_AN_HOUR


def erlang_b(load: float, servers: int) -> float:
    """The share of arrivals that find all of `servers` places taken, were they turned away.

    By the recursion B(c) = a·B(c-1) / (c + a·B(c-1)), B(0) = 1: neither powers nor factorials, so nothing overflows.
    """
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked


def erlang_c(load: Fraction, servers: int) -> float:
    """The share of arrivals that have to wait: B / (1 - ρ(1 - B)), ρ = load / servers; 1 where the queue is unstable.

    `load` in Erlangs. Stable for any number of servers.
    """
    if load >= servers:
        return 1.0
    if servers > MOST_SERVERS:
        load, servers = load * MOST_SERVERS / servers, MOST_SERVERS
    blocked = erlang_b(float(load), servers)
    return blocked / (1 - float(load / servers) * (1 - blocked))


@dataclass(frozen=True, slots=True)
class Queue:
    """Generations of one model in their busiest hour, before the places that the limit gives them."""

    per_hour: int
    seconds: Decimal
    """That one generation takes."""
    servers: int
    """Places: generations that may run at one time."""

    @property
    def load(self) -> Fraction:
        """Places that the hour keeps taken on average."""
        return offered_load(self.per_hour, self.seconds)

    @property
    def stable(self) -> bool:
        """Whether the places keep up; with no more of them than `load` the queue only grows."""
        return self.load < self.servers or self.per_hour == 0

    @property
    def wait_probability(self) -> float:
        """The share of generations that have to wait at all."""
        return erlang_c(self.load, self.servers) if self.per_hour else 0.0

    @property
    def mean_wait(self) -> float:
        """Seconds from asking to starting, on average over all generations; infinite where the queue is unstable."""
        if not self.stable:
            return math.inf
        return self.wait_probability * float(self.seconds) / self._spare if self.per_hour else 0.0

    def wait_at(self, share: float) -> float:
        """Seconds within which `share` of the generations start: 0.95 leaves out the slowest twentieth.

        The time in the queue is exponential for those who wait: P(wait > t) = C·exp(-(c - a)·t / seconds).
        """
        if not self.stable:
            return math.inf
        waiting = self.wait_probability
        if waiting <= 1 - share:
            return 0.0
        return math.log(waiting / (1 - share)) * float(self.seconds) / self._spare

    @property
    def backlog(self) -> Fraction:
        """Generations still waiting when the busiest hour ends, by the flow alone: arrivals less what is served."""
        served = self.servers * SECONDS_AN_HOUR / Fraction(self.seconds)
        return max(Fraction(0), self.per_hour - served)

    @property
    def drain(self) -> float:
        """Seconds until that backlog has started, if nothing else arrived: what its last one waits. May be infinite."""
        if not self.backlog:
            return 0.0
        return float(self.backlog * Fraction(self.seconds) / self.servers) if self.servers else math.inf

    @property
    def _spare(self) -> float:
        return float(self.servers - self.load)


def least(low: int, good: Callable[[int], bool]) -> int:
    """The least number from `low` on that is good, where every number above a good one is good too."""
    step = 1
    while not good(low + step - 1):
        step *= 2
    return _bisect(low + step // 2 - 1, low + step - 1, good)


def most(high: int, good: Callable[[int], bool]) -> int | None:
    """The greatest number from 0 to `high` that is good, where every number below a good one is good too."""
    if not good(0):
        return None
    if good(high):
        return high
    return _bisect(0, high, lambda number: not good(number)) - 1


def _bisect(bad: int, good: int, test: Callable[[int], bool]) -> int:
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if test(middle) else (middle, good)
    return good
