"""`daily-volume`: does the tier allow the generations that launch day needs?"""

import difflib
from collections.abc import Iterator

from preflight import (
    Access,
    Account,
    Known,
    ModelLoad,
    NotReadable,
    Section,
    VendorData,
    Verdict,
    Workload,
    capacity,
    check,
    failed,
    passed,
    unknown,
    warned,
)
from preflight.words import number, span

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

        Where a vendor's API tells no limits, look the limit up in its dashboard and declare it: `max_daily` beside
        `per_day`. The verdict then says "declared"; a limit that the API does tell wins over it.

    References
        - https://docs.dev.runwayml.com/usage/tiers
        - https://docs.dev.runwayml.com/guides/go-live
    """
    if not workload.told:
        yield unknown(
            "the config does not say how many generations launch day needs",
            remedy=workload.remedy,
        )
        return
    declared = any(load.max_daily is not None for load in workload.models.values())
    if isinstance(account.limits, NotReadable) and not declared:
        yield unknown(
            f"limits not readable: {account.limits.reason}",
            remedy=_declare("each model") if account.access is Access.ACCEPTED else "see `key-valid`",
        )
        return
    for model, load in workload.models.items():
        yield _judge(model, load, account, data)


def _judge(model: str, load: ModelLoad, account: Account, data: VendorData) -> Verdict:
    if load.per_day is None:
        return unknown(
            "the workload does not say how many a day",
            subject=model,
            remedy=f"add per_day to workload.{model}",
        )
    day = capacity.Day.of(load)
    allowed = capacity.allowance(account, model, load, data, capacity.Kind.DAILY)
    if isinstance(allowed, NotReadable):
        return _not_readable(model, day, allowed, account)
    if allowed.value is None:
        return passed(
            f"needs {number(day.count or 0)} a day, and the account has no daily limit{allowed.noted}",
            subject=model,
            data={"expected_per_day": day.count, "max_daily": None},
        )
    return _against_limit(model, day, allowed, allowed.value, account=account, data=data)


def _not_readable(model: str, day: capacity.Day, gone: NotReadable, account: Account) -> Verdict:
    numbers = {"expected_per_day": day.count}
    if isinstance(account.limits, Known) and model not in account.limits.value:
        near = difflib.get_close_matches(model, account.limits.value, n=1)
        return unknown(
            f"needs {number(day.count or 0)} a day, but the account lists no limit for this model",
            subject=model,
            remedy=f"did you mean {near[0]}?"
            if near
            else f"use a model that the account lists: {', '.join(account.limits.value) or 'none'}",
            data=numbers,
        )
    return unknown(
        f"daily limit not readable: {gone.reason}",
        subject=model,
        remedy=_declare(f"workload.{model}") if account.access is Access.ACCEPTED else "see `key-valid`",
        data=numbers,
    )


def _against_limit(
    model: str, day: capacity.Day, allowed: capacity.Allowance, limit: int, *, account: Account, data: VendorData
) -> Verdict:
    needed = day.count or 0
    numbers: dict[str, int | bool] = {"expected_per_day": needed, "max_daily": limit}
    if allowed.declared:
        numbers["declared"] = True
    used = account.used_24h(model)
    if isinstance(used, Known):
        numbers |= {"used_24h": used.value, "left": max(0, limit - used.value)}
    whose = "the declared limit" if allowed.declared else capacity.tier_name(account, data)
    asks = f"needs {number(needed)} a day, {whose} allows {number(limit)}{allowed.noted}"
    if limit == 0:
        return failed(asks, subject=model, remedy=_NO_ACCESS, data=numbers)
    if needed > limit:
        hours = day.hours_until(limit)
        out = f"; at {number(day.peak or 0)} an hour that is used up after {span(float(hours) * 3600)}" if hours else ""
        return failed(f"{asks}{out}", subject=model, remedy=_way_up(model, needed, data), data=numbers)
    match used:
        case NotReadable() if allowed.declared:
            return _shaped(model, day, limit, asks, numbers)
        case NotReadable(reason):
            return unknown(
                f"{asks}; used in the past 24 hours not readable: {reason}",
                subject=model,
                remedy="run again with -v",
                data=numbers,
            )
        case Known():
            saw = f"{asks}, {number(numbers['left'])} left in this window"
            return _against_window(model, day, limit, saw, numbers)


def _against_window(model: str, day: capacity.Day, limit: int, saw: str, numbers: dict[str, int | bool]) -> Verdict:
    """The limit is high enough; is there room in the window that is running now?"""
    left, needed = numbers["left"], day.count or 0
    if left == 0:
        return failed(
            f"{saw}: new tasks are answered with 429 now",
            subject=model,
            remedy="wait until older generations leave the 24 hours, or buy the next tier",
            data=numbers,
        )
    if 0 < left < needed:
        return warned(
            f"{saw}: a launch within the next hours would run into the limit",
            subject=model,
            remedy=f"keep test generations of {model} down before launch; the {number(numbers['used_24h'])} used leave "
            "the window within 24 hours",
            data=numbers,
        )
    return _shaped(model, day, limit, saw, numbers)


def _shaped(model: str, day: capacity.Day, limit: int, saw: str, numbers: dict[str, int | bool]) -> Verdict:
    """There is room for the day's number; do its hours make sense, and do they matter?"""
    if day.count == 0:
        return warned(
            f"the workload expects none a day; {number(limit)} allowed",
            subject=model,
            remedy=f"put the real figure in workload.{model}.per_day, or delete the model",
            data=numbers,
        )
    if day.contradiction:
        return warned(
            f"{saw}, but {day.contradiction}",
            subject=model,
            remedy=f"mend per_day or peak_per_hour of workload.{model}; until then the larger reading counts",
            data=numbers,
        )
    crowded = day.crowded if day.peak else None
    shift = (
        f"; should its busy hours shift from one day to the next, 24 hours may hold {number(crowded)}"
        if crowded and crowded > limit
        else ""
    )
    return passed(f"{saw}{shift}", subject=model, data=numbers)


def _declare(where: str) -> str:
    return f"look the limit up in the vendor's dashboard and declare it: max_daily of {where}"


def _way_up(model: str, needed: int, data: VendorData) -> str:
    if not data.tiers:
        return "ask the vendor for a higher limit, or expect less"
    tier = data.tier_for_daily(model, needed)
    if tier is None:
        return f"no published tier allows {number(needed)} a day: ask the vendor for a custom tier, or expect less"
    return (
        f"tier {tier.name} would do ({number(data.daily_limit(tier, model))} a day): it {tier.unlock}; or lower per_day"
    )
