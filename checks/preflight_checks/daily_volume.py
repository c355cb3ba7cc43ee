"""`daily-volume`: does the tier allow the generations that launch day needs?"""

import difflib
from collections.abc import Iterator, Mapping

from preflight import (
    Account,
    Known,
    ModelLimits,
    ModelLoad,
    NotReadable,
    Section,
    VendorData,
    Verdict,
    Workload,
    check,
    failed,
    passed,
    unknown,
    warned,
)
from preflight.words import number

_NO_ACCESS = (
    "a limit of 0 means no access: look in the portal whether the account is suspended, or buy its first credits"
)


@check("daily-volume", section=Section.USAGE, required=True)
def daily_volume(account: Account, workload: Workload, data: VendorData) -> Iterator[Verdict]:
    """The tier allows the generations that launch day needs.

    Why
        Each model has a daily limit that counts over a rolling 24 hours, not a calendar day. Past it, every new task
        is answered with HTTP 429 until old ones leave the window: waiting seconds and retrying does not help.

    How to fix
        Buy what unlocks the next tier before launch day, spread the load over more models, or expect less. Tasks are
        counted, not images. Two rules are published for the time an upgrade takes: the newer tiers page says at once,
        the older go-live page names days of waiting; plan with the longer one.

    References
        - https://docs.dev.runwayml.com/usage/tiers
        - https://docs.dev.runwayml.com/guides/go-live
    """
    if not workload.told:
        yield unknown(
            "the config does not say how many generations launch day needs",
            remedy="`preflight init` writes a .preflight.yml; put models and per_day under `workload:`",
        )
        return
    match account.limits:
        case NotReadable(reason):
            yield unknown(f"limits not readable: {reason}", remedy="see `key-valid`")
        case Known(limits):
            for model, load in workload.models.items():
                yield _judge(model, load, limits, account, data)


def _judge(
    model: str, load: ModelLoad, limits: Mapping[str, ModelLimits], account: Account, data: VendorData
) -> Verdict:
    if load.per_day is None:
        return unknown(
            "the workload does not say how many a day",
            subject=model,
            remedy=f"add per_day to workload.{model}",
        )
    if model not in limits:
        near = difflib.get_close_matches(model, limits, n=1)
        return unknown(
            f"needs {number(load.per_day)} a day, but the account lists no limit for this model",
            subject=model,
            remedy=f"did you mean {near[0]}?"
            if near
            else f"use a model that the account lists: {', '.join(limits) or 'none'}",
            data={"expected_per_day": load.per_day},
        )
    allowed = limits[model].max_daily
    if isinstance(allowed, NotReadable):
        return unknown(f"daily limit not readable: {allowed.reason}", subject=model, remedy="run again with -v")
    if allowed.value is None:
        return passed(
            f"needs {number(load.per_day)} a day, and the account has no daily limit",
            subject=model,
            data={"expected_per_day": load.per_day, "max_daily": None},
        )
    return _against_limit(model, load.per_day, allowed.value, account=account, data=data)


def _against_limit(model: str, needed: int, allowed: int, *, account: Account, data: VendorData) -> Verdict:
    numbers = {"expected_per_day": needed, "max_daily": allowed}
    asks = f"needs {number(needed)} a day, {_tier_name(account, data)} allows {number(allowed)}"
    if allowed == 0:
        return failed(asks, subject=model, remedy=_NO_ACCESS, data=numbers)
    if needed > allowed:
        return failed(asks, subject=model, remedy=_way_up(model, needed, data), data=numbers)
    match account.used_24h(model):
        case NotReadable(reason):
            return unknown(
                f"{asks}; used in the past 24 hours not readable: {reason}",
                subject=model,
                remedy="run again with -v",
                data=numbers,
            )
        case Known(used):
            return _against_window(model, needed, allowed, used, asks)


def _against_window(model: str, needed: int, allowed: int, used: int, asks: str) -> Verdict:
    """The limit is high enough; is there room in the window that is running now?"""
    left = max(0, allowed - used)
    numbers = {"expected_per_day": needed, "max_daily": allowed, "used_24h": used, "left": left}
    saw = f"{asks}, {number(left)} left in this window"
    if left == 0:
        return failed(
            f"{saw}: new tasks are answered with 429 now",
            subject=model,
            remedy="wait until older generations leave the 24 hours, or buy the next tier",
            data=numbers,
        )
    if needed == 0:
        return warned(
            f"the workload expects none a day; {number(allowed)} allowed",
            subject=model,
            remedy=f"put the real figure in workload.{model}.per_day, or delete the model",
            data=numbers,
        )
    if left < needed:
        return warned(
            f"{saw}: a launch within the next hours would run into the limit",
            subject=model,
            remedy=f"keep test generations of {model} down before launch; the {number(used)} used leave the window "
            "within 24 hours",
            data=numbers,
        )
    return passed(saw, subject=model, data=numbers)


def _tier_name(account: Account, data: VendorData) -> str:
    match account.monthly_cap:
        case Known(cap) if data.tiers:
            tier = data.tier_of(cap)
            return f"tier {tier.name} (inferred from the monthly cap)" if tier else "the custom tier"
        case _:
            return "the tier"


def _way_up(model: str, needed: int, data: VendorData) -> str:
    tier = data.tier_for_daily(model, needed)
    if tier is None:
        return f"no published tier allows {number(needed)} a day: ask the vendor for a custom tier, or expect less"
    return (
        f"tier {tier.name} would do ({number(data.daily_limit(tier, model))} a day): it {tier.unlock}; or lower per_day"
    )
