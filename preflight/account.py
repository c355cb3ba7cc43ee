"""What a vendor says about an account, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from preflight.parts import Known, NotReadable, Part


class Access(StrEnum):
    """What became of the key."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """The vendor said no: 401, or an error code that means it."""
    UNDECIDED = "undecided"
    """Asked, but the answer does not tell: an outage, an odd status, an odd body."""
    NOT_ASKED = "not-asked"
    """No request was sent: offline, no key, a mis-shaped key, a refused host."""


class Unit(StrEnum):
    """What a vendor counts money in. Of all three vendors' units a hundred make a dollar."""

    CREDITS = "credits"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """Limits of one model; `Known(None)` is the vendor's word for "no limit"."""

    max_concurrent: Part[int | None]
    max_daily: Part[int | None]
    """Generations in any 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoBilling:
    """How an account refills itself, as its vendor's API tells."""

    enabled: Part[bool]
    threshold: Part[int]
    """The balance below which a recharge starts, in the account's unit."""
    amount: Part[int]
    """What one recharge buys, in the account's unit."""
    payment_method: Part[bool]
    """Whether one is saved: without it no recharge can happen."""
    last_charge: Part[datetime | None]
    """Aware, UTC; `Known(None)` where there was none yet."""


NOT_TOLD = NotReadable("this vendor's API does not tell")
"""Of what no request could bring to light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One vendor's answer. Each part is known or not readable on its own."""

    provider: str
    access: Access
    detail: str
    """Why access is what it is: fits after a colon."""
    balance: Part[int]
    """Credits left; may be negative."""
    monthly_cap: Part[int]
    """Most credits that may be bought in 30 days."""
    limits: Part[Mapping[str, ModelLimits]]
    """By model id. Not an availability list: vendors keep retired models in it."""
    used: Part[Mapping[str, Part[int]]]
    """Generations in the past 24 hours by model id."""
    unit: Unit = Unit.CREDITS
    """What `balance`, `monthly_cap` and `autobilling` are counted in."""
    plan: Part[str] = NOT_TOLD
    """The vendor's own name for the plan."""
    autobilling: Part[AutoBilling] = NOT_TOLD
    out_of_credits: bool = False
    """The vendor said so, whether or not it tells the balance."""
    cure: str = ""
    """What to do about a rejected key, where the vendor's answer narrows it down."""

    @classmethod
    def unread(
        cls, provider: str, access: Access, reason: str, *, unit: Unit = Unit.CREDITS, cure: str = ""
    ) -> "Account":
        """An account of which nothing could be read, for one and the same reason."""
        gone = NotReadable(reason)
        return cls(
            provider=provider,
            access=access,
            detail=reason,
            balance=gone,
            monthly_cap=gone,
            limits=gone,
            used=gone,
            unit=unit,
            plan=gone,
            autobilling=gone,
            cure=cure,
        )

    def used_24h(self, model: str) -> Part[int]:
        """Generations of `model` in the past 24 hours; a model absent from a readable list has none."""
        match self.used:
            case Known(models):
                return models.get(model, Known(0))
            case NotReadable() as gone:
                return gone
