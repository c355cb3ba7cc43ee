"""Files, and what the extra `inputs` reads of them."""

import os
import subprocess
import sys

import pytest

from preflight.assets import local
from preflight.assets.local import look_at, picture_of
from preflight.assets.model import Clip, Picture
from preflight.parts import Known, NotReadable
from tests.assets.media import clip, picture, sound


def looked(path, content=None, within=None):
    if content is not None:
        path.write_bytes(content)
    found = look_at(path, within)
    assert isinstance(found, Known), found
    return found.value


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_pictures(tmp_path, format):
    found = looked(tmp_path / "a.bin", picture(640, 480, format))
    assert found.picture == Known(Picture(640, 480))


@pytest.mark.parametrize(("orientation", "seen"), [(1, (640, 480)), (3, (640, 480)), (6, (480, 640)), (8, (480, 640))])
def test_a_picture_that_is_to_be_turned_is(orientation, seen):
    content = picture(640, 480, "JPEG", orientation=orientation)
    assert picture_of(content) == Known(Picture(*seen))


def test_a_picture_that_claims_to_be_huge_costs_nothing():
    content = bytearray(picture(8, 8))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    assert isinstance(picture_of(bytes(content)), (Known, NotReadable))


@pytest.mark.parametrize("content", [picture()[:30], b"\xff\xd8\xff\xe0" + b"\0" * 20, b""])
def test_a_damaged_picture_is_not_guessed_at(content):
    found = picture_of(content)
    assert isinstance(found, NotReadable)
    assert "could not be read" in found.reason


@pytest.mark.parametrize(
    ("content", "container", "codec", "seconds"),
    [
        (clip(5), "mp4", "H.264", 5.0),
        (clip(7.5, codec=b"hvc1"), "mp4", "H.265", 7.5),
        (clip(5, codec=b"av01"), "mp4", "AV1", 5.0),
        (clip(5, codec=b"mp4v"), "mp4", "MPEG-4 Visual", 5.0),
        (clip(3, codec=b"apch", brand=b"qt  "), "mov", "ProRes", 3.0),
        (sound(2), "wav", "PCM", 2.0),
    ],
)
def test_clips(tmp_path, content, container, codec, seconds):
    found = looked(tmp_path / "a.bin", content).clip
    assert isinstance(found, Known), found
    told: Clip = found.value
    assert (told.container, told.codec, told.seconds) == (container, codec, seconds)
    assert (told.width, told.height) == ((None, None) if container == "wav" else (1280, 720))


@pytest.mark.parametrize("content", [clip()[:100], clip()[:20] + b"\0" * 100, b"\x1a\x45\xdf\xa3" + b"\xff" * 50])
def test_a_damaged_clip_is_not_guessed_at(tmp_path, content):
    assert isinstance(looked(tmp_path / "a.mp4", content).clip, NotReadable)


def test_a_prober_that_hangs_or_dies_is_borne(tmp_path, monkeypatch):
    def hangs(*arguments, **more):
        raise subprocess.TimeoutExpired("probe", 1)

    path = tmp_path / "a.mp4"
    path.write_bytes(clip())
    monkeypatch.setattr(subprocess, "run", hangs)
    assert isinstance(looked(path).clip, NotReadable)
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, -11, b"", b""))
    assert isinstance(looked(path).clip, NotReadable)


def test_without_the_extra_the_parts_are_unknown(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(picture())
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "PIL", None)
        found = looked(tmp_path / "a.png").picture
    assert isinstance(found, NotReadable)
    assert "golive-preflight[inputs]" in found.reason
    probe = local.__file__.replace("local.py", "_probe.py")
    bare = [sys.executable, "-I", "-S", probe, "x"]  # without anything that is installed
    told = subprocess.run(bare, capture_output=True, check=True).stdout
    assert told.strip() == b'"not installed"'
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, told, b""))
    clip_found = looked(tmp_path / "a.mp4", clip()).clip
    assert isinstance(clip_found, NotReadable)
    assert "golive-preflight[inputs]" in clip_found.reason


def test_files_that_are_none(tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "away").symlink_to(tmp_path.parent / "x.png")
    (tmp_path.parent / "x.png").write_bytes(picture())
    for name, says in (("folder", ""), ("pipe", "no regular file"), ("none", "no such file"), ("away", "leads out of")):
        found = look_at(tmp_path / name, tmp_path)
        assert isinstance(found, NotReadable), name
        assert says in found.reason, name
    assert isinstance(look_at(tmp_path / "away", None), Known)
