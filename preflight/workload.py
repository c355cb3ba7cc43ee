"""What the team expects on launch day, and what that costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from preflight.config.model import ModelLoad
from preflight.vendor_data import VendorData


@dataclass(frozen=True, slots=True)
class Workload:
    """A fact: one provider's expected load by model id. Empty where the config tells none."""

    models: Mapping[str, ModelLoad]

    @property
    def told(self) -> bool:
        """Whether the config tells any."""
        return bool(self.models)


@dataclass(frozen=True, slots=True)
class Burn:
    """Credits that a workload burns over some time, and what stands in the way of knowing it whole."""

    credits: Decimal
    """Of the models that can be priced: a lower bound when something is missing."""
    untold: tuple[str, ...] = ()
    """Models of which the workload says too little."""
    unpriced: tuple[str, ...] = ()
    """Models that the dated price table does not hold."""

    @property
    def complete(self) -> bool:
        """Whether `credits` is the whole burn."""
        return not self.untold and not self.unpriced

    @property
    def missing(self) -> str:
        """What to add to the config to know the whole burn; empty when complete."""
        wants = [f"workload.{model}: credits_each (no published price)" for model in self.unpriced]
        wants += [f"workload.{model}: how much and how long, or credits_each" for model in self.untold]
        return "; ".join(wants)


def price(model: str, load: ModelLoad, data: VendorData) -> Decimal | None:
    """Credits for one generation: the config's own figure, else the dated table; None where neither tells."""
    if load.credits_each is not None:
        return load.credits_each
    if model in data.per_image:
        return data.per_image[model]
    if load.output_seconds is not None and model in data.prices:
        return data.prices[model].of(load.output_seconds)
    return None


def daily_burn(workload: Workload, data: VendorData) -> Burn:
    """Credits per day: the sum over models of generations per day × credits each."""
    return _burn(workload, data, {model: load.per_day for model, load in workload.models.items()})


def peak_hour_burn(workload: Workload, data: VendorData) -> Burn:
    """Credits in the busiest hour; models without `peak_per_hour` count as untold."""
    return _burn(workload, data, {model: load.peak_per_hour for model, load in workload.models.items()})


def _burn(workload: Workload, data: VendorData, counts: Mapping[str, int | None]) -> Burn:
    credits = Decimal(0)
    untold: list[str] = []
    unpriced: list[str] = []
    for model, load in workload.models.items():
        count, each = counts[model], price(model, load, data)
        if count == 0:
            continue
        if count is not None and each is not None:
            credits += count * each
        elif count is not None and load.output_seconds is not None:
            unpriced.append(model)
        else:
            untold.append(model)
    return Burn(credits, tuple(untold), tuple(unpriced))
