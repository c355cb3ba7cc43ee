"""One provider's facts as a value that can be changed: a changed copy is what "what if" means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from preflight.account import Account
from preflight.attestations.model import Attestations
from preflight.engine.gather import Gatherer, Key
from preflight.facts.gatherers import GATHERERS
from preflight.facts.inputs import Clock, Inputs
from preflight.providers.base import Provider
from preflight.registry import Check, needs
from preflight.usage import Usage
from preflight.vendor_data import VendorData
from preflight.verdict import Status, Verdict
from preflight.workload import Workload

CHECKS: Final = ("credits", "daily-volume", "concurrency", "monthly-cap", "autobilling")
"""The checks of capacity and money, in checklist order."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by type."""

    values: Mapping[type, Any] = field(repr=False)

    def __getitem__(self, kind: type[T]) -> T:
        return cast("T", self.values[kind])

    def changed(self, *new: object) -> "Facts":
        """These facts, with others in place of those of the same type."""
        return Facts({**self.values, **{type(one): one for one in new}})


@dataclass(frozen=True, slots=True)
class Line:
    """One verdict of one of the checks."""

    check: str
    verdict: Verdict

    @property
    def label(self) -> str:
        """`daily-volume gen4.5`."""
        return " ".join(word for word in (self.check, self.verdict.subject) if word)

    @property
    def green(self) -> bool:
        """Whether there is nothing left to wish for."""
        return self.verdict.status in {Status.PASS, Status.SKIP}


def judge(checks: Sequence[Check], facts: Facts) -> list[Line]:
    """The verdicts of the checks themselves on these facts."""
    return [
        Line(check.slug, verdict)
        for check in checks
        for verdict in check(**{name: facts.values[kind] for name, kind in needs(check.judge).items()})
    ]


def gather(
    checks: Sequence[Check], providers: Sequence[Provider], inputs: Inputs, clock: Clock, given: Mapping[Key, object]
) -> list[Facts]:
    """The facts of each provider, read once and all at the same time. Raises PreflightError as facts do."""
    gatherer = Gatherer(
        GATHERERS,
        {
            (Inputs, None): inputs,
            (Clock, None): clock,
            (tuple[Provider, ...], None): tuple(providers),
            **given,
        },
    )
    functions: list[Callable[..., object]] = [_always, *(check.judge for check in checks)]
    asked = [
        {
            needs(function)[name]: future
            for function in functions
            for name, future in gatherer.start(function, provider).items()
        }
        for provider in providers
    ]
    return [Facts({kind: future.result().value for kind, future in futures.items()}) for futures in asked]


def _always(
    account: Account,
    workload: Workload,
    data: VendorData,
    attestations: Attestations,
    clock: Clock,
    usage: Usage,
) -> None:
    """What the plan itself reads."""
