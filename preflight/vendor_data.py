"""Dated facts that vendors publish but no API tells: tiers, prices, rules, from `preflight/data/<vendor>.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from importlib.resources import files
from typing import Any, Final

from preflight.config.model import ModelLoad

STALE_DAYS: Final = 180
"""Tables older than this are no longer trusted in silence."""


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


_QUANTITIES: Final = {"second": "output_seconds", "character": "characters"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one generation of a model costs, in credits; the dearest variant, so that plans err on the safe side."""

    credits: Decimal
    """Per unit of what `per` names; with a `step`, per step."""
    per: str
    """`second` of output, `character` of text, or `generation`."""
    step: int = 1
    """So many units are charged together: a step that has begun counts whole."""
    upfront: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)
    note: str = ""

    @property
    def needs(self) -> str | None:
        """The workload's setting that it depends on; None for a price per generation."""
        return _QUANTITIES.get(self.per)

    def of(self, load: ModelLoad) -> Decimal | None:
        """Credits for one generation; None where the workload does not tell how much output it has."""
        units = Decimal(1) if self.needs is None else getattr(load, self.needs)
        if units is None:
            return None
        steps = (units / Decimal(self.step)).to_integral_value(ROUND_CEILING) if self.step > 1 else units
        return max(self.minimum, self.upfront + self.credits * steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A model that the vendor refuses by now."""

    since: date | None = None
    """None where the day is not published."""
    instead: str | None = None
    """The replacement, where one is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoBillingRules:
    """How a vendor's autobilling works, as published."""

    look_hours: int
    """Hours between two looks at the balance."""
    tries: int
    """Attempts at a charge, the first included, before autobilling stops."""
    hours_between_tries: int
    smallest_recharge: int
    """In the vendor's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorData:
    """A vendor's published tables. Live answers win over them; what is not published is absent."""

    as_of: date | None
    sources: tuple[str, ...]
    tiers: tuple[Tier, ...] = ()
    """Ascending."""
    modality: Mapping[str, str] = field(default_factory=dict)
    """Model id → modality."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    """By model id."""
    retired: Mapping[str, Retired] = field(default_factory=dict)
    """By model id; none of them is in `modality` or `prices`."""
    autobilling: AutoBillingRules | None = None
    client_wait_seconds: int | None = None
    """How long the official clients wait for a task by default, its time in the queue included."""

    def stale(self, today: date) -> bool:
        """Whether the tables are too old to be trusted."""
        return self.as_of is not None and (today - self.as_of).days > STALE_DAYS

    def tier_of(self, monthly_cap: int) -> Tier | None:
        """The tier inferred from the monthly purchase cap; None for a custom one."""
        return next((tier for tier in self.tiers if tier.monthly_cap == monthly_cap), None)

    def tier_for_daily(self, model: str, per_day: int) -> Tier | None:
        """The smallest documented tier that allows `per_day` generations of `model` in 24 hours."""
        return next((tier for tier in self.tiers if self.daily_limit(tier, model) >= per_day), None)

    def tier_for_concurrent(self, model: str, at_once: int) -> Tier | None:
        """The smallest documented tier that lets `at_once` generations of `model` run at one time."""
        return next((tier for tier in self.tiers if self.concurrent_limit(tier, model) >= at_once), None)

    def tier_for_cap(self, credits: Decimal) -> Tier | None:
        """The smallest documented tier that lets `credits` be bought in 30 days."""
        return next((tier for tier in self.tiers if tier.monthly_cap >= credits), None)

    def daily_limit(self, tier: Tier, model: str) -> int:
        """The documented daily limit of `model` in `tier`; the lowest of the row where its modality is unknown."""
        return self._limit(tier.daily, model)

    def concurrent_limit(self, tier: Tier, model: str) -> int:
        """The documented concurrency of `model` in `tier`, likewise."""
        return self._limit(tier.concurrent, model)

    def _limit(self, row: Mapping[str, int], model: str) -> int:
        return row.get(self.modality.get(model, ""), min(row.values()))


NONE = VendorData(as_of=None, sources=())
"""For a vendor that publishes no such tables."""


def load(vendor: str) -> VendorData:
    """The tables of `vendor`, or `NONE`."""
    import yaml

    source = files("preflight.data").joinpath(f"{vendor}.yml")
    if not source.is_file():
        return NONE
    raw = yaml.load(source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    rules = raw.get("autobilling")
    return VendorData(
        as_of=raw["as_of"],
        sources=tuple(raw["sources"]),
        tiers=tuple(Tier(name=str(row.pop("tier")), **row) for row in raw.get("tiers", ())),
        modality={model: kind for kind, models in raw.get("modalities", {}).items() for model in models},
        prices={model: _price(row) for model, row in raw.get("prices", {}).items()},
        retired={model: Retired(**row) for model, row in raw.get("retired", {}).items()},
        autobilling=AutoBillingRules(**rules) if rules else None,
        client_wait_seconds=raw.get("client_wait_seconds"),
    )


def _price(row: Mapping[str, Any]) -> Price:
    amounts = {name: Decimal(str(row[name])) for name in ("credits", "upfront", "minimum") if name in row}
    return Price(**{**row, **amounts})
