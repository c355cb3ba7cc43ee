"""What a run is asked: not read from the world but given to it, by options, config, environment and clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from preflight.config.model import Config

DEFAULT_TIMEOUT = 20.0
"""Seconds for all reads of one vendor together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything a fact may depend on besides other facts."""

    root: Path
    """The directory under review."""
    base: Path
    """What names in the config are relative to: the config's directory, else the repository root, else `root`."""
    config: Config
    environ: Mapping[str, str] = field(repr=False)
    """The process environment, as it was when the run began."""
    offline: bool = False
    timeout: float = DEFAULT_TIMEOUT
    allow_hosts: tuple[str, ...] = ()
    include_ignored: bool = False
    prometheus: str | None = None
    """Address of the monitoring server, as the user typed it; None for `PREFLIGHT_PROMETHEUS_URL` in `environ`."""
    told: Callable[[str], None] = field(default=lambda words: None, repr=False, compare=False)
    """Told how far a read of many pages has come."""
    allow_private: bool = False
    """Whether sample inputs may be asked for at addresses that are not public."""
    usage_range: tuple[date, date] | None = None
    """First day, and the day after the last, of the usage to read; None for the 90 days before today."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of the run: one instant for all checks."""

    now: datetime
    """Aware, UTC."""

    @property
    def today(self) -> date:
        """The UTC date."""
        return self.now.date()
