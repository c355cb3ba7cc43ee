"""What could not be read and what to do about it, told in few words however much it is."""

from dataclasses import dataclass
from errno import EACCES, EPERM
from typing import Final

from preflight.errors import PreflightError
from preflight.redact import scrub
from preflight.text import printable

_EXAMPLES: Final = 3
BY_HAND: Final = "look at it by hand, make it readable or take it out of the repository, and run again"
"""Where nothing better is known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A reason why not everything could be read."""

    reason: str
    remedy: str = BY_HAND
    """What to type or to do, so that the next scan reads it."""


_REFETCH: Final = "`git fetch --refetch --no-filter` (git 2.36 or newer) gets what a partial clone lacks"
LACKING: Final = Gap("the clone lacks an object, whose content was not read", _REFETCH)
LACKING_STAGED: Final = Gap("the clone lacks the content of a staged file", _REFETCH)
SHALLOW: Final = Gap(
    "the clone is shallow: older commits were not read (git fetch --unshallow)", "`git fetch --unshallow`"
)
BARE: Final = Gap("a bare repository has no files on disk", "scan all of it: `preflight scan`")


def unreadable(what: str, error: OSError) -> Gap:
    """`could not be read (Permission denied)`."""
    owner = "run as the owner of the repository, or make its files readable"
    return Gap(f"{what} ({error.strerror})", owner if error.errno in (EACCES, EPERM) else BY_HAND)


class Gaps:
    """Collects reasons why a scan is incomplete; the same reason is told once, with its first places."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._remedies: dict[str, None] = {}

    def add(self, gap: Gap | str, place: bytes | str | None = None) -> None:
        """Something was not read because of `gap`, at `place` (a path)."""
        gap = Gap(gap) if isinstance(gap, str) else gap
        reason = scrub(printable(gap.reason))
        places = self._places.setdefault(reason, [])
        self._counts[reason] = self._counts.get(reason, 0) + 1
        self._remedies[scrub(printable(gap.remedy))] = None
        if place is not None and len(places) < _EXAMPLES:
            places.append(scrub(printable(place)))

    def failed(self, error: PreflightError, place: bytes | str | None = None) -> None:
        """Something was not read because of `error`, whose hint is the remedy."""
        self.add(Gap(error.message, error.hint or BY_HAND), place)

    def reasons(self) -> tuple[str, ...]:
        """`reason: first, second, third and 4 more`, in the order of their appearance."""
        return tuple(self._worded(reason, places) for reason, places in self._places.items())

    def remedies(self) -> tuple[str, ...]:
        """What to do about all of them, each once, in the same order."""
        return tuple(self._remedies)

    def _worded(self, reason: str, places: list[str]) -> str:
        if not places:
            return reason
        more = self._counts[reason] - len(places)
        return f"{reason}: {', '.join(places)}" + (f" and {more:,} more" if more else "")
