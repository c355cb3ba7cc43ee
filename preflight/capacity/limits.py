"""What an account allows: the live limit, else one that the config declares; and how much of it the load takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from preflight.account import Account
from preflight.capacity.cost import MONTH, daily_burn
from preflight.capacity.day import Day
from preflight.capacity.queueing import offered_load
from preflight.config.model import ModelLoad
from preflight.parts import Known, NotReadable
from preflight.vendor_data import Tier, VendorData
from preflight.words import number
from preflight.workload import Workload


class Kind(StrEnum):
    """What a limit counts."""

    DAILY = "daily"
    """Generations of one model in any 24 hours."""
    CONCURRENT = "concurrent"
    """Generations of one model at one time."""
    MONTHLY = "monthly"
    """Purchases of all models together in 30 days."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A limit of one model and where it comes from."""

    value: int | None
    """None: the vendor says that there is none."""
    declared: bool = False
    """The config says it; no API tells."""
    disagreement: str = ""
    """What else claims another number, as a half sentence; empty where nothing does."""

    @property
    def noted(self) -> str:
        """The disagreement as the end of a message."""
        return f" ({self.disagreement})" if self.disagreement else ""


def allowance(account: Account, model: str, load: ModelLoad, data: VendorData, kind: Kind) -> Allowance | NotReadable:
    """The limit of `model`. What the account tells wins over what the config declares and what is published."""
    declared = load.max_daily if kind is Kind.DAILY else load.max_concurrent
    match _live(account, model, kind):
        case Known(value):
            return Allowance(value, disagreement="; ".join(_disagreements(account, model, value, declared, data, kind)))
        case NotReadable() as gone:
            return gone if declared is None else Allowance(declared, declared=True)


def inferred_tier(account: Account, data: VendorData) -> Tier | None:
    """The published tier with the account's monthly cap; None where there is none such, or the cap is not known."""
    return data.tier_of(account.monthly_cap.value) if isinstance(account.monthly_cap, Known) else None


def tier_name(account: Account, data: VendorData) -> str:
    """The account's tier as a message names it."""
    tier = inferred_tier(account, data)
    if tier:
        return f"tier {tier.name} (inferred from the monthly cap)"
    return "the custom tier" if data.tiers and isinstance(account.monthly_cap, Known) else "the tier"


def _live(account: Account, model: str, kind: Kind) -> Known[int | None] | NotReadable:
    if isinstance(account.limits, NotReadable):
        return account.limits
    if model not in account.limits.value:
        return NotReadable("the account lists no limit for this model")
    limits = account.limits.value[model]
    return limits.max_daily if kind is Kind.DAILY else limits.max_concurrent


def _disagreements(
    account: Account, model: str, live: int | None, declared: int | None, data: VendorData, kind: Kind
) -> Iterator[str]:
    if declared is not None and declared != live:
        yield f"the config declares {number(declared)}; the live limit counts"
    tier = inferred_tier(account, data)
    if tier and model in data.modality:
        published = data.daily_limit(tier, model) if kind is Kind.DAILY else data.concurrent_limit(tier, model)
        if published != live:
            yield f"the table of {data.as_of} has {number(published)} for that tier; the live limit counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much of one limit the load takes."""

    kind: Kind
    model: str | None
    """None for a limit of the whole account."""
    needed: Fraction
    allowed: int
    declared: bool = False

    @property
    def share(self) -> Fraction | None:
        """Needed by allowed; None where nothing is allowed."""
        return self.needed / self.allowed if self.allowed else None

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """What sorts the fullest limit last."""
        return self.share is None and self.needed > 0, self.share or Fraction(0)


def taken(account: Account, workload: Workload, data: VendorData) -> list[Taken]:
    """Every limit that is known and that the workload says enough about, the fullest first."""
    return sorted(_taken(account, workload, data), key=lambda one: one.rank, reverse=True)


def _taken(account: Account, workload: Workload, data: VendorData) -> Iterator[Taken]:
    for model, load in workload.models.items():
        for kind, needed in _needs(load):
            allowed = allowance(account, model, load, data, kind)
            if needed is not None and isinstance(allowed, Allowance) and allowed.value is not None:
                yield Taken(kind=kind, model=model, needed=needed, allowed=allowed.value, declared=allowed.declared)
    burn = daily_burn(workload, data)
    if burn.credits > 0 and isinstance(account.monthly_cap, Known):
        yield Taken(
            kind=Kind.MONTHLY, model=None, needed=Fraction(burn.credits) * MONTH, allowed=account.monthly_cap.value
        )


def _needs(load: ModelLoad) -> Iterator[tuple[Kind, Fraction | None]]:
    day = Day.of(load)
    yield Kind.DAILY, None if day.count is None else Fraction(day.count)
    yield Kind.CONCURRENT, at_once(load)


def at_once(load: ModelLoad) -> Fraction | None:
    """Generations under way at one time in the busiest hour; None where the workload says too little."""
    peak = Day.of(load).peak
    if peak is None or (load.generation_seconds is None and peak):
        return None
    return offered_load(peak, load.generation_seconds or Decimal(0))
