"""`monthly-cap`: may as many credits be bought in a month as launch burns?"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from preflight import (
    Account,
    Json,
    Known,
    NotReadable,
    Section,
    VendorData,
    Verdict,
    Workload,
    capacity,
    check,
    daily_burn,
    failed,
    passed,
    skipped,
    unknown,
)
from preflight.words import amount, dollars, figure, money


@check("monthly-cap", section=Section.USAGE, required=True)
def monthly_cap(account: Account, workload: Workload, data: VendorData) -> Iterator[Verdict]:
    """The tier lets as many credits be bought in a month as the workload burns.

    Why
        Each tier caps the credits that may be bought in 30 days. Autobilling stops at that cap too, so a launch that
        burns more than the cap runs dry however good the card is. At most tiers this limit binds before the daily one.

    How to fix
        Buy what unlocks the next tier before launch, use a cheaper model, or expect less.

    References
        - https://docs.dev.runwayml.com/usage/tiers
        - https://docs.dev.runwayml.com/usage/autobilling
    """
    burn = daily_burn(workload, data)
    if not workload.told or (burn.credits == 0 and not burn.unpriced):
        yield skipped(
            "the workload does not say what a month costs",
            remedy=f"add {burn.missing}" if burn.missing else workload.remedy,
        )
        return
    match account.monthly_cap:
        case NotReadable() if not data.tiers:
            yield skipped(f"this vendor publishes no cap on purchases; {_costs(burn, account.unit)}")
        case NotReadable(reason):
            yield unknown(f"monthly cap not readable: {reason}", remedy="see `key-valid`")
        case Known(cap):
            yield _against_cap(cap, burn, account, data)


def _against_cap(cap: int, burn: capacity.Burn, account: Account, data: VendorData) -> Verdict:
    unit, month = account.unit, burn.credits * capacity.MONTH
    numbers: dict[str, Json] = {"expected_per_month": float(month), "monthly_cap": cap, "unit": unit}
    costs, may = _costs(burn, unit), f"{figure(cap, unit)} ({dollars(cap)})"
    if month > cap:
        return failed(
            f"{costs}, but only {may} may be bought{_together(cap, burn, account)}",
            remedy=_way_up(data, month, unit),
            data=numbers,
        )
    if burn.unpriced:
        return unknown(f"{costs} and more; part of it is unknown", remedy=f"add {burn.missing}", data=numbers)
    if burn.untold:
        return skipped(
            f"{costs} without {', '.join(burn.untold)}, and {may} may be bought",
            remedy=f"add {burn.missing}",
            data=numbers,
        )
    return passed(f"{costs}, and {may} may be bought", data=numbers)


def _costs(burn: capacity.Burn, unit: str) -> str:
    return f"the workload burns {money(burn.credits * capacity.MONTH, unit)} in {capacity.MONTH} days"


def _together(cap: int, burn: capacity.Burn, account: Account) -> str:
    """How far the balance and all that may be bought go."""
    if not isinstance(account.balance, Known):
        return ""
    days = capacity.lasts(max(0, account.balance.value) + cap, Fraction(burn.credits))
    return f"; with what is left that lasts {capacity.days_words(days)}" if days is not None else ""


def _way_up(data: VendorData, month: Decimal, unit: str) -> str:
    tier = data.tier_for_cap(month)
    if tier is None:
        return "no published tier lets that much be bought: ask the vendor for a custom tier, or expect less"
    return f"tier {tier.name} would do ({amount(tier.monthly_cap, unit)} in {capacity.MONTH} days): it {tier.unlock}"
