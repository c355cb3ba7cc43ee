"""`credits`: is there money on the account, and for how long?"""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from preflight import (
    Account,
    Attestation,
    Attestations,
    Clock,
    Known,
    NotReadable,
    Section,
    VendorData,
    Verdict,
    Workload,
    check,
    daily_burn,
    failed,
    passed,
    unknown,
    warned,
)
from preflight.words import dollars, number

ENOUGH_DAYS = 7
"""Fewer days than this leave no time for a weekend and a failed card."""


@check("credits", section=Section.USAGE, required=True)
def credits(
    account: Account, workload: Workload, data: VendorData, attestations: Attestations, clock: Clock
) -> Iterator[Verdict]:
    """There are credits on the account, and they last.

    Why
        Without credits every generation is refused, by Runway with HTTP 400 rather than 402, which many clients take
        for a bad request. Credits of the web app do not count for the API.

    How to fix
        Buy credits in the portal's billing tab (a credit is a cent, $10 at least), or set up autobilling and attest
        it with `preflight attest autobilling`. Put the expected load under `workload:` in `.preflight.yml`
        to learn how many days the balance lasts.

    References
        - https://docs.dev.runwayml.com/guides/pricing
        - https://docs.dev.runwayml.com/guides/go-live
    """
    match account.balance:
        case NotReadable(reason):
            yield unknown(f"balance not readable: {reason}", remedy="see `key-valid`")
        case Known(balance) if balance <= 0:
            yield failed(
                f"the balance is {number(balance)} credits: every generation will be refused",
                remedy="buy credits in the portal's billing tab before launch ($10 at least)",
                data={"balance": balance},
            )
        case Known(balance):
            attested = attestations.of("autobilling", account.provider)
            covered = attested is not None and attested.valid(clock.today) and _believable(attested, balance)
            yield _lasting(balance, workload, data, covered=covered)


def _believable(attested: Attestation, balance: int) -> bool:
    """A balance below the attested threshold contradicts the attestation."""
    threshold = attested.values.get("threshold")
    return threshold is not None and balance >= threshold


def _lasting(balance: int, workload: Workload, data: VendorData, *, covered: bool) -> Verdict:
    """How long a positive balance lasts at the workload's burn."""
    has = f"{number(balance)} credits ({dollars(balance)})"
    burn = daily_burn(workload, data)
    numbers = {"balance": balance, "burn_per_day": float(burn.credits)}
    if burn.credits <= 0:
        if burn.unpriced:
            return unknown(f"{has}, but the burn is unknown", remedy=f"add {burn.missing}", data=numbers)
        return passed(f"{has}; for how many days is not known: the workload does not tell the burn", data=numbers)
    days = (balance / burn.credits).quantize(Decimal("0.1"), ROUND_FLOOR)
    numbers["days"] = float(days)
    at = f"{number(days)} days at {number(burn.credits)} a day"
    if days < ENOUGH_DAYS and not covered:
        needed = ENOUGH_DAYS * burn.credits - balance
        return warned(
            f"{has} last {'at most ' if not burn.complete else ''}{at}",
            remedy=f"buy {number(needed.quantize(Decimal(1)))} credits ({dollars(needed)}) for {ENOUGH_DAYS} days, "
            "or set up autobilling and attest it with `preflight attest autobilling`",
            data=numbers,
        )
    if burn.unpriced:
        return unknown(
            f"{has} last at most {at}; part of the burn is unknown",
            remedy=f"add {burn.missing}",
            data=numbers,
        )
    partly = f"; not counted: {', '.join(burn.untold)}" if burn.untold else ""
    kept = ", kept up by attested autobilling" if covered and days < ENOUGH_DAYS else ""
    return passed(f"{has} last {at}{kept}{partly}", data=numbers)
