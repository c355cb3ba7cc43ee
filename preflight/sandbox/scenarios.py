"""What the sandbox can play, as data. Each vendor's file turns a standing into its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from preflight.sandbox.routes import Response


class Standing(StrEnum):
    """How an account is off."""

    HEALTHY = "healthy"
    NO_CREDITS = "no-credits"
    TIER_TOO_SMALL = "tier-too-small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One play."""

    name: str
    summary: str
    standing: Standing = Standing.HEALTHY
    accepts_key: bool = True
    may_write: bool = True
    """Whether its keys may change settings."""
    delay: float = 0.0
    """Seconds before each answer; cut short when the server stops."""
    instead: Response | None = None
    """The answer to every request, whatever was asked."""


_ALL: Final = (
    Scenario(name="healthy", summary="money on the account, room for a launch (Runway: tier 4, 420,000 credits)"),
    Scenario(name="no-credits", summary="a good key, and nothing left to spend", standing=Standing.NO_CREDITS),
    Scenario(
        name="tier-too-small",
        summary="an account too small to launch on (Runway: tier 1, 1 video at a time, 50 a day)",
        standing=Standing.TIER_TOO_SMALL,
    ),
    Scenario(name="bad-key", summary="every key is rejected with 401", accepts_key=False),
    Scenario(name="read-only", summary="keys that may look but change nothing: writes are 403", may_write=False),
    Scenario(
        name="outage",
        summary="every request is answered with 503",
        instead=Response(status=503, body='{"error": "Service unavailable"}'),
    ),
    Scenario(
        name="rate-limited",
        summary="every request is answered with 429 and the wish to wait for an hour",
        instead=Response(status=429, body='{"error": "Too many requests"}', headers={"Retry-After": "3600"}),
    ),
    Scenario(name="slow", summary="a good answer after 3 seconds; try it with --timeout 1", delay=3.0),
    Scenario(
        name="garbage",
        summary="200 with a web page, as from a proxy's login",
        instead=Response(
            status=200,
            body="<!doctype html><title>Sign in</title><p>Please sign in to continue.",
            content_type="text/html; charset=utf-8",
        ),
    ),
)

SCENARIOS: Final[Mapping[str, Scenario]] = {scenario.name: scenario for scenario in _ALL}
"""By name, in the order in which they are worth showing."""

HEALTHY: Final = SCENARIOS["healthy"]
