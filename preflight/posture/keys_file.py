"""`.preflight/keys.json`: which keys environments use, one line per environment, so that branches merge.

{
"about": "Which keys environments use …",
"environment production": {"keys": {"RUNWAYML_API_SECRET": "sha256:1f3a…"}, "on": "2026-11-20"},
"salt": "…",
"version": 1
}
"""

import re
from pathlib import Path
from typing import Any, Final

from preflight.config import scalars
from preflight.posture.environment_keys import Recorded, Records
from preflight.printable import might_be_key
from preflight.secrets.salted import SaltedFile, new_salt

PLACE: Final = ".preflight/keys.json"
"""Below the config's directory."""
_FILE: Final = SaltedFile(
    "Which keys environments use, as salted hashes. Written by `preflight keys record`.",
    "record of `preflight keys record`",
)
_PREFIX: Final = "environment "
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HASH: Final = re.compile(r"sha256:([0-9a-f]{32})")


def load(path: Path) -> Records:
    """The records in `path`; none, with a new salt, where there is no such file.

    A symlink is followed within the repository only. Raises ConfigError, which holds every problem with its line.
    """
    read = _FILE.load(path)
    if read is None:
        return Records(salt=new_salt())
    environments = {}
    for name, value in read.entries.items():
        try:
            environments[_environment(name)] = _recorded(value)
        except ValueError as error:
            read.problems.add(read.place(name), str(error))
    read.problems.raise_any()
    return Records(salt=read.salt, environments=environments)


def save(path: Path, records: Records) -> None:
    """Writes the file as a whole. Raises FileError."""
    _FILE.save(path, records.salt, _members(records))


def dump(records: Records) -> str:
    """The file's text: always in the same form."""
    return _FILE.dump(records.salt, _members(records))


def _members(records: Records) -> dict[str, Any]:
    return {
        _PREFIX + name: {
            "keys": {variable: f"sha256:{key}" for variable, key in sorted(recorded.keys.items())},
            "on": recorded.on.isoformat(),
        }
        for name, recorded in records.environments.items()
    }


def _environment(name: str) -> str:
    if not name.startswith(_PREFIX) or might_be_key(name):
        raise ValueError(f'expected "{_PREFIX}NAME"')
    return scalars.line(name.removeprefix(_PREFIX))


def _recorded(value: Any) -> Recorded:
    if not isinstance(value, dict) or sorted(value) != ["keys", "on"]:
        raise ValueError("an environment has keys, on")
    keys, on = value["keys"], value["on"]
    if not isinstance(keys, dict) or not keys:
        raise ValueError("keys: a mapping of variables to hashes is expected")
    return Recorded(
        keys={_variable(name): _hash(one) for name, one in keys.items()},
        on=scalars.day(on if isinstance(on, str) else ""),
    )


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name) or might_be_key(name):
        raise ValueError("keys: names of variables are expected")
    return name


def _hash(value: Any) -> str:
    match = _HASH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("keys: expected sha256: and 32 hex digits")
    return match[1]
