"""What a launch review asks of people: statements that are missing or about to lapse, waivers likewise."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from preflight.attestations.model import SOON_DAYS, Attestation, Attestations, Validity
from preflight.attestations.values import VALUES
from preflight.config.model import Waiver
from preflight.documentation import read
from preflight.parts import Known
from preflight.registry import Check, needs
from preflight.report import Report, Result
from preflight.verdict import Status
from preflight.words import count

_ASKS = "`preflight attest"
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
    old: Attestation | None = None
    """What was stated before."""

    @property
    def command(self) -> str:
        """What to type."""
        words = ["preflight attest", *(["renew"] if self.old else []), self.check]
        words += [f"--provider {self.provider}"] if self.provider else []
        words += ["--by YOU", "--evidence LINK"]
        words += [] if self.old else [f"--set {name}=N" for name in VALUES.get(self.check, {})]
        return " ".join(words)

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
            why = _missing(result) if old is None else _lapsing(old, report.today)
            if why:
                found[result.check, result.provider] = _point(about[result.check], result, why, old)
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


def _missing(result: Result) -> str:
    """Why a statement is asked for; empty where none is: a measured answer needs nobody's word."""
    asks = result.status is not Status.PASS and f"{_ASKS} {result.check}" in (result.verdict.remedy or "")
    return result.verdict.message if asks else ""


def _lapsing(old: Attestation, today: date) -> str:
    match old.status(today):
        case Validity.EXPIRED:
            return f"stated by {old.by} on {old.on}, lapsed on {old.expires or 'a day that cannot be read'}"
        case Validity.EXPIRES_SOON:
            return f"stated by {old.by} on {old.on}, lapses in {count(old.days_left(today), 'day')}"
        case _:
            return ""


def _point(check: Check, result: Result, why: str, old: Attestation | None) -> ToAttest:
    documentation = read(check.documentation)
    return ToAttest(
        check=check.slug,
        provider=result.provider or (old.provider if old else None),
        why=why,
        title=documentation.title,
        how=" ".join(block.text for block in documentation.chapter("How to fix")),
        old=old,
    )
