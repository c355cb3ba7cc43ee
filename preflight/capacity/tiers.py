"""Which published tier carries a workload, and what has to be bought to get there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from preflight.account import Account, ModelLimits
from preflight.capacity.concurrency import Bearable, Fit
from preflight.capacity.cost import MONTH, daily_burn
from preflight.capacity.day import Day
from preflight.capacity.limits import Kind
from preflight.capacity.queueing import Queue
from preflight.config.model import ModelLoad
from preflight.parts import Known
from preflight.vendor_data import Tier, VendorData
from preflight.workload import Workload


@dataclass(frozen=True, slots=True)
class Short:
    """A limit of a tier that the workload does not fit."""

    kind: Kind
    model: str | None = None


def short_of(tier: Tier, workload: Workload, data: VendorData) -> list[Short]:
    """Every limit of `tier` that the workload does not fit, as far as the workload tells."""
    return [*_short_models(tier, workload, data), *_short_month(tier, workload, data)]


def smallest_tier(workload: Workload, data: VendorData) -> Tier | None:
    """The smallest published tier that carries the workload; None where no published one does."""
    return next((tier for tier in data.tiers if not short_of(tier, workload, data)), None)


def in_tier(account: Account, tier: Tier, workload: Workload, data: VendorData) -> Account:
    """The account as it would be in `tier`: its cap, and the published limits of all models that are named."""
    models = dict.fromkeys([*(account.limits.value if isinstance(account.limits, Known) else ()), *workload.models])
    limits = {
        model: ModelLimits(
            max_concurrent=Known(data.concurrent_limit(tier, model)), max_daily=Known(data.daily_limit(tier, model))
        )
        for model in models
    }
    return replace(account, monthly_cap=Known(tier.monthly_cap), limits=Known(limits))


@dataclass(frozen=True, slots=True, kw_only=True)
class WayUp:
    """The way from one tier to a higher one."""

    steps: Sequence[Tier]
    """Each tier on the way, the goal last."""

    @property
    def dollars(self) -> int:
        """Purchases in all, since the account exists, that unlock the goal."""
        return self.steps[-1].bought_dollars if self.steps else 0

    @property
    def wait_days(self) -> int:
        """Days of waiting by the older published rule, one step after the other; the newer rule has none."""
        return sum(step.wait_days for step in self.steps)


def way_up(data: VendorData, current: Tier | None, goal: Tier) -> WayUp:
    """The steps from `current` (None: from the first tier) to `goal`; none where it is reached already."""
    floor = current.monthly_cap if current else data.tiers[0].monthly_cap
    return WayUp(steps=[tier for tier in data.tiers if floor < tier.monthly_cap <= goal.monthly_cap])


def _short_models(tier: Tier, workload: Workload, data: VendorData) -> Iterator[Short]:
    bearable = Bearable(data.client_wait_seconds)
    for model, load in workload.models.items():
        count = Day.of(load).count
        if count is not None and count > data.daily_limit(tier, model):
            yield Short(Kind.DAILY, model)
        queue = queue_of(load, data.concurrent_limit(tier, model))
        if queue and bearable.fit(queue) is not Fit.FITS:
            yield Short(Kind.CONCURRENT, model)


def _short_month(tier: Tier, workload: Workload, data: VendorData) -> Iterator[Short]:
    if daily_burn(workload, data).credits * MONTH > tier.monthly_cap:
        yield Short(Kind.MONTHLY)


def queue_of(load: ModelLoad, servers: int) -> Queue | None:
    """The busiest hour before so many places; None where the workload says too little."""
    peak = Day.of(load).peak
    if peak is None or load.generation_seconds is None:
        return None
    return Queue(peak, Decimal(load.generation_seconds), servers)
