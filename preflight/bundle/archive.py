"""A zip with a manifest: written the same to the last byte for the same content, read as if an enemy had sent it."""

import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from preflight.errors import PreflightError
from preflight.files import MIB, name_of, read_bytes
from preflight.printable import veiled
from preflight.serial import Mismatch, read, write

VERSION: Final = 1
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
"""What `ssh-keygen -Y sign` makes of the manifest; the one member that the manifest cannot list."""
MOST_MEMBERS: Final = 100
LARGEST_FILE: Final = 64 * MIB
LARGEST_MEMBER: Final = 64 * MIB
LARGEST_IN_ALL: Final = 256 * MIB

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/\.?[A-Za-z0-9][A-Za-z0-9._-]*)?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_END: Final = struct.Struct("<4s4H2IH")  # APPNOTE.TXT 4.3.16, the end of the directory
_LARGEST_DIRECTORY: Final = 64 * 1024
_FIRST_YEAR: Final = 1980  # of a zip's dates
_ORIGINAL: Final = "use the original, as `preflight review` wrote it"
_WRITTEN: Final = "`preflight review` writes one"


class BundleError(PreflightError):
    """A file is no evidence bundle, or not the one that was written."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the bundle, as the manifest lists it."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle is about, and the hash of everything in it."""

    bundle_version: int
    tool: str
    """`preflight 0.1.0`."""
    created_at: datetime
    commit: str | None
    environment: str
    verdict: str
    files: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose every file is as its manifest says."""

    name: str
    manifest: Manifest
    files: Mapping[str, bytes]
    signed: bool = False
    """Whether there is a signature; it was not verified."""

    def json(self, name: str) -> Any:
        """The JSON document `name`. Raises BundleError."""
        if name not in self.files:
            raise BundleError(f"{self.name}: {name} is not in it")
        return _json(self.files[name], f"{self.name}: {name}")


def manifest_of(files: Mapping[str, bytes], **about: Any) -> bytes:
    """The manifest's text; `about` are its fields but `files` and `bundle_version`."""
    members = {name: Member(hashlib.sha256(data).hexdigest(), len(data)) for name, data in sorted(files.items())}
    return as_json(write(Manifest(bundle_version=VERSION, files=members, **about), Manifest))


def as_json(document: Any) -> bytes:
    """JSON as a bundle holds it: ASCII, two spaces, a newline at its end."""
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def pack(files: Mapping[str, bytes], manifest: bytes, *, signature: bytes | None, when: datetime) -> bytes:
    """The zip. Raises BundleError for what `unpack` would not read."""
    members = {MANIFEST: manifest, **({SIGNATURE: signature} if signature else {}), **dict(sorted(files.items()))}
    if max(map(len, members.values())) > LARGEST_MEMBER or sum(map(len, members.values())) > LARGEST_IN_ALL:
        raise BundleError(
            f"the bundle would have a file over {LARGEST_MEMBER // MIB} MiB, or {LARGEST_IN_ALL // MIB} MiB in all",
            hint="exclude or accept what is found thousands of times, and review again",
        )
    day = when.astimezone(UTC)
    stamp = (max(_FIRST_YEAR, day.year), day.month, day.day, day.hour, day.minute, day.second)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, data)
    return packed.getvalue()


def is_zip(path: Path) -> bool:
    """Whether it begins like one. Raises FileError where it cannot be read."""
    return read_bytes(path, limit=LARGEST_FILE).startswith(b"PK")


def unpack(path: Path) -> Bundle:
    """The bundle in `path`. Raises BundleError, or FileError where it cannot be read."""
    data, name = read_bytes(path, limit=LARGEST_FILE), name_of(path)
    try:
        members = _members(data, name)
    # All that zipfile, which does not promise one error of its own, has been seen to raise for what is no whole zip.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BundleError(f"{name}: no evidence bundle: {veiled(str(error), limit=80)}", hint=_WRITTEN) from None
    manifest = _manifest(members.pop(MANIFEST, None), name)
    signed = members.pop(SIGNATURE, None) is not None
    for missing in manifest.files.keys() - members.keys():
        raise BundleError(f"{name}: {veiled(missing, limit=80)} is missing: the manifest lists it", hint=_ORIGINAL)
    for member, content in members.items():
        listed = manifest.files.get(member)
        if listed is None:
            raise BundleError(f"{name}: {member} was added: the manifest does not list it", hint=_ORIGINAL)
        if len(content) != listed.size or hashlib.sha256(content).hexdigest() != listed.sha256:
            raise BundleError(f"{name}: {member} is not as the manifest says: it was changed", hint=_ORIGINAL)
    return Bundle(name, manifest, members, signed)


def _members(data: bytes, name: str) -> dict[str, bytes]:
    """Every member, unpacked within bounds."""
    _check_directory(data, name)
    members: dict[str, bytes] = {}
    room = LARGEST_IN_ALL
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not _NAME.fullmatch(info.filename) or ".." in info.filename:
                shown = veiled(info.filename, limit=80)
                raise BundleError(f"{name}: {shown}: no file of a bundle is called that", hint=_ORIGINAL)
            if info.filename in members:
                raise BundleError(f"{name}: {info.filename} is in it twice", hint=_ORIGINAL)
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise BundleError(
                    f"{name}: {info.filename}: it is encrypted, or packed as no bundle is", hint=_ORIGINAL
                )
            most = min(LARGEST_MEMBER, room)
            with archive.open(info) as file:
                content = file.read(most + 1)
            if len(content) > most:
                raise BundleError(f"{name}: {info.filename}: it unpacks to more than a bundle may hold", hint=_ORIGINAL)
            room -= len(content)
            members[info.filename] = content
    return members


def _check_directory(data: bytes, name: str) -> None:
    """Looks at the size of the directory before anything builds a list of it. Our bundles have no comment."""
    if len(data) < _END.size or not data.startswith(b"PK"):
        raise BundleError(f"{name}: no evidence bundle: it is no zip file", hint=_WRITTEN)
    magic, _, _, _, entries, size, _, comment = _END.unpack_from(data, len(data) - _END.size)
    if magic != b"PK\x05\x06" or comment or entries > MOST_MEMBERS or size > _LARGEST_DIRECTORY:
        raise BundleError(f"{name}: no evidence bundle: its directory is damaged or too long", hint=_ORIGINAL)


def _manifest(data: bytes | None, name: str) -> Manifest:
    if data is None:
        raise BundleError(f"{name}: no evidence bundle: it has no {MANIFEST}", hint=_WRITTEN)
    raw = _json(data, f"{name}: {MANIFEST}")
    version = raw.get("bundle_version") if isinstance(raw, dict) else None
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        raise BundleError(
            f"{name}: version {veiled(ascii(version), limit=20)} of a bundle; {VERSION} is known here",
            hint="update preflight, or use the one that wrote it" if newer else _ORIGINAL,
        )
    manifest: Manifest = read_as(raw, Manifest, f"{name}: {MANIFEST}")
    if not all(_SHA256.fullmatch(member.sha256) for member in manifest.files.values()):
        raise BundleError(f"{name}: {MANIFEST}: a hash in it is none", hint=_ORIGINAL)
    return manifest


def read_as(raw: Any, kind: Any, about: str) -> Any:
    """`raw` as a value of type `kind`. Raises BundleError, which begins with `about`."""
    try:
        return read(raw, kind)
    except Mismatch as error:
        raise BundleError(f"{about}: {veiled(str(error), limit=200)}", hint="was it made by another version?") from None


def _json(data: bytes, about: str) -> Any:
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BundleError(f"{about}: not JSON", hint=_ORIGINAL) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
