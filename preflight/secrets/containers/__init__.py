"""Containers: files that hold other files or compressed text, told by magic number, never by name.

Telling costs little; what unpacks them is imported when the first one is met.
"""

import re
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.secrets.containers.limits import Budget
    from preflight.secrets.containers.member import Part, Unpack


class Format(NamedTuple):
    """A kind of container."""

    name: str
    """As in a finding's list of encodings."""
    module: str
    function: str

    def unpack(self, data: bytes, budget: "Budget") -> "Iterator[Part]":
        """What a container of this kind holds, and what of it cannot be read."""
        unpack = getattr(import_module(f"{__name__}.{self.module}"), self.function)
        return cast("Unpack", unpack)(data, budget)


_ZIP: Final = Format("zip", "zip", "unzip")
_TAR: Final = Format("tar", "tar", "untar")
_PDF: Final = Format("pdf", "pdf", "read_pdf")
_BY_MAGIC: Final = {
    b"PK\x03\x04": _ZIP,
    b"PK\x07\x08": _ZIP,  # the first part of what was split
    b"\x1f\x8b\x08": Format("gzip", "compressed", "gunzip"),
    b"BZh": Format("bzip2", "compressed", "bunzip2"),
    b"\xfd7zXZ\0": Format("xz", "compressed", "unxz"),
    b"]\0\0": Format("lzma", "compressed", "unlzma"),
    b"\x89PNG\r\n\x1a\n": Format("png", "png", "read_png"),
}
MAGIC: Final = (*_BY_MAGIC, b"%PDF-")
"""What containers begin with, but for those told by other signs."""
_FIRST_BYTES: Final = frozenset(magic[:2] for magic in _BY_MAGIC)
ZIP_END: Final = b"PK\x05\x06"
ZIP_END_SIZE: Final = 22
"""Bytes from there to the end of a zip without a comment."""
_PDF_HEADER: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1024}%PDF-")
_TAR_CHECKSUM: Final = re.compile(rb"[ 0-7]{6}[ \0]{2}|[ 0-7]{7}[ \0]")
_TAR_CHECKSUM_AT: Final = 148  # in tars of every age


def recognise(data: bytes) -> Format | None:
    """The kind of container that `data` is; None for anything else."""
    if data[:2] in _FIRST_BYTES:
        for magic, kind in _BY_MAGIC.items():
            if data.startswith(magic):
                return kind
    if data.startswith(ZIP_END, max(0, len(data) - ZIP_END_SIZE)):  # after something else: a zipapp, an installer
        return _ZIP
    if _PDF_HEADER.match(data):
        return _PDF
    if _TAR_CHECKSUM.match(data, _TAR_CHECKSUM_AT):
        from preflight.secrets.containers.tar import is_header

        return _TAR if is_header(data) else None
    return None
