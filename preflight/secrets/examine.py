"""Finds every key in a piece of data, through encodings and containers, as deep as the limits allow.

This runs on every object that a scan reads: where there is nothing, it costs one translation and a few
searches, and the decoders are not even imported.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from preflight.secrets.containers import recognise
from preflight.secrets.containers.limits import Budget, Limits
from preflight.secrets.rules import RuleSet
from preflight.secrets.stretches import stretches

if TYPE_CHECKING:
    from preflight.secrets.hits import Hit

_DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome for one piece of data. Clean only without hits *and* without anything incomplete."""

    hits: "tuple[Hit, ...]" = ()
    incomplete: tuple[str, ...] = ()
    """Why not everything in it could be read."""


_CLEAN: Final = Examination()


def examine(data: bytes, rules: RuleSet, limits: Limits = _DEFAULT_LIMITS) -> Examination:
    """Every key in `data`, and what could not be read of it. Never raises, whatever the data."""
    container = recognise(data)
    promising = list(stretches(data, rules))
    if container is None and not promising:
        return _CLEAN
    from preflight.secrets.origin import Origin
    from preflight.secrets.visit import Visit

    visit = Visit(rules, Budget(limits, len(data)))
    visit.look(data, Origin(data), container=container, promising=promising)
    return Examination(*visit.outcome())
