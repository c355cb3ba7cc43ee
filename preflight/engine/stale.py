"""Published tables that are too old to be trusted in silence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from preflight.engine.gather import Key
from preflight.engine.selection import Chosen
from preflight.providers.base import Provider
from preflight.registry import needs
from preflight.vendor_data import STALE_DAYS, VendorData, load
from preflight.verdict import Verdict, warned
from preflight.words import listed


def stale_tables(
    chosen: Sequence[Chosen], providers: Sequence[Provider], given: Mapping[Key, object], today: date
) -> Iterator[Verdict]:
    """One warning for each provider whose tables a chosen check judges by, and which are older than 180 days."""
    users = [one.check.slug for one in chosen if _judges_by_tables(one)]
    for name in (provider.vendor.name for provider in providers) if users else ():
        data = given.get((VendorData, name)) or load(name)
        if isinstance(data, VendorData) and data.as_of and data.stale(today):
            yield warned(
                f"the published tiers and prices are of {data.as_of}, {(today - data.as_of).days} days old "
                f"(more than {STALE_DAYS}); {listed(users)} judge by them where the account does not tell",
                remedy=f"update preflight, and compare with {data.sources[0]}" if data.sources else "update preflight",
                subject=name,
            )


def _judges_by_tables(chosen: Chosen) -> bool:
    try:
        return VendorData in needs(chosen.check.judge).values()
    except (LookupError, NameError, TypeError):  # a pack names a type that does not exist: its own verdict says so
        return False
