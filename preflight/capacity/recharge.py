"""Does autobilling refill an account early enough and by enough?

The balance is looked at every few hours (Runway: every hour). Between two looks the threshold has to last; should the
card fail, it has to last until people have mended that. What one recharge buys is bounded by the cap on purchases.
Source of the vendor's numbers: `preflight/data/`, section `autobilling`.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from preflight.vendor_data import AutoBillingRules

HOURS: Final = 24
ASSUMED: Final = AutoBillingRules(look_hours=1, tries=3, hours_between_tries=24, smallest_recharge=0)
"""For vendors that publish nothing: that they look no more often than Runway, and are no more patient with a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What autobilling has to keep up with, in the account's unit."""

    peak_hour: Decimal
    day: Decimal
    rules: AutoBillingRules = ASSUMED

    @property
    def between_looks(self) -> Decimal:
        """The most that burns from one look at the balance to the next: a threshold must be above it."""
        return self.peak_hour * self.rules.look_hours

    @property
    def reaction_hours(self) -> int:
        """The time that people have when a card fails: through every try, and until the one after the last would be.

        Whether the first charge counts among the tries is not published; this is the longer reading.
        """
        return self.rules.tries * self.rules.hours_between_tries

    @property
    def while_reacting(self) -> Decimal:
        """What burns in that time; whole days, so at the day's rate, which has its peak in it."""
        return self.day * self.reaction_hours / HOURS

    @property
    def least_amount(self) -> Decimal:
        """The recharge that keeps up if every look at the balance makes one."""
        return self.day * self.rules.look_hours / HOURS


@dataclass(frozen=True, slots=True)
class Terms:
    """Settings of autobilling, in the account's unit."""

    threshold: Decimal
    amount: Decimal


def suggested(demand: Demand, cap: Decimal | None) -> Terms | None:
    """The smallest round settings with nothing against them; None where the cap on purchases allows none such.

    The threshold outlasts the reaction time and the peak hour; a recharge buys a day at least. What they are rounded
    up to is a tenth of their size at most.
    """
    threshold = rounded(max(demand.while_reacting, above(demand.between_looks)))
    amount = rounded(max(demand.day, Decimal(demand.rules.smallest_recharge), Decimal(1)))
    if cap is not None and threshold + amount > cap:
        threshold = max(demand.while_reacting, above(demand.between_looks)).to_integral_value(ROUND_CEILING)
        amount = max(demand.day, Decimal(demand.rules.smallest_recharge), Decimal(1)).to_integral_value(ROUND_CEILING)
    return None if cap is not None and threshold + amount > cap else Terms(threshold, amount)


def rounded(value: Decimal) -> Decimal:
    """Up to two leading digits: 146,400 becomes 150,000."""
    whole = value.to_integral_value(ROUND_CEILING)
    step = Decimal(10) ** max(0, whole.adjusted() - 1)
    return (whole / step).to_integral_value(ROUND_CEILING) * step


def above(value: Decimal) -> Decimal:
    """The least whole amount that is more than `value`."""
    return value.to_integral_value(ROUND_CEILING) + (value == value.to_integral_value())
