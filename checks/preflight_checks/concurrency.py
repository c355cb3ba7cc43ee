"""`concurrency`: may as many generations run at one time as the busiest hour asks for?"""

from collections.abc import Iterator
from dataclasses import replace

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
    skipped,
    unknown,
    warned,
)
from preflight.words import number, quantity, span

_NO_ACCESS = (
    "a limit of 0 means no access: look in the portal whether the account is suspended, or buy its first credits"
)


@check("concurrency", section=Section.USAGE, required=True)
def concurrency(account: Account, workload: Workload, data: VendorData) -> Iterator[Verdict]:
    """As many generations may run at one time as the busiest hour asks for.

    Why
        Each model has a limit on generations that run at one time. What comes beyond it is accepted, answered with
        the status THROTTLED, and started in order when a place becomes free: no error, only a longer wait, which
        users see and which counts into the time after which clients give up (10 minutes in the official SDKs). By
        Little's law the busiest hour keeps peak_per_hour × generation_seconds ÷ 3,600 places taken. At or above the
        limit the queue grows as long as the hour lasts; shortly below it, Erlang's formula tells how many wait and
        for how long. This warns when more than one in twenty waits longer than a generation itself takes, or longer
        than clients wait.

    How to fix
        Unlock a tier with more places before launch, spread the load over more hours or more models, or use a faster
        model. `preflight plan` shows what each of these would have to be. Treat THROTTLED like PENDING, and raise
        the time that your client waits.

        The verdict needs `peak_per_hour` and `generation_seconds`. Where a vendor's API tells no limit, declare it:
        `max_concurrent` beside them; a limit that the API does tell wins over it.

    References
        - https://docs.dev.runwayml.com/usage/tiers
        - https://docs.dev.runwayml.com/guides/go-live
    """
    if not workload.told:
        yield skipped(
            "the workload does not say what the busiest hour asks for",
            remedy=workload.remedy,
        )
    for model, load in workload.models.items():
        yield _judge(model, load, account, data)


def _judge(model: str, load: ModelLoad, account: Account, data: VendorData) -> Verdict:
    queue = capacity.queue_of(load, 0)
    if queue is None:
        wants = [name for name in ("peak_per_hour", "generation_seconds") if getattr(load, name) is None]
        return skipped(
            "the workload does not say what the busiest hour asks for",
            subject=model,
            remedy=f"add {' and '.join(wants)} to workload.{model}",
        )
    allowed = capacity.allowance(account, model, load, data, capacity.Kind.CONCURRENT)
    each, running = span(float(queue.seconds)), quantity(float(queue.load))
    asks = f"{number(queue.per_hour)} in the busiest hour, {each} each, keep {running} running"
    if isinstance(allowed, NotReadable):
        return _not_readable(model, asks, allowed, account)
    if allowed.value is None:
        return passed(
            f"{asks}, and the account has no limit on that{allowed.noted}",
            subject=model,
            data={"offered_load": float(queue.load), "max_concurrent": None},
        )
    whose = "the declared limit" if allowed.declared else capacity.tier_name(account, data)
    asks = f"{asks}; {whose} allows {number(allowed.value)} at one time{allowed.noted}"
    return _against_limit(model, load, replace(queue, servers=allowed.value), asks, data, declared=allowed.declared)


def _not_readable(model: str, asks: str, gone: NotReadable, account: Account) -> Verdict:
    if isinstance(account.limits, Known) and model not in account.limits.value:
        return unknown(f"{asks}, but {gone.reason}", subject=model, remedy="see `daily-volume`")
    declare = f"look the limit up in the vendor's dashboard and declare it: max_concurrent of workload.{model}"
    return unknown(
        f"{asks}; limit not readable: {gone.reason}",
        subject=model,
        remedy=declare if account.access is Access.ACCEPTED else "see `key-valid`",
    )


def _against_limit(
    model: str, load: ModelLoad, queue: capacity.Queue, asks: str, data: VendorData, *, declared: bool
) -> Verdict:
    bearable = capacity.Bearable(data.client_wait_seconds)
    numbers: dict[str, float | bool] = {"offered_load": float(queue.load), "max_concurrent": queue.servers}
    if declared:
        numbers["declared"] = True
    if queue.servers == 0:
        return failed(asks, subject=model, remedy=_NO_ACCESS, data=numbers)
    if not queue.per_hour:
        return passed(asks, subject=model, data=numbers)
    numbers["needed_concurrent"] = bearable.servers_needed(queue)
    remedy = _way_up(model, queue, bearable, data, per_day=load.per_day or 0)
    if not queue.stable:
        return failed(f"{asks}: {_growing(queue)}", subject=model, remedy=remedy, data=numbers)
    slowest = queue.wait_at(capacity.SHARE)
    numbers |= {
        "wait_probability": round(queue.wait_probability, 6),
        "mean_wait_seconds": round(queue.mean_wait, 3),
        "p95_wait_seconds": round(slowest, 3),
    }
    saw = f"{asks}: {_waiting(queue, slowest)}"
    if bearable.fit(queue) is capacity.Fit.FITS:
        return passed(saw, subject=model, data=numbers)
    client = data.client_wait_seconds
    why = (
        f"the official clients give up after {span(client)}"
        if client is not None and slowest + float(queue.seconds) > client
        else f"that is longer than a generation takes ({span(float(queue.seconds))})"
    )
    return warned(f"{saw}; {why}", subject=model, remedy=remedy, data=numbers)


def _growing(queue: capacity.Queue) -> str:
    """What becomes of an hour that asks for more than the places can do."""
    if queue.backlog < 1:
        return "they are never all done, and the queue grows as long as the hour lasts"
    waiting = int(queue.backlog)
    return f"after that hour {number(waiting)} are still waiting (THROTTLED), the last one for {span(queue.drain)}"


def _waiting(queue: capacity.Queue, slowest: float) -> str:
    share = round(queue.wait_probability * 100)
    if not slowest:
        return f"{share or 'under 1'} % have to wait"
    return (
        f"{share} % have to wait (THROTTLED), {span(queue.mean_wait)} on average over all, "
        f"1 in 20 for {span(slowest)} or longer"
    )


def _way_up(model: str, queue: capacity.Queue, bearable: capacity.Bearable, data: VendorData, per_day: int) -> str:
    needed = bearable.servers_needed(queue)
    fewer = bearable.most_per_hour(queue)
    flat = fewer and fewer * capacity.HOURS >= per_day  # the day's number fits into hours of so many
    lower = f"or lower peak_per_hour to {number(fewer)}" if flat else "or expect less"
    tier = data.tier_for_concurrent(model, needed)
    if tier:
        return (
            f"tier {tier.name} would do ({data.concurrent_limit(tier, model)} at one time): it {tier.unlock}; {lower}"
        )
    known = "no published tier does: " if data.tiers else ""
    return f"it takes {number(needed)} at one time; {known}ask the vendor for a higher limit, {lower}"
