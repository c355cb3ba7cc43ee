"""`.preflight/baseline.json`: one line per key, so that branches merge.

{
"about": "Keys that `preflight scan` accepts …",
"salt": "…",
"sha256:1f3a…": {"reason": "…", "by": "…", "expires": "2027-01-15", "places": ["…"]},
"version": 1
}
"""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from preflight.config import scalars
from preflight.printable import holds_key
from preflight.secrets.baseline import Baseline, Entry
from preflight.secrets.salted import SaltedFile, new_salt

_FILE: Final = SaltedFile(
    "Keys that `preflight scan` accepts, as salted hashes. Written by `preflight scan --write-baseline`.",
    "baseline of `preflight scan`",
)
_PREFIX: Final = "sha256:"
_NAME: Final = re.compile(_PREFIX + r"[0-9a-f]{32}")
_PLACE: Final = re.compile(r"[0-9a-f]{12}")
_MEMBERS: Final = ("reason", "by", "expires", "places")


def empty() -> Baseline:
    """A baseline that accepts nothing, with a salt of its own."""
    return Baseline(new_salt())


def load(path: Path) -> Baseline | None:
    """The baseline in `path`; None where there is no such file.

    A symlink is followed within the repository only. Raises ConfigError, which holds every problem with its line.
    """
    read = _FILE.load(path)
    if read is None:
        return None
    entries = {}
    for name, value in read.entries.items():
        try:
            digest = _digest(name)
            entries[digest] = _entry(value)
        except ValueError as error:
            read.problems.add(read.place(name), str(error))
    read.problems.raise_any()
    return Baseline(read.salt, entries)


def save(path: Path, baseline: Baseline) -> None:
    """Writes the file as a whole; the caller has made sure that it holds a baseline, or nothing. Raises FileError."""
    _FILE.save(path, baseline.salt, _members(baseline))


def dump(baseline: Baseline) -> str:
    """The file's text: always in the same form."""
    return _FILE.dump(baseline.salt, _members(baseline))


def _members(baseline: Baseline) -> dict[str, Any]:
    return {
        _PREFIX + digest: {
            "reason": entry.reason,
            "by": entry.by,
            "expires": entry.expires.isoformat(),
            "places": sorted(entry.places),
        }
        for digest, entry in baseline.entries.items()
    }


def _digest(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"expected {_PREFIX} and 32 hex digits")
    return name.removeprefix(_PREFIX)


def _entry(value: Any) -> Entry:
    if not isinstance(value, dict) or sorted(value) != sorted(_MEMBERS):
        raise ValueError(f"an entry has {', '.join(_MEMBERS)}")
    places = value["places"]
    if not isinstance(places, list) or not all(isinstance(one, str) and _PLACE.fullmatch(one) for one in places):
        raise ValueError("places: a list of hashes of 12 hex digits is expected")
    return Entry(
        reason=_line(value["reason"]), by=_line(value["by"]), expires=_day(value["expires"]), places=frozenset(places)
    )


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("reason and by are texts")
    if holds_key(value):
        raise ValueError("this contains something that looks like a key")
    return scalars.line(value)


def _day(value: Any) -> date:
    return scalars.day(value if isinstance(value, str) else "")
