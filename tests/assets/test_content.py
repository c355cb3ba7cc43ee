"""Kinds of media by their first bytes; data URIs."""

import base64

import pytest

from preflight.assets.content import encoded_length, kind_of, read_data_uri, shown
from preflight.assets.model import Media
from preflight.parts import Known, NotReadable
from tests.assets.media import clip, picture, sound


@pytest.mark.parametrize(
    ("data", "media", "format", "taken"),
    [
        (picture(format="JPEG"), Media.IMAGE, "JPEG", True),
        (picture(), Media.IMAGE, "PNG", True),
        (picture(format="WEBP"), Media.IMAGE, "WebP", True),
        (picture(format="GIF"), Media.IMAGE, "GIF", False),
        (picture(format="BMP"), Media.IMAGE, "BMP", False),
        (picture(format="TIFF"), Media.IMAGE, "TIFF", False),
        (b"<svg xmlns=", Media.IMAGE, "SVG", False),
        (b"\0\0\0\x1cftypavif", Media.IMAGE, "AVIF", False),
        (clip(), Media.VIDEO, "mp4", True),
        (clip(brand=b"qt  "), Media.VIDEO, "mov", True),
        (clip(brand=b"3gp4"), Media.VIDEO, "3gp", True),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0webm", Media.VIDEO, "webm", True),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0matroska", Media.VIDEO, "mkv", True),
        (b"RIFF\0\0\0\0AVI ", Media.VIDEO, "avi", True),
        (b"OggS\0\0\x80theora", Media.VIDEO, "ogv", True),
        (b"OggS\0\0\0vorbis", Media.AUDIO, "ogg", False),
        (sound(), Media.AUDIO, "wav", True),
        (b"ID3\x04", Media.AUDIO, "mp3", True),
        (b"\xff\xfb\x90\x64", Media.AUDIO, "mp3", True),
        (b"\xff\xf1\x50\x80", Media.AUDIO, "aac", True),
        (b"fLaC\0\0\0\x22", Media.AUDIO, "flac", True),
        (b"\0\0\0\x1cftypM4A ", Media.AUDIO, "m4a", True),
    ],
)  # fmt: skip
def test_kinds(data, media, format, taken):
    found = kind_of(data[:4096])
    assert isinstance(found, Known)
    assert (found.value.media, found.value.format, found.value.taken) == (media, format, taken)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\0" * 100, b"PK\x03\x04", b"\xff\xd8", b"%PDF-1.7"])
def test_what_is_no_media(data):
    assert isinstance(kind_of(data), NotReadable)


@pytest.mark.parametrize(
    ("uri", "fault"),
    [
        ("data:image/png;base64,aGk=", None),
        ("DATA:image/png;charset=x;BASE64,aGk=", None),
        ("data:;base64,aGk=", "no media type"),
        ("data:image/png,hi", "lacks `;base64`"),
        ("data:image/png;base64,a?", "no base64"),
        ("data:image/png;base64,", "empty"),
        ("data:image/png;base64", "no data URI"),
        ("data:" + "a" * 200 + ";base64,aGk=", "no data URI"),
    ],
)
def test_data_uris(uri, fault):
    read = read_data_uri(uri)
    assert read.faults == () if fault is None else [one for one in read.faults if fault in one]
    if fault is None:
        assert (read.type, read.content) == ("image/png", b"hi")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000])
def test_the_length_of_a_data_uri_is_known_beforehand(size):
    uri = f"data:image/png;base64,{base64.b64encode(bytes(size)).decode()}"
    assert encoded_length(size, "image/png") == len(uri)


def test_a_data_uri_is_not_shown_whole():
    assert shown("data:image/png;base64," + "A" * 100) == "data:image/png;base64,…"
