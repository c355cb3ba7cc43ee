"""What a monitoring server knows of the three series that the vendor wants watched."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from preflight.parts import Known, NotReadable, Part

WINDOW: Final = timedelta(hours=24)
"""A series without a sample in this time is not alive; rates and shares are over this time."""


class Role(StrEnum):
    """What a series counts, by its name under `monitoring:`."""

    ERROR_RATE = "error_rate"
    REQUESTS = "requests"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class Amount:
    """What a series came to over the window."""

    value: Decimal
    counted: bool
    """Whether it is how much a counter rose; else it is the average of a gauge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """The alerting rules whose condition depends on a series, directly or through recording rules."""

    working: tuple[str, ...] = ()
    """Their names."""
    broken: tuple[str, ...] = ()
    """Those that the server cannot evaluate: they never fire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One named series, as the server knows it."""

    role: Role
    name: str
    age: Part[timedelta | None]
    """Of the newest sample, by the server's clock; None without one in the window."""
    exists: Part[bool]
    """Whether the server has the name at all, however old its samples."""
    resembles: str | None = None
    """`did you mean "…"?`, where the name does not exist and a near one does."""
    amount: Part[Amount | None]
    """None where there are too few samples to tell."""
    alerts: Part[Alerts]

    @classmethod
    def unread(cls, role: Role, name: str, reason: str) -> "Series":
        """A series of which nothing is known."""
        gone = NotReadable(reason)
        return cls(role=role, name=name, age=gone, exists=gone, amount=gone, alerts=gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """A fact: the series that the config names, and what the server says of them."""

    server: str | None = None
    """Its host; None where no server is named."""
    series: tuple[Series, ...] = ()
    """One per name in the config, in the order of `Role`."""
    named: tuple[Role, ...] = ()
    """What the config names, whether or not there is a server to ask."""

    def of(self, role: Role) -> Series | None:
        """The series of `role`, where the config names one and a server was asked."""
        return next((one for one in self.series if one.role is role), None)

    @property
    def requests(self) -> Decimal | None:
        """Requests in the window; None where they are not counted, or not known."""
        match self.of(Role.REQUESTS):
            case Series(amount=Known(Amount(value=value, counted=True))):
                return value
        return None

    def share(self, role: Role) -> Decimal | None:
        """How much of the requests in the window `role` makes up, from 0; None where one of both is not counted."""
        match self.of(role):
            case Series(amount=Known(Amount(value=value, counted=True))) if self.requests and role is not Role.REQUESTS:
                return value / self.requests
        return None
