"""Keys known by salted hashes alone, and the form of the committed files that hold such hashes.

{
"about": "…",
"salt": "…",
"an entry": …,
"version": 1
}

One line per entry, sorted, each ending in a comma, so that branches merge.
"""

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from preflight.config.find import find_root
from preflight.config.problems import Place, Problems
from preflight.errors import ConfigError
from preflight.files import MIB, FileError, name_of, read_text, write_bytes
from preflight.printable import veiled
from preflight.redact import Secret

KEY_DIGITS: Final = 32
"""Of a hash, as many as name a key."""
_VERSION: Final = 1
_LIMIT: Final = 8 * MIB
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_OWN: Final = ("about", "salt", "version")


def salted_hash(salt: bytes, secret: Secret, place: str = "") -> str:
    """64 hex digits that name a key, or a key in a place; without the salt they say nothing."""
    message = f"{secret.reveal()}\0{place}".encode("utf-8", "surrogateescape")
    return hmac.new(salt, message, "sha256").hexdigest()


def new_salt() -> bytes:
    """Random, one per file, so that no two files can be compared."""
    return secrets.token_bytes(16)


@dataclass(frozen=True, slots=True)
class Read:
    """A file's content, taken apart."""

    salt: bytes
    entries: Mapping[str, Any]
    """By name; not looked at yet."""
    problems: Problems
    """For what is wrong with the entries."""
    text: str

    def place(self, name: str) -> Place:
        """Where an entry stands."""
        at = self.text.find(json.dumps(name))
        return Place(self.text.count("\n", 0, at) + 1 if at >= 0 else 1, 1)


@dataclass(frozen=True, slots=True)
class SaltedFile:
    """One kind of file."""

    about: str
    """Its first member: what it is, and which command writes it."""
    noun: str
    """What such a file is called: "baseline of `preflight scan`"."""

    def load(self, path: Path) -> Read | None:
        """What is in `path`; None where there is no such file.

        A symlink is followed within the repository only. Raises ConfigError for what is no file of this kind.
        """
        if not path.exists() and not path.is_symlink():
            return None
        try:
            text = read_text(path, limit=_LIMIT, within=_root(path))
        except FileError as error:
            raise ConfigError(error.message, hint=error.hint) from error
        return self._parse(text, Problems(name_of(path), text))

    def save(self, path: Path, salt: bytes, entries: Mapping[str, Any]) -> None:
        """Writes the file as a whole; the caller has made sure that it is of this kind, or new. Raises FileError."""
        folder, root = path.absolute().parent, _root(path)
        if not folder.resolve().is_relative_to(root.resolve()):
            raise FileError(f"{name_of(folder)}: a symlink that leads out of the repository is not followed")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{name_of(folder)}: cannot be made: {(error.strerror or '').lower()}") from error
        write_bytes(path, self.dump(salt, entries).encode("utf-8"), within=root)

    def dump(self, salt: bytes, entries: Mapping[str, Any]) -> str:
        """The file's text: always in the same form."""
        ordered = {"about": self.about, "salt": salt.hex(), **dict(sorted(entries.items())), "version": _VERSION}
        lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in ordered.items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def _parse(self, text: str, problems: Problems) -> Read:
        none = f"this is no {self.noun}"
        try:
            members = json.loads(text, object_pairs_hook=_unique)
        except json.JSONDecodeError as error:
            problems.stop(Place(error.lineno, error.colno), f"{none}: {error.msg}", "settle the merge, or delete it")
        except (ValueError, RecursionError) as error:
            problems.stop(Place(1, 1), f"{none}: {error}", "settle the merge, or delete it")
        if not isinstance(members, dict) or members.get("about") != self.about:
            problems.stop(Place(1, 1), none)
        if members.get("version") != _VERSION:
            problems.stop(Place(1, 1), f"this preflight reads such files of version {_VERSION} alone")
        salt = members.get("salt")
        entries = {name: value for name, value in members.items() if name not in _OWN}
        if not isinstance(salt, str) or not _SALT.fullmatch(salt):
            place = Read(b"", {}, problems, text).place("salt")
            problems.stop(place, '"salt": 32 hex digits are expected')
        return Read(bytes.fromhex(salt), entries, problems, text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A merge may have kept both sides' lines."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f'"{veiled(name, limit=40)}" stands in it twice: keep one line')
        members[name] = value
    return members


def _root(path: Path) -> Path:
    """What symlinks must not lead out of: the repository, else the file's own directory."""
    folder = path.absolute().parent
    return find_root(folder) or folder
