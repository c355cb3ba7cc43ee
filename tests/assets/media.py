"""Pictures, clips and sound for tests, made at run time."""

import io
import struct
import wave

from PIL import Image

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def picture(width: int = 1280, height: int = 720, format: str = "PNG", *, orientation: int | None = None) -> bytes:
    """A black picture; `orientation` as cameras write it."""
    target = io.BytesIO()
    options = {}
    if orientation:
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    Image.new("RGB", (width, height)).save(target, format, **options)
    return target.getvalue()


def sound(seconds: int = 1) -> bytes:
    """A silent wav."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * seconds))
    return target.getvalue()


def clip(
    seconds: float = 5, *, codec: bytes = b"avc1", brand: bytes = b"isom", width: int = 1280, height: int = 720
) -> bytes:
    """The head of a video without a single frame: what says how long, how large and of what codec it is."""
    length = round(seconds * 1000)
    frames = round(seconds * 24)
    header = box(b"mvhd", full(0), struct.pack(">4I", 0, 0, 1000, length), struct.pack(">IHxx8x", 0x10000, 0x100),
                 _MATRIX, bytes(24), struct.pack(">I", 2))  # fmt: skip
    track = box(b"tkhd", full(7), struct.pack(">5I", 0, 0, 1, 0, length), bytes(8), struct.pack(">4H", 0, 0, 0, 0),
                _MATRIX, struct.pack(">2I", width << 16, height << 16))  # fmt: skip
    sample = box(codec, bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">2H", width, height),
                 struct.pack(">2I", 0x480000, 0x480000), bytes(4), struct.pack(">H", 1), bytes(32),
                 struct.pack(">Hh", 24, -1))  # fmt: skip
    table = box(
        b"stbl",
        box(b"stsd", full(0), struct.pack(">I", 1), sample),
        box(b"stts", full(0), struct.pack(">3I", 1, frames, length // max(frames, 1))),
        box(b"stsc", full(0), struct.pack(">I", 0)),
        box(b"stsz", full(0), struct.pack(">2I", 1, frames)),
        box(b"stco", full(0), struct.pack(">I", 0)),
    )
    data = box(b"dinf", box(b"dref", full(0), struct.pack(">I", 1), box(b"url ", full(1))))
    info = box(b"minf", box(b"vmhd", full(1), bytes(8)), data, table)
    handler = box(b"hdlr", full(0), bytes(4), b"vide", bytes(12), b"\0")
    media = box(b"mdia", box(b"mdhd", full(0), struct.pack(">4IHH", 0, 0, 1000, length, 0x55C4, 0)), handler, info)
    return box(b"ftyp", brand, struct.pack(">I", 512), brand) + box(b"moov", header, box(b"trak", track, media))


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of the MPEG-4 file format."""
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(flags: int) -> bytes:
    """Version 0 and flags."""
    return struct.pack(">I", flags)
