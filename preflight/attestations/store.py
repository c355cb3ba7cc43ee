"""`.preflight/attestations.yml`: read as strictly as the config, written so that merges rarely conflict."""

import datetime
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from preflight.attestations.model import Attestation, Attestations
from preflight.attestations.values import missing_values, read_values
from preflight.config import scalars
from preflight.config.find import find_root
from preflight.config.load import read_guarded, require_version
from preflight.config.model import Position, required, setting
from preflight.config.nodes import parse
from preflight.config.problems import Place, Problems
from preflight.config.reader import Reader
from preflight.files import FileError, name_of, write_bytes
from preflight.words import listed

PLACE: Final = Path(".preflight", "attestations.yml")
"""Below the config's directory."""
VERSION: Final = 1
FAILED: Final = "failed"
_COLUMNS: Final = 76  # of a signature's lines
_HEADER: Final = """\
# What people have seen that no API tells. Written by `preflight attest`, which keeps no comments;
# commit it beside the code.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One attestation as the file writes it."""

    check: str = required("The check that is attested.", checks=True)
    provider: str = required("The vendor it is about.")
    by: str = required("Who saw it.")
    date: datetime.date = required("The day it was seen, YYYY-MM-DD.")
    expires: str | None = setting("Last day it holds, YYYY-MM-DD; anything else counts as expired.", forgiving=True)
    evidence: str = required("What was seen, or a link to it.")
    note: str | None = setting("Anything else.")
    result: str | None = setting(f"`{FAILED}` states that it is not so.", choices=("passed", FAILED))
    values: Mapping[str, str] = setting("Numbers, in the vendor's unit.", default=dict)
    bound: str | None = setting("Digest of the provider's section of the config; it lapses when that changes.")
    signature: tuple[str, ...] = setting("SSH signature of all of this, in lines of base64.", default=())
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The whole file."""

    version: int = required("Version of this format.", choices=(str(VERSION),))
    attestations: tuple[_Entry, ...] = setting("What was attested.", default=())


def load(path: Path, *, known_checks: Collection[str] | None = None) -> Attestations:
    """What is attested in `path`; nothing where there is no such file.

    `known_checks` None: check names are not validated. Raises ConfigError, which holds every problem.
    """
    if not path.exists() and not path.is_symlink():
        return Attestations()
    text = read_guarded(path, _root(path))
    problems = Problems(name_of(path), text)
    tree = parse(text, problems)
    require_version(tree, problems, VERSION)
    file = Reader(problems=problems, known_checks=known_checks).read(tree, _File)
    seen: dict[tuple[str, str], Position] = {}
    entries = []
    for entry in file.attestations:
        place = _place(entry)
        if first := seen.get((entry.check, entry.provider)):
            problems.add(place, f"{entry.check} of {entry.provider} is attested twice; first at {first}", "keep one")
        seen[entry.check, entry.provider] = problems.position(place)
        entries.append(_attestation(entry, problems))
    problems.raise_any()
    return Attestations(tuple(sorted(entries, key=lambda one: (one.check, one.provider))))


def save(path: Path, attestations: Attestations) -> None:
    """Writes the file as a whole. Raises FileError."""
    root = _root(path)
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise FileError(f"{name_of(path.parent)}: a symlink that leads out of the repository is not followed")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{name_of(path.parent)}: cannot be made: {(error.strerror or '').lower()}") from error
    write_bytes(path, dump(attestations).encode("utf-8"), within=root)


def dump(attestations: Attestations) -> str:
    """The file's text: a block per attestation, sorted by check and provider, always in the same form."""
    blocks = ["\n".join(_lines(one)) + "\n" for one in attestations.entries]
    listing = "attestations:\n" + "\n".join(blocks) if blocks else "attestations: []\n"
    return f"{_HEADER}version: {VERSION}\n{listing}"


def _attestation(entry: _Entry, problems: Problems) -> Attestation:
    values, wrong = read_values(entry.check, entry.values)
    for message in wrong:
        problems.add(_place(entry), message)
    failed = entry.result == FAILED
    if not failed and (missing := missing_values(entry.check, entry.values)):
        problems.add(_place(entry), f"{entry.check}: {listed(missing)} must be given under `values:`")
    expires = _day(entry.expires)
    return Attestation(
        check=entry.check,
        provider=entry.provider,
        by=entry.by,
        on=entry.date,
        expires=expires,
        evidence=entry.evidence,
        values=values,
        note=entry.note,
        unreadable_expiry=entry.expires if expires is None else None,
        failed=failed,
        bound=entry.bound,
        signature="".join(entry.signature) or None,
        position=entry.position,
    )


def _day(text: str | None) -> date | None:
    try:
        return scalars.day(text or "")
    except ValueError:
        return None


def _place(entry: _Entry) -> Place:
    assert entry.position is not None  # the reader fills it
    return Place(entry.position.line, entry.position.column)


def _lines(one: Attestation) -> list[str]:
    expires: Any = one.expires or (one.unreadable_expiry and json.dumps(one.unreadable_expiry, ensure_ascii=False))
    pairs = [
        ("check", one.check),
        ("provider", one.provider),
        ("by", json.dumps(one.by, ensure_ascii=False)),
        ("date", one.on),
        ("expires", expires),
        ("evidence", json.dumps(one.evidence, ensure_ascii=False)),
        ("note", one.note and json.dumps(one.note, ensure_ascii=False)),
        ("result", one.failed and FAILED),
        ("bound", one.bound and json.dumps(one.bound, ensure_ascii=False)),
    ]
    written = [f"{name}: {value}" for name, value in pairs if value]
    if one.values:
        written.append("values:")
        written += [f"  {name}: {value}" for name, value in sorted(one.values.items())]
    if one.signature:
        written.append("signature:")
        starts = range(0, len(one.signature), _COLUMNS)
        written += [f'  - "{one.signature[start : start + _COLUMNS]}"' for start in starts]
    return [("  - " if number == 0 else "    ") + line for number, line in enumerate(written)]


def _root(path: Path) -> Path:
    """What symlinks must not lead out of: the repository, else the directory that holds `.preflight`."""
    return find_root(path.parent.parent) or path.parent.parent
