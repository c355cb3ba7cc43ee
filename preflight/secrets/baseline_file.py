"""`.preflight/baseline.json`: one line per key, sorted, each ending in a comma, so that branches merge.

{
"about": "Keys that `preflight scan` accepts …",
"salt": "…",
"sha256:1f3a…": {"reason": "…", "by": "…", "expires": "2027-01-15", "places": ["…"]},
"version": 1
}
"""

import json
import re
import secrets
from datetime import date
from pathlib import Path
from typing import Any, Final

from preflight.config import scalars
from preflight.config.find import find_root
from preflight.config.problems import Place, Problems
from preflight.errors import ConfigError
from preflight.files import MIB, FileError, name_of, read_text, write_bytes
from preflight.printable import holds_key, veiled
from preflight.secrets.baseline import Baseline, Entry

PLACE: Final = ".preflight/baseline.json"
"""Below the config's directory, where the config names no other file."""
_ABOUT: Final = "Keys that `preflight scan` accepts, as salted hashes. Written by `preflight scan --write-baseline`."
_VERSION: Final = 1
_LIMIT: Final = 8 * MIB
_PREFIX: Final = "sha256:"
_NAME: Final = re.compile(_PREFIX + r"[0-9a-f]{32}")
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_PLACE: Final = re.compile(r"[0-9a-f]{12}")
_MEMBERS: Final = ("reason", "by", "expires", "places")
_NOT_OURS: Final = "this is no baseline of `preflight scan`"


def empty() -> Baseline:
    """A baseline that accepts nothing, with a salt of its own."""
    return Baseline(secrets.token_bytes(16))


def load(path: Path) -> Baseline | None:
    """The baseline in `path`; None where there is no such file.

    A symlink is followed within the repository only. Raises ConfigError, which holds every problem with its line.
    """
    if not path.exists() and not path.is_symlink():
        return None
    try:
        text = read_text(path, limit=_LIMIT, within=_root(path))
    except FileError as error:
        raise ConfigError(error.message, hint=error.hint) from error
    return _parse(text, Problems(name_of(path), text))


def save(path: Path, baseline: Baseline) -> None:
    """Writes the file as a whole; the caller has made sure that it holds a baseline, or nothing. Raises FileError."""
    folder, root = path.absolute().parent, _root(path)
    if not folder.resolve().is_relative_to(root.resolve()):
        raise FileError(f"{name_of(folder)}: a symlink that leads out of the repository is not followed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{name_of(folder)}: cannot be made: {(error.strerror or '').lower()}") from error
    write_bytes(path, dump(baseline).encode("utf-8"), within=root)


def dump(baseline: Baseline) -> str:
    """The file's text: always in the same form."""
    members: dict[str, Any] = {"about": _ABOUT, "salt": baseline.salt.hex()}
    for digest, entry in sorted(baseline.entries.items()):
        words = {"reason": entry.reason, "by": entry.by, "expires": entry.expires.isoformat()}
        members[_PREFIX + digest] = {**words, "places": sorted(entry.places)}
    members["version"] = _VERSION
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in members.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _parse(text: str, problems: Problems) -> Baseline:
    try:
        members = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        problems.stop(Place(error.lineno, error.colno), f"{_NOT_OURS}: {error.msg}", "settle the merge, or delete it")
    except (ValueError, RecursionError) as error:
        problems.stop(Place(1, 1), f"{_NOT_OURS}: {error}", "settle the merge, or delete it")
    if not isinstance(members, dict) or members.get("about") != _ABOUT:
        problems.stop(Place(1, 1), _NOT_OURS)
    if members.get("version") != _VERSION:
        problems.stop(Place(1, 1), f"this preflight reads baselines of version {_VERSION} alone")
    salt = members.get("salt")
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        problems.stop(_place_of("salt", text), '"salt": 32 hex digits are expected')
    entries = {}
    for name, value in members.items():
        if name in ("about", "salt", "version"):
            continue
        try:
            digest = _digest(name)
            entries[digest] = _entry(value)
        except ValueError as error:
            problems.add(_place_of(name, text), str(error))
    problems.raise_any()
    return Baseline(bytes.fromhex(salt), entries)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A merge may have kept both sides' lines."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f'"{veiled(name, limit=40)}" stands in it twice: keep one line')
        members[name] = value
    return members


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


def _place_of(name: str, text: str) -> Place:
    at = text.find(json.dumps(name))
    return Place(text.count("\n", 0, at) + 1 if at >= 0 else 1, 1)


def _root(path: Path) -> Path:
    """What symlinks must not lead out of: the repository, else the file's own directory."""
    folder = path.absolute().parent
    return find_root(folder) or folder
