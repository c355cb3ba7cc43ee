"""What a workload needs and what it costs: pure arithmetic on facts, without I/O, each formula with its source."""

from preflight.capacity.burndown import (
    ENOUGH_DAYS,
    FORECAST_ERROR,
    Exhaustion,
    days_words,
    exhaustion,
    forecast,
    lasts,
    needed_for,
    tenths,
    whole,
)
from preflight.capacity.concurrency import SHARE, Bearable, Fit
from preflight.capacity.cost import MONTH, Burn, daily_burn, peak_hour_burn, price
from preflight.capacity.day import HOURS, Day
from preflight.capacity.history import RECENT_WEEKS, History, history, past
from preflight.capacity.limits import Allowance, Kind, Taken, allowance, at_once, inferred_tier, taken, tier_name
from preflight.capacity.queueing import Queue, erlang_b, erlang_c, offered_load
from preflight.capacity.recharge import ASSUMED, Demand, Terms, above, suggested
from preflight.capacity.tiers import Short, WayUp, in_tier, queue_of, short_of, smallest_tier, way_up

__all__ = [
    "ASSUMED",
    "ENOUGH_DAYS",
    "FORECAST_ERROR",
    "HOURS",
    "MONTH",
    "RECENT_WEEKS",
    "SHARE",
    "Allowance",
    "Bearable",
    "Burn",
    "Day",
    "Demand",
    "Exhaustion",
    "Fit",
    "History",
    "Kind",
    "Queue",
    "Short",
    "Taken",
    "Terms",
    "WayUp",
    "above",
    "allowance",
    "at_once",
    "daily_burn",
    "days_words",
    "erlang_b",
    "erlang_c",
    "exhaustion",
    "forecast",
    "history",
    "in_tier",
    "inferred_tier",
    "lasts",
    "needed_for",
    "offered_load",
    "past",
    "peak_hour_burn",
    "price",
    "queue_of",
    "short_of",
    "smallest_tier",
    "suggested",
    "taken",
    "tenths",
    "tier_name",
    "way_up",
    "whole",
]
