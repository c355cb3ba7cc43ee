"""Dated facts that vendors publish but no API tells: tiers and prices, from `preflight/data/<vendor>.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One row of the published tier table."""

    name: str
    monthly_cap: int
    """Most credits that may be bought in 30 days."""
    daily: Mapping[str, int]
    """Generations per model in any 24 hours, by modality."""
    concurrent: Mapping[str, int]
    """Generations at one time per model, by modality."""
    bought_dollars: int
    """Purchases in all that unlock it."""
    wait_days: int
    """Days to wait after that purchase by the older published rule; the newer rule has no wait."""

    @property
    def unlock(self) -> str:
        """What has to be bought, with both published rules."""
        if not self.bought_dollars:
            return "the tier every account starts in"
        days = f"{self.wait_days} day{'s' if self.wait_days != 1 else ''}"
        return (
            f"unlocks once ${self.bought_dollars:,} in all has been bought: at once by the newer tiers page, "
            f"after {days} more by the older go-live page"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one generation of a model costs, in credits; the dearest variant, so that plans err on the safe side."""

    per_second: Decimal
    minimum: Decimal
    note: str

    def of(self, seconds: Decimal) -> Decimal:
        """Credits for one generation of `seconds` seconds of output."""
        return max(self.minimum, self.per_second * seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorData:
    """A vendor's published tables. Live answers win over them."""

    as_of: date | None
    sources: tuple[str, ...]
    tiers: tuple[Tier, ...]
    """Ascending."""
    modality: Mapping[str, str]
    """Model id → modality."""
    prices: Mapping[str, Price]
    per_image: Mapping[str, Decimal]
    """Model id → credits for one image, dearest variant."""

    def tier_of(self, monthly_cap: int) -> Tier | None:
        """The tier inferred from the monthly purchase cap; None for a custom one."""
        return next((tier for tier in self.tiers if tier.monthly_cap == monthly_cap), None)

    def tier_for_daily(self, model: str, per_day: int) -> Tier | None:
        """The smallest documented tier that allows `per_day` generations of `model` in 24 hours."""
        return next((tier for tier in self.tiers if self._limit(tier.daily, model) >= per_day), None)

    def tier_for_cap(self, credits: Decimal) -> Tier | None:
        """The smallest documented tier that lets `credits` be bought in 30 days."""
        return next((tier for tier in self.tiers if tier.monthly_cap >= credits), None)

    def daily_limit(self, tier: Tier, model: str) -> int:
        """The documented daily limit of `model` in `tier`; the lowest of the row where its modality is unknown."""
        return self._limit(tier.daily, model)

    def _limit(self, row: Mapping[str, int], model: str) -> int:
        return row.get(self.modality.get(model, ""), min(row.values()))


NONE = VendorData(as_of=None, sources=(), tiers=(), modality={}, prices={}, per_image={})
"""For a vendor that publishes no such tables."""


def load(vendor: str) -> VendorData:
    """The tables of `vendor`, or `NONE`."""
    import yaml

    source = files("preflight.data").joinpath(f"{vendor}.yml")
    if not source.is_file():
        return NONE
    raw = yaml.load(source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return VendorData(
        as_of=raw["as_of"],
        sources=tuple(raw["sources"]),
        tiers=tuple(Tier(name=str(row.pop("tier")), **row) for row in raw["tiers"]),
        modality={model: kind for kind, models in raw["modalities"].items() for model in models},
        prices={
            model: Price(
                per_second=Decimal(str(row["per_second"])),
                minimum=Decimal(str(row.get("minimum", 0))),
                note=row.get("note", ""),
            )
            for model, row in raw["prices_per_second"].items()
        },
        per_image={model: Decimal(str(credits)) for model, credits in raw["prices_per_image"].items()},
    )
