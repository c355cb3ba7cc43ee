"""Files, and the pictures and clips in them. Pillow and MediaInfo come with the extra `inputs`."""

import io
import json
import os
import stat
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from preflight.assets.content import HEAD_BYTES, kind_of
from preflight.assets.model import Clip, Kind, Media, Picture
from preflight.parts import Known, NotReadable, Part
from preflight.printable import veiled

_EXTRA: Final = "`pip install golive-preflight[inputs]` would read it"
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ORIENTATION: Final = 0x0112
_PROBE_SECONDS: Final = 20.0
_CODECS: Final = {"AVC": "H.264", "HEVC": "H.265"}
_CONTAINERS: Final = {
    "MPEG-4": "mp4",
    "QuickTime": "mov",
    "Matroska": "mkv",
    "WebM": "webm",
    "AVI": "avi",
    "Flash Video": "flv",
    "MPEG-PS": "mpeg",
    "Ogg": "ogv",
    "Wave": "wav",
    "MPEG Audio": "mp3",
    "ADTS": "aac",
    "FLAC": "flac",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds."""

    size: int
    kind: Part[Kind]
    picture: Part[Picture]
    clip: Part[Clip]


def look_at(path: Path, within: Path | None) -> Part[Found]:
    """A regular file, looked into. A symlink is not followed out of `within`."""
    try:
        real = Path(os.path.realpath(path, strict=True))
        if within is not None and not real.is_relative_to(os.path.realpath(within)):
            return NotReadable("a symlink that leads out of the directory under review is not followed")
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return NotReadable("it is no regular file")
            return Known(_look_into(file, real, status.st_size))
    except FileNotFoundError:
        return NotReadable("there is no such file")
    except (OSError, ValueError) as error:
        return NotReadable(f"it could not be read ({getattr(error, 'strerror', None) or type(error).__name__})")


def _look_into(file: BinaryIO, path: Path, size: int) -> Found:
    kind = kind_of(file.read(HEAD_BYTES))
    file.seek(0)
    nothing = NotReadable("it is of another kind")
    match kind:
        case Known(Kind(media=Media.IMAGE)):
            return Found(size, kind, picture_in(file), nothing)
        case Known():
            return Found(size, kind, nothing, _clip_in(path))
    return Found(size, kind, nothing, nothing)


def picture_in(file: BinaryIO) -> Part[Picture]:
    """The size of a picture, from its header alone; what follows it is not decoded."""
    try:
        from PIL import Image
    except ImportError:
        return NotReadable(f"its width and height were not read: {_EXTRA}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a header may claim any size; no pixel is made of it
            with Image.open(file, formats=_FORMATS) as image:
                width, height = image.size
                turned = image.getexif().get(_ORIENTATION) in {5, 6, 7, 8}
    except Exception as error:  # a library's view of a file that anyone may have made
        return NotReadable(f"its width and height could not be read ({type(error).__name__})")
    return Known(Picture(height, width) if turned else Picture(width, height))


def picture_of(content: bytes) -> Part[Picture]:
    """The same for a picture at hand."""
    return picture_in(io.BytesIO(content))


def _clip_in(path: Path) -> Part[Clip]:
    """Read by MediaInfo in a process of its own, which a crafted file may crash or hang."""
    probe = Path(__file__).with_name("_probe.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(probe), str(path)],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=False,
        )
        told = json.loads(done.stdout or b"null")
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return NotReadable(f"its codec and length could not be read ({type(error).__name__})")
    if told == "not installed":
        return NotReadable(f"its codec and length were not read: {_EXTRA}")
    if not isinstance(told, dict):
        return NotReadable("its codec and length could not be read: it may be damaged")
    return _clip(told)


def _clip(told: dict[str, Any]) -> Part[Clip]:
    container = str(told.get("container") or "")
    codec = str(told.get("codec") or "")
    if not codec:
        return NotReadable("no track of pictures or sound was found in it: it may be damaged")
    width, height = told.get("width"), told.get("height")
    if str(told.get("rotation") or "0").partition(".")[0] in {"90", "270", "-90"}:
        width, height = height, width
    return Known(
        Clip(
            container=_CONTAINERS.get(container, veiled(container.lower(), limit=20)),
            codec=_CODECS.get(codec, veiled(codec, limit=20)),
            seconds=_number(told.get("milliseconds"), 1000),
            width=width if isinstance(width, int) else None,
            height=height if isinstance(height, int) else None,
            fps=_number(told.get("fps"), 1),
        )
    )


def _number(value: object, divisor: int) -> float | None:
    try:
        return float(str(value)) / divisor if value is not None else None
    except ValueError:
        return None
