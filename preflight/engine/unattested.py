"""What a launch review asks of people: statements that are missing or about to lapse, waivers likewise."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from preflight.attestations.model import SOON_DAYS, Attestation, Attestations, Validity
from preflight.config.model import Waiver
from preflight.documentation import read
from preflight.parts import Known
from preflight.registry import Check, needs
from preflight.report import Report, Result
from preflight.verdict import Status
from preflight.words import count

_COMMAND: Final = re.compile(r"`(preflight attest (?:renew )?(\S+)[^`]*)`")
"""How a remedy says that a person's word would settle it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAttest:
    """A question that only a person can answer."""

    check: str
    provider: str | None
    why: str
    """What is so now; one sentence."""
    title: str
    """What is to be stated."""
    how: str
    """Where to look, in the check's own words; empty where it has none."""
    command: str
    """What to type."""
    renews: bool = False
    """Whether it says again what was stated before."""

    def __str__(self) -> str:
        return f"{self.check} for {self.provider}" if self.provider else self.check


def to_attest(report: Report, checks: Sequence[Check]) -> list[ToAttest]:
    """In checklist order, each check and provider once."""
    attested = report.attestations.value if isinstance(report.attestations, Known) else ()
    about = {check.slug: check for check in checks if _takes_statements(check)}
    found: dict[tuple[str, str | None], ToAttest] = {}
    for result in report.results:
        if result.check in about and (result.check, result.provider) not in found:
            old = _of(attested, result)
            command = _command_in(result) or (_renewal(old) if old and _lapses(old, report.today) else None)
            if command:
                found[result.check, result.provider] = _point(about[result.check], result, old, command, report.today)
    return list(found.values())


def waivers_to_renew(report: Report) -> Iterator[tuple[Waiver, str]]:
    """Those that cover a result now and lapse soon, and those that have lapsed; each with the words for it."""
    covered = {(result.check, result.waived.reason) for result in report.results if result.waived}
    for waiver in report.waivers:
        left = (waiver.expires - report.today).days
        if left < 0:
            yield waiver, f"lapsed on {waiver.expires}"
        elif left <= SOON_DAYS and (waiver.check, waiver.reason) in covered:
            yield waiver, f"lapses on {waiver.expires}, in {count(left, 'day')}"


def _of(attested: Collection[Attestation], result: Result) -> Attestation | None:
    same = (one for one in attested if one.check == result.check)
    return next((one for one in same if result.provider in (None, one.provider)), None)


def _takes_statements(check: Check) -> bool:
    try:
        return Attestations in needs(check.judge).values()
    except (NameError, TypeError):  # a pack names a type that does not exist: its verdict says so
        return False


def _command_in(result: Result) -> str | None:
    """What the check itself says to type; None where a measured answer needs nobody's word."""
    commands = _COMMAND.findall(result.verdict.remedy or "") if result.status is not Status.PASS else []
    return next((command for command, slug in commands if slug == result.check), None)


def _lapses(old: Attestation, today: date) -> bool:
    """Whether it has lapsed, or will soon."""
    return old.status(today) is not Validity.VALID


def _renewal(old: Attestation) -> str:
    return f"preflight attest renew {old.check} --provider {old.provider} --by YOU --evidence LINK"


def _point(check: Check, result: Result, old: Attestation | None, command: str, today: date) -> ToAttest:
    documentation = read(check.documentation)
    return ToAttest(
        check=check.slug,
        provider=result.provider or (old.provider if old else None),
        why=_lapsing(old, today) if old and _lapses(old, today) else result.verdict.message,
        title=documentation.title,
        how=" ".join(block.text for block in documentation.chapter("How to fix")),
        command=command,
        renews=command.startswith("preflight attest renew "),
    )


def _lapsing(old: Attestation, today: date) -> str:
    said = f"stated by {old.by} on {old.on}"
    if old.valid(today):
        return f"{said}, lapses in {count(old.days_left(today), 'day')}"
    lapsed = f"lapsed on {old.expires or 'a day that cannot be read'}"
    return f"{said}, {old.proof.void or lapsed}"
