"""What a workload costs: model by model, from the config's own prices, else from the dated table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from preflight.capacity.day import Day
from preflight.config.model import ModelLoad
from preflight.vendor_data import VendorData
from preflight.workload import Workload

MONTH: Final = 30
"""Days over which vendors cap purchases, rolling."""


@dataclass(frozen=True, slots=True)
class Burn:
    """What a workload burns over some time, and what stands in the way of knowing it whole."""

    credits: Decimal
    """In the account's unit, of the models that can be priced: a lower bound when something is missing."""
    untold: tuple[str, ...] = ()
    """Models of which the workload says too little."""
    unpriced: tuple[str, ...] = ()
    """Models that the dated price table does not hold: their price is unknown, not zero."""
    wants: tuple[str, ...] = ()
    """The settings that would complete it: `workload.gen4.5: output_seconds or credits_each`."""

    @property
    def complete(self) -> bool:
        """Whether `credits` is the whole burn."""
        return not self.untold and not self.unpriced

    @property
    def missing(self) -> str:
        """What to add to the config to know the whole burn; empty when complete."""
        return "; ".join(self.wants)


def price(model: str, load: ModelLoad, data: VendorData) -> Decimal | None:
    """What one generation costs: the config's own figure, else the dated table; None where neither tells."""
    if load.credits_each is not None:
        return load.credits_each
    listed = data.prices.get(model)
    return listed.of(load) if listed else None


def daily_burn(workload: Workload, data: VendorData) -> Burn:
    """Per day: the sum over models of generations × price."""
    return _burn(workload, data, lambda day: day.count, "per_day")


def peak_hour_burn(workload: Workload, data: VendorData) -> Burn:
    """In the busiest hour, of all models at once; models without `peak_per_hour` count as untold."""
    return _burn(workload, data, lambda day: day.peak, "peak_per_hour")


def _burn(workload: Workload, data: VendorData, count_of: Callable[[Day], int | None], setting: str) -> Burn:
    credits = Decimal(0)
    untold: list[str] = []
    unpriced: list[str] = []
    wants: list[str] = []
    for model, load in workload.models.items():
        count, each = count_of(Day.of(load)), price(model, load, data)
        if count == 0:
            continue
        if count is not None and each is not None:
            credits += count * each
            continue
        unlisted = each is None and model not in data.prices
        (unpriced if unlisted and count is not None else untold).append(model)
        wants.append(f"workload.{model}: {' and '.join(_wants(model, load, data, setting if count is None else ''))}")
    return Burn(credits, tuple(untold), tuple(unpriced), tuple(wants))


def _wants(model: str, load: ModelLoad, data: VendorData, count: str) -> Iterator[str]:
    if count:
        yield count
    if price(model, load, data) is not None:
        return
    listed = data.prices.get(model)
    yield f"{listed.needs} or credits_each" if listed and listed.needs else "credits_each (no published price)"
