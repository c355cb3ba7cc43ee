"""What the first bytes of a file say, and what a data URI holds."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from preflight.assets.model import Kind, Media
from preflight.parts import Known, NotReadable, Part
from preflight.printable import veiled

HEAD_BYTES: Final = 4096
"""That are enough to tell a kind."""
_DATA_URI: Final = re.compile(r"data:(?P<type>[^;,]{0,100})(?P<parameters>(?:;[^;,]{0,100}){0,5}),", re.IGNORECASE)
_BRANDS: Final = {
    b"qt  ": Kind(Media.VIDEO, "mov"),
    b"M4A ": Kind(Media.AUDIO, "m4a"),
    b"M4B ": Kind(Media.AUDIO, "m4a"),
    b"avif": Kind(Media.IMAGE, "AVIF", taken=False),
    b"heic": Kind(Media.IMAGE, "HEIC", taken=False),
    b"heix": Kind(Media.IMAGE, "HEIC", taken=False),
    b"mif1": Kind(Media.IMAGE, "HEIC", taken=False),
    b"crx ": Kind(Media.IMAGE, "CR3", taken=False),
}
_STARTS: Final = (
    (b"\xff\xd8\xff", Kind(Media.IMAGE, "JPEG")),
    (b"\x89PNG\r\n\x1a\n", Kind(Media.IMAGE, "PNG")),
    (b"GIF8", Kind(Media.IMAGE, "GIF", taken=False)),
    (b"BM", Kind(Media.IMAGE, "BMP", taken=False)),
    (b"II*\0", Kind(Media.IMAGE, "TIFF", taken=False)),
    (b"MM\0*", Kind(Media.IMAGE, "TIFF", taken=False)),
    (b"<svg", Kind(Media.IMAGE, "SVG", taken=False)),
    (b"\x1a\x45\xdf\xa3", Kind(Media.VIDEO, "mkv")),
    (b"FLV\x01", Kind(Media.VIDEO, "flv")),
    (b"\0\0\x01\xba", Kind(Media.VIDEO, "mpeg")),
    (b"\0\0\x01\xb3", Kind(Media.VIDEO, "mpeg")),
    (b"fLaC", Kind(Media.AUDIO, "flac")),
    (b"ID3", Kind(Media.AUDIO, "mp3")),
)
_RIFF: Final = {
    b"WEBP": Kind(Media.IMAGE, "WebP"),
    b"AVI ": Kind(Media.VIDEO, "avi"),
    b"WAVE": Kind(Media.AUDIO, "wav"),
}


def kind_of(data: bytes) -> Part[Kind]:
    """The kind of media that `data` begins."""
    if data[:4] == b"RIFF" and data[8:12] in _RIFF:
        return Known(_RIFF[data[8:12]])
    if data[4:8] == b"ftyp":
        return Known(_of_brand(data[8:12]))
    if data[4:8] in {b"moov", b"mdat", b"wide", b"free"}:
        return Known(Kind(Media.VIDEO, "mov"))
    if data[:4] == b"OggS":
        return Known(Kind(Media.VIDEO, "ogv") if b"theora" in data else Kind(Media.AUDIO, "ogg", taken=False))
    for start, kind in _STARTS:
        if data.startswith(start):
            return Known(Kind(Media.VIDEO, "webm") if kind.format == "mkv" and b"webm" in data[:64] else kind)
    if re.match(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]", data):
        return Known(Kind(Media.AUDIO, "mp3"))
    if re.match(rb"\xff[\xf0\xf1\xf8\xf9]", data):
        return Known(Kind(Media.AUDIO, "aac"))
    return NotReadable("its first bytes are of no kind of picture, video or sound that is known here")


def _of_brand(brand: bytes) -> Kind:
    if brand.startswith(b"3g"):
        return Kind(Media.VIDEO, "3gp")
    return _BRANDS.get(brand, Kind(Media.VIDEO, "mp4"))


@dataclass(frozen=True, slots=True)
class DataUri:
    """A data URI, taken apart."""

    type: str
    faults: tuple[str, ...]
    content: bytes = b""


def read_data_uri(uri: str) -> DataUri:
    """What a data URI declares and holds."""
    match = _DATA_URI.match(uri)
    if match is None:
        return DataUri("", ("it is no data URI: data:image/png;base64,… is the form",))
    kind = match["type"].strip().lower()
    faults = [] if kind else ["it declares no media type"]
    if ";base64" not in match["parameters"].lower():
        return DataUri(kind, (*faults, "it lacks `;base64`"))
    try:
        content = base64.b64decode(uri[match.end() :], validate=True)
    except (binascii.Error, ValueError):
        return DataUri(kind, (*faults, "what follows the comma is no base64"))
    if not content:
        faults.append("it is empty")
    return DataUri(kind, tuple(faults), content)


def encoded_length(size: int, media_type: str) -> int:
    """Characters of the data URI that so many bytes make."""
    return len(f"data:{media_type};base64,") + (size + 2) // 3 * 4


def shown(uri: str) -> str:
    """A data URI as reports show it: its beginning alone."""
    return veiled(uri[:40].partition(",")[0], limit=40) + ",…"
