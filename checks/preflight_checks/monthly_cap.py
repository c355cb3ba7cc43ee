"""`monthly-cap`: may as many credits be bought in a month as launch burns?"""

from collections.abc import Iterator
from decimal import Decimal

from preflight import (
    Account,
    NotReadable,
    Section,
    VendorData,
    Verdict,
    Workload,
    check,
    daily_burn,
    failed,
    passed,
    skipped,
    unknown,
)
from preflight.words import dollars, number

DAYS = 30
"""The vendor's cap counts purchases over a rolling 30 days."""


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
            remedy=f"add {burn.missing}"
            if burn.missing
            else "`preflight init` writes a .preflight.yml with a workload",
        )
        return
    if isinstance(account.monthly_cap, NotReadable):
        yield unknown(f"monthly cap not readable: {account.monthly_cap.reason}", remedy="see `key-valid`")
        return
    cap, month = account.monthly_cap.value, burn.credits * DAYS
    numbers = {"expected_per_month": float(month), "monthly_cap": cap}
    costs = f"the workload burns {number(month)} credits ({dollars(month)}) in {DAYS} days"
    if month > cap:
        yield failed(
            f"{costs}, but only {number(cap)} ({dollars(cap)}) may be bought",
            remedy=_way_up(data, month),
            data=numbers,
        )
    elif burn.unpriced:
        yield unknown(f"{costs} and more; part of it is unknown", remedy=f"add {burn.missing}", data=numbers)
    else:
        partly = f"; not counted: {', '.join(burn.untold)}" if burn.untold else ""
        yield passed(f"{costs}, and {number(cap)} ({dollars(cap)}) may be bought{partly}", data=numbers)


def _way_up(data: VendorData, month: Decimal) -> str:
    tier = data.tier_for_cap(month)
    if tier is None:
        return "no published tier lets that much be bought: ask the vendor for a custom tier, or expect less"
    return f"tier {tier.name} would do ({number(tier.monthly_cap)} credits in {DAYS} days): it {tier.unlock}"
