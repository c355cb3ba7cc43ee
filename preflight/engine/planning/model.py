"""The plan as values: what every format prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from preflight.account import Unit
from preflight.capacity import Burn, Exhaustion, History, Taken, Terms, WayUp
from preflight.capacity.picture import BurnDown
from preflight.engine.planning.changes import Change
from preflight.engine.planning.facts import Line
from preflight.exit_codes import ExitCode
from preflight.parts import Part
from preflight.report import Target
from preflight.vendor_data import Tier
from preflight.verdict import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One model's row."""

    model: str
    per_day: int | None
    peak_per_hour: int | None
    at_once: Fraction | None
    """Generations under way in the busiest hour."""
    price: Decimal | None
    """Of one generation; None where nobody tells."""
    price_note: str = ""
    """Which variant that is the price of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """Where the account stands among the published tiers, and where it has to get."""

    current: Tier | None
    """None for a custom tier, or where it is not known."""
    current_name: str
    custom: bool
    told: bool
    """Whether there is a workload at all."""
    published: bool
    """Whether the vendor publishes tiers at all."""
    needed: Tier | None
    """The smallest that carries the workload; None where no published one does."""
    way: WayUp | None
    """None where nothing has to be bought for it."""
    at_least: bool
    """Whether the workload says too little to be sure that the tier suffices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What the workload costs, and how long the balance lasts. In the account's unit."""

    unit: Unit
    balance: Part[int]
    day: Burn
    peak_hour: Burn
    month: Decimal
    forecast: Exhaustion | None
    past: Part[History]
    at_past_rate: Exhaustion | None
    buy: int | None
    """What makes the balance last seven days; 0 where it does; None where that is not known."""
    autobilling: Terms | None
    """The settings to choose."""
    why_no_autobilling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPlan:
    """One vendor's page."""

    provider: str
    title: str
    tables_as_of: date | None
    loads: Sequence[Load]
    taken: Sequence[Taken]
    """Limits by how full they are, the fullest first: that one binds first."""
    tiers: Tiers
    money: Money
    burn_down: BurnDown | None
    lines: Sequence[Line]
    changes: Mapping[str, Sequence[Change]]
    """By the label of a line that is not green: single changes, each of which makes it so."""
    together: Sequence[Change]
    """Changes which, made one after the other, turn every line green; empty where nothing is to be done, or where no
    such list is known."""
    notes: Sequence[str]

    @property
    def exit_code(self) -> ExitCode:
        """1 where something does not fit, 3 where that cannot be told, else 0.

        Autobilling that nobody has attested is not a matter of capacity: `check` asks for it.
        """
        statuses = [(line.check, line.verdict.status) for line in self.lines]
        if any(status is Status.FAIL for _, status in statuses):
            return ExitCode.NOT_READY
        if any(status is Status.UNKNOWN and check != "autobilling" for check, status in statuses):
            return ExitCode.UNDETERMINED
        return ExitCode.READY


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPlan:
    """The whole page."""

    generated_at: datetime
    target: Target
    what_if: Sequence[str]
    providers: Sequence[ProviderPlan]

    @property
    def exit_code(self) -> ExitCode:
        """The worst of the providers': 1, 3, 0."""
        codes = {one.exit_code for one in self.providers}
        worst = (ExitCode.NOT_READY, ExitCode.UNDETERMINED)
        return next((code for code in worst if code in codes), ExitCode.READY)
