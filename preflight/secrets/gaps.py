"""What could not be read, told in few words however much it is."""

from preflight.redact import scrub
from preflight.text import printable

_EXAMPLES = 3


class Gaps:
    """Collects reasons why a scan is incomplete; the same reason is told once, with its first places."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def add(self, reason: str, place: bytes | str | None = None) -> None:
        """Something was not read because of `reason`, at `place` (a path)."""
        reason = scrub(printable(reason))
        places = self._places.setdefault(reason, [])
        self._counts[reason] = self._counts.get(reason, 0) + 1
        if place is not None and len(places) < _EXAMPLES:
            places.append(scrub(printable(place)))

    def reasons(self) -> tuple[str, ...]:
        """`reason: first, second, third and 4 more`, in the order of their appearance."""
        return tuple(self._worded(reason, places) for reason, places in self._places.items())

    def _worded(self, reason: str, places: list[str]) -> str:
        if not places:
            return reason
        more = self._counts[reason] - len(places)
        return f"{reason}: {', '.join(places)}" + (f" and {more:,} more" if more else "")
