"""A review to compare: an evidence bundle, or a JSON report. Either may have been made by anybody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from preflight.bundle.archive import LARGEST_FILE, BundleError, is_zip, unpack
from preflight.bundle.contents import FACTS, REPORT
from preflight.comparing import terms
from preflight.comparing.document import Document
from preflight.engine.clean import clean
from preflight.files import decode, name_of, read_bytes
from preflight.printable import veiled
from preflight.serial import Mismatch, read

_SCHEMA_VERSION: Final = 1
_WRITTEN: Final = "`preflight review` writes the one, `preflight check --output json=FILE` the other"
_OTHER: Final = "`preflight check --output json=FILE` writes one; was this made by another version?"


@dataclass(frozen=True, slots=True)
class Review:
    """One side of a comparison."""

    name: str
    """Of the file."""
    report: Document
    terms: Mapping[str, str] | None = None
    """A vendor's limits and prices by name; None where only a report is at hand."""


def load(path: Path) -> Review:
    """The review in `path`. Raises BundleError, or FileError where it cannot be read."""
    if is_zip(path):
        bundle = unpack(path)
        report = _document(bundle.json(REPORT), f"{bundle.name}: {REPORT}")
        return Review(bundle.name, report, terms.of_facts(bundle.json(FACTS)))
    name = name_of(path)
    text = decode(read_bytes(path, limit=LARGEST_FILE), path)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise BundleError(
            f"{name}: neither an evidence bundle nor a JSON report",
            hint=_WRITTEN,
        ) from None
    return Review(name, _document(raw, name))


def _document(raw: Any, about: str) -> Document:
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if version != _SCHEMA_VERSION:
        raise BundleError(f"{about}: no JSON report of schema version {_SCHEMA_VERSION}", hint=_OTHER)
    try:
        document: Document = clean(read(raw, Document, lenient=True))
    except Mismatch as error:
        raise BundleError(f"{about}: {veiled(str(error), limit=200)}", hint=_OTHER) from None
    except RecursionError:
        raise BundleError(f"{about}: it is nested too deeply", hint=_OTHER) from None
    return document
