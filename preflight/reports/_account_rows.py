"""What the formats for people say of an account, as rows of words."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeVar

from preflight.account import Access, AutoBilling, Unit
from preflight.attestations.model import Attestation
from preflight.engine.overview import Overview, Sheet
from preflight.facts.account import Reading
from preflight.parts import Known, NotReadable, Part
from preflight.usage import Usage
from preflight.words import amount, dollars, listed, money, number

T = TypeVar("T")

MODEL_HEADINGS: Final = ("model", "at once", "a day", "used 24 h", "left")


def facts_of(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Label and words, in the order in which people ask; what is not readable is said once per reason."""
    account = sheet.account
    for key in sheet.keys:
        yield f"key {key.credential.name}" if key.credential.name else "key", _key(key)
    gone: dict[str, list[str]] = {}
    parts: tuple[tuple[str, Part[str]], ...] = (
        ("balance", _worded(account.balance, lambda value: money(value, account.unit))),
        ("plan", account.plan),
        (
            "monthly cap",
            _worded(account.monthly_cap, lambda cap: f"{money(cap, account.unit)} in 30 days at most"),
        ),
        ("limits", _worded(account.limits, lambda limits: "" if limits else "none listed")),
        ("use in 24 hours", _worded(account.used, lambda used: "")),
        ("autobilling", _worded(account.autobilling, lambda told: _autobilling(told, account.unit))),
    )
    for label, part in parts:
        match part:
            case Known(words) if words:
                yield label, words
            case NotReadable(reason):
                gone.setdefault(reason, []).append(label)
            case _:
                pass
        if label == "monthly cap":
            yield from _tiers(sheet)
    for attested in sheet.attested:
        yield "attested", _attested(attested, account.unit)
    for reason, labels in gone.items():
        yield "not readable", f"{listed(labels)}: {reason}"


def model_rows(sheet: Sheet) -> list[tuple[str, str, str, str, str]]:
    """By model: concurrency, daily limit, used, left; `?` where one is not readable."""
    if isinstance(sheet.account.limits, NotReadable):
        return []
    rows = []
    for model, limits in sheet.account.limits.value.items():
        used = sheet.account.used_24h(model)
        rows.append(
            (model, _limit(limits.max_concurrent), _limit(limits.max_daily), _limit(used), left(limits.max_daily, used))
        )
    return rows


def left(most: Part[int | None], used: Part[int]) -> str:
    """What a model may still do in the window that is running."""
    match most, used:
        case Known(None), _:
            return "no limit"
        case Known(int() as limit), Known(count):
            return number(max(0, limit - count))
        case _:
            return "?"


def heading(overview: Overview) -> list[str]:
    """Repository, environment, and what makes this no real run."""
    target = overview.target
    return [
        target.root,
        f"environment {target.environment}",
        *([f"SANDBOX {target.sandbox}"] if target.sandbox else []),
        *(["OFFLINE"] if target.offline else []),
    ]


def cell(value: Decimal | int, unit: Unit) -> str:
    """A number of a table whose heading names the unit: `1,234.5`, `-$0.75`."""
    if unit is Unit.CENTS:
        return dollars(value)
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def by_size(totals: Mapping[str, Decimal]) -> list[str]:
    """Series, the dearest first."""
    return sorted(totals, key=lambda series: (-totals[series], series))


def range_of(usage: Usage) -> str:
    """`2026-10-21 to 2026-11-20 (excluded), UTC`."""
    return f"{usage.start} to {usage.before} (excluded), UTC"


def components(usage: Usage) -> Mapping[str, Decimal]:
    """What all runs cost by component."""
    sums: dict[str, Decimal] = {}
    for run in usage.runs.value if isinstance(usage.runs, Known) else ():
        for name, value in run.parts.items():
            sums[name] = sums.get(name, Decimal(0)) + value
    return {name: sums[name] for name in by_size(sums)}


def _key(key: Reading) -> str:
    credential, account = key.credential, key.account
    if credential.key is None:
        return f"{credential.variable} is not set"
    what = "accepted" if account.access is Access.ACCEPTED else account.access
    return f"{credential.variable} from {credential.source} ({credential.key}): {what}"


def _tiers(sheet: Sheet) -> Iterator[tuple[str, str]]:
    if isinstance(sheet.account.monthly_cap, NotReadable) or not sheet.data.tiers:
        return
    if sheet.tier is None:
        yield "tier", "a custom one: no published tier has this monthly cap"
        return
    yield "tier", f"{sheet.tier.name}, inferred from the monthly cap (published tiers as of {sheet.data.as_of})"
    above = sheet.next_tier
    yield (
        "next tier",
        f"{above.name}: it {above.unlock}" if above else "none published: ask for a custom one",
    )


def _autobilling(told: AutoBilling, unit: Unit) -> str:
    if told.enabled == Known(False):
        return "off"
    on = "on" if told.enabled == Known(True) else "on or off is not readable"
    below, buys = (_worded(part, lambda value: amount(value, unit)) for part in (told.threshold, told.amount))
    words = f"{on}: below {_or_unknown(below)} it buys {_or_unknown(buys)}"
    match told.payment_method:
        case Known(saved):
            words += ", payment method saved" if saved else ", no payment method saved"
        case NotReadable():
            words += ", payment method not readable"
    match told.last_charge:
        case Known(None):
            words += ", never charged yet"
        case Known(at):
            words += f", last charged on {at:%Y-%m-%d}"
        case NotReadable():
            pass
    return words


def _attested(one: Attestation, unit: Unit) -> str:
    values = ", ".join(f"{name} {amount(value, unit)}" for name, value in one.values.items())
    until = f"until {one.expires}" if one.expires else "lapsed"
    return f"{one.check}{f' ({values})' if values else ''} by {one.by} on {one.on}, {until}"


def _worded(part: Part[T], words: Callable[[T], str]) -> Part[str]:
    return Known(words(part.value)) if isinstance(part, Known) else part


def _or_unknown(part: Part[str]) -> str:
    return part.value if isinstance(part, Known) else "?"


def _limit(part: Part[int | None] | Part[int]) -> str:
    match part:
        case Known(None):
            return "no limit"
        case Known(int() as value):
            return number(value)
        case _:
            return "?"
