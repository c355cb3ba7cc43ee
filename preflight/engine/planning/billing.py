"""Autobilling as it could be: the settings to choose, and what they turn green."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from preflight.account import Account, AutoBilling
from preflight.attestations.model import Attestation, Attestations
from preflight.capacity import ASSUMED, Demand, Terms, above, daily_burn, peak_hour_burn, smallest_tier, suggested
from preflight.engine.planning.changes import Change, buy, reach_tier
from preflight.engine.planning.facts import Facts
from preflight.facts.inputs import Clock
from preflight.parts import Known
from preflight.vendor_data import VendorData
from preflight.words import amount
from preflight.workload import Workload

_SLUG: Final = "autobilling"
_DAYS: Final = 90


def demand(facts: Facts) -> Demand | None:
    """What autobilling has to keep up with; None where the workload says too little."""
    workload, data = facts[Workload], facts[VendorData]
    peak, day = peak_hour_burn(workload, data), daily_burn(workload, data)
    if not workload.told or not peak.complete or not day.complete:
        return None
    return Demand(peak_hour=peak.credits, day=day.credits, rules=data.autobilling or ASSUMED)


def suggestion(facts: Facts) -> Terms | None:
    """The settings to choose within the cap of the account, or of the higher tier that the workload needs."""
    needs = demand(facts)
    if needs is None:
        return None
    account = facts[Account]
    goal = smallest_tier(facts[Workload], facts[VendorData])
    caps = [account.monthly_cap.value] if isinstance(account.monthly_cap, Known) else []
    caps += [goal.monthly_cap] if goal else []
    return suggested(needs, Decimal(max(caps)) if caps else None)


def set_up(facts: Facts) -> Iterator[Change]:
    """Autobilling with the suggested settings, attested, or set where the API tells."""
    if terms := suggestion(facts):
        yield _with(facts, terms, _both(facts, terms))


def candidates(facts: Facts) -> Iterator[Change]:
    """For the autobilling line: another threshold, another amount, both, or more on the account."""
    needs, now = demand(facts), terms_of(facts)
    if needs and now:
        unit = facts[Account].unit
        higher = max(needs.while_reacting.to_integral_value(ROUND_CEILING), above(needs.between_looks))
        larger = max(needs.day, Decimal(needs.rules.smallest_recharge)).to_integral_value(ROUND_CEILING)
        if higher > now.threshold:
            yield _with(facts, Terms(higher, now.amount), f"a threshold of {amount(higher, unit)}", "threshold")
        if larger > now.amount:
            yield _with(facts, Terms(now.threshold, larger), f"recharges of {amount(larger, unit)}", "amount")
        yield from _within_the_cap(facts, now)
        yield from _up_to(facts, now)
    yield from set_up(facts)


def _within_the_cap(facts: Facts, now: Terms) -> Iterator[Change]:
    """Settings that want more than may be bought in a month: smaller recharges, or a higher tier."""
    account, data = facts[Account], facts[VendorData]
    if not isinstance(account.monthly_cap, Known) or now.threshold + now.amount <= account.monthly_cap.value:
        return
    room = account.monthly_cap.value - now.threshold
    if room > 0:
        yield _with(facts, Terms(now.threshold, room), f"recharges of {amount(room, account.unit)}", "amount")
    if tier := data.tier_for_cap(now.threshold + now.amount):
        yield reach_tier(facts, tier, f"{amount(tier.monthly_cap, account.unit)} a month")


def terms_of(facts: Facts) -> Terms | None:
    """The settings as they are: told by the API, else validly attested; None where nobody tells both."""
    account = facts[Account]
    if isinstance(account.autobilling, Known):
        measured = account.autobilling.value
        if isinstance(measured.threshold, Known) and isinstance(measured.amount, Known):
            return Terms(Decimal(measured.threshold.value), Decimal(measured.amount.value))
        return None
    attested = facts[Attestations].of(_SLUG, account.provider)
    if attested is None or not attested.valid(facts[Clock].today):
        return None
    threshold, recharge = attested.values.get("threshold"), attested.values.get("amount")
    return None if threshold is None or recharge is None else Terms(threshold, recharge)


def _up_to(facts: Facts, now: Terms) -> Iterator[Change]:
    """A balance below the threshold contradicts the settings; bought up to it, it does not."""
    account = facts[Account]
    if not isinstance(account.balance, Known) or account.balance.value >= now.threshold:
        return
    missing = int(now.threshold.to_integral_value(ROUND_CEILING)) - account.balance.value
    if not isinstance(account.monthly_cap, Known) or missing <= account.monthly_cap.value:
        yield buy(facts, missing, ", up to the threshold")


def _both(facts: Facts, terms: Terms) -> str:
    unit = facts[Account].unit
    how = "set" if isinstance(facts[Account].autobilling, Known) else "set and attest"
    return f"{how} autobilling: below {amount(terms.threshold, unit)} buy {amount(terms.amount, unit)}"


def _with(facts: Facts, terms: Terms, words: str, name: str = "") -> Change:
    """The settings changed; `name` is the one that changes, where it is one alone."""
    both = f"threshold={terms.threshold}, amount={terms.amount}"
    return Change(
        setting=f"{_SLUG}.{name}" if name else _SLUG,
        to={"threshold": terms.threshold, "amount": terms.amount}.get(name, both),
        words=words,
        facts=_changed(facts, terms),
    )


def _changed(facts: Facts, terms: Terms) -> Facts:
    account = facts[Account]
    if isinstance(account.autobilling, Known):
        measured: AutoBilling = replace(
            account.autobilling.value, threshold=Known(int(terms.threshold)), amount=Known(int(terms.amount))
        )
        return facts.changed(replace(account, autobilling=Known(measured)))
    today = facts[Clock].today
    entry = Attestation(
        check=_SLUG,
        provider=account.provider,
        by="you",
        on=today,
        expires=today + timedelta(days=_DAYS),
        evidence="to be attested",
        values={"threshold": terms.threshold, "amount": terms.amount},
    )
    return facts.changed(facts[Attestations].with_one(entry))
