"""The built-in checks that the contract names. All are valid names from the first version on, built or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from preflight.verdict import Section


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the vendor's list: which section, and does the gate need it by default."""

    section: Section
    required: bool


CONTRACT_CHECKS: Mapping[str, Slot] = MappingProxyType(
    {
        "key-set": Slot(Section.USAGE, required=True),
        "key-valid": Slot(Section.USAGE, required=True),
        "credits": Slot(Section.USAGE, required=True),
        "daily-volume": Slot(Section.USAGE, required=True),
        "concurrency": Slot(Section.USAGE, required=True),
        "monthly-cap": Slot(Section.USAGE, required=True),
        "autobilling": Slot(Section.USAGE, required=True),
        "drill": Slot(Section.TESTING, required=False),
        "inputs": Slot(Section.TESTING, required=False),
        "models": Slot(Section.TESTING, required=True),
        "secrets": Slot(Section.SECURITY, required=True),
        "env-files": Slot(Section.SECURITY, required=True),
        "client-exposure": Slot(Section.SECURITY, required=True),
        "shared-keys": Slot(Section.SECURITY, required=True),
        "key-storage": Slot(Section.SECURITY, required=False),
        "metrics": Slot(Section.MONITORING, required=False),
        "emails": Slot(Section.MONITORING, required=False),
        "moderation": Slot(Section.MONITORING, required=False),
        "attribution": Slot(Section.MONITORING, required=False),
    }
)
"""In checklist order, which is the order of every report."""

CONTRACT_PROVIDERS = ("runway", "runtools", "gptbots")
"""Vendors that the contract names, likewise."""

DEFAULT_PROVIDERS = ("runway",)
"""What is judged where the config names no providers."""
