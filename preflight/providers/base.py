"""What a provider is: the public facts about a vendor's keys and hosts, and how to read an account from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from preflight.account import Unit

if TYPE_CHECKING:
    from datetime import date

    from preflight.account import Account, AutoBilling
    from preflight.parts import Part
    from preflight.providers.http import Client
    from preflight.providers.reply import Reply
    from preflight.usage import Usage


@dataclass(frozen=True, slots=True)
class KeyShape:
    """The documented form of a vendor's key."""

    pattern: re.Pattern[str]
    """Matched against the whole value."""
    words: str
    """The form in words: "`key_` and 128 lower-case hex digits"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """The constants of one vendor; the provider's file names the sources."""

    name: str
    """Slug used in the config and in reports: `runway`."""
    title: str
    """Name for people: `Runway`."""
    key_variable: str
    """Environment variable that the vendor's own SDKs read."""
    base_url_variable: str
    base_url: str
    """Default; request paths are appended to it."""
    hosts: frozenset[str]
    """Official production hosts: the only ones that get a key without being asked for."""
    regions: Mapping[str, str] = field(default_factory=dict)
    """Base URL by the config's name of a region, where the vendor has several."""
    wrong_hosts: Mapping[str, str] = field(default_factory=dict)
    """Hosts that people mistake for production, each with the reason it is wrong."""
    key_shape: KeyShape | None = None
    """None where the vendor documents no form: then no value can be mis-shaped."""
    development_key: str = ""
    """What keys begin with that are not meant for production; empty where there are none."""
    lookalikes: tuple[str, ...] = ()
    """Variables that people set and the SDKs ignore."""
    npm_package: str = ""
    """Its SDK for JavaScript, which belongs on servers; empty where there is none."""
    code_words: tuple[str, ...] = ()
    """Names that only its SDK has: they tell code that calls it where nothing else names the vendor."""
    portal: str = ""
    """Where a person manages keys and billing."""
    unit: Unit = Unit.CREDITS
    """What its API counts money in."""
    separate_keys: bool = False
    """Each key opens a part of the account (an agent, a workflow), so that consumption is the sum over the keys."""


@runtime_checkable
class SetsAutoBilling(Protocol):
    """What a provider can do besides, where its vendor's API lets autobilling be set."""

    def ask_autobilling(self, client: "Client") -> "Reply":
        """How it is set now, unread."""

    def autobilling_in(self, reply: "Reply") -> "Part[AutoBilling]":
        """What such an answer tells."""

    def write_autobilling(self, client: "Client", *, threshold: int, amount: int) -> "Reply":
        """Turns it on with these amounts, in the vendor's unit. Asked once; what came of it has to be read."""


class Provider(Protocol):
    """The seam: a vendor's constants, one call that reads its account, and one that reads what it consumed."""

    @property
    def vendor(self) -> Vendor:
        """The vendor's constants."""

    def read_account(self, client: "Client") -> "Account":
        """The account as the vendor tells it, by as few requests as possible.

        Never raises for what a vendor may answer: every fault and odd body becomes a part that is not readable.
        """

    def read_usage(self, client: "Client", start: "date", before: "date") -> "Usage":
        """What was consumed on the UTC days from `start` until the day before `before`. Never raises, likewise."""
