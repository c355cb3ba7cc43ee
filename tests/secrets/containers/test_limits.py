"""What cannot be read is said, and nothing takes long."""

import bz2
import gzip
import lzma
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.secrets.containers.limits import Limits
from preflight.secrets.examine import Examination, examine
from preflight.secrets.rules import builtin
from tests.keys import runway_key
from tests.secrets.containers.archives import encrypted_zip, pdf, png, tarred, zipped
from tests.secrets.containers.test_formats import CASES

KEY = runway_key()
TEXT = f"key: {KEY}\n".encode()
NOISE = random.Random(1).randbytes(4000)
MIB = 1 << 20


def look(data: bytes, limits: Limits | None = None) -> Examination:
    return examine(data, builtin(), limits or Limits())


def with_byte(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def wrong_checksum(data: bytes) -> bytes:
    return with_byte(data, 14)  # the CRC in the first local header


CUT = "damaged: ends too early"
BROKEN = "damaged: cannot be decompressed"

DAMAGED = {
    "gzip, cut": (gzip.compress(NOISE)[:-500], f"gzip: {CUT}"),
    "gzip, broken": (with_byte(gzip.compress(NOISE), -6), f"gzip: {BROKEN}"),
    "bzip2, cut": (bz2.compress(NOISE)[:-500], f"bzip2: {CUT}"),
    "bzip2, broken": (with_byte(bz2.compress(NOISE), 60), f"bzip2: {BROKEN}"),
    "xz, cut": (lzma.compress(NOISE)[:-500], f"xz: {CUT}"),
    "xz, broken": (with_byte(lzma.compress(NOISE), 2000), f"xz: {BROKEN}"),
    "tar, header": (
        with_byte(tarred({"a": b"x", "b": b"y"}), 1030),
        "tar: damaged: a member's header is unreadable",
    ),
    "tar, cut member": (tarred({"a": NOISE})[:1000], f"tar member a: {CUT}"),
    "zip, checksum": (
        wrong_checksum(zipped({"a": NOISE})),
        "zip member a: damaged: the checksum does not fit",
    ),
    "zip, stored, checksum": (
        wrong_checksum(zipped({"a": NOISE}, zipfile.ZIP_STORED)),
        "zip member a: damaged: the checksum does not fit",
    ),
    "zip, cut": (zipped({"a": NOISE})[:2000], f"zip member a: {CUT}"),
    "zip, encrypted": (encrypted_zip({"a": NOISE}), "zip member a: encrypted"),
    "zip, LZMA": (
        zipped({"a": NOISE}, zipfile.ZIP_LZMA),
        "zip member a: compressed by method 14, which is not supported",
    ),
    "zip, a header gone": (
        b"PK\x03\x04" + zipped({"a": NOISE, "b": NOISE})[4:].replace(b"PK\x03\x04", b"PK\x03\x05"),
        "zip: damaged: lists 2 members, 1 were found",
    ),
    "PDF, encrypted": (pdf(NOISE, "/FlateDecode") + b"<< /Encrypt 9 0 R >>", "pdf: encrypted"),
    "PDF, broken": (pdf(b"x" + NOISE, "/FlateDecode"), f"pdf: {BROKEN}"),
    "PDF, no ASCII85": (pdf(b"{{}}", "/ASCII85Decode"), f"pdf: {BROKEN}"),
    "PNG, broken": (png((b"zTXt", b"Comment\0\0" + NOISE)), f"png member Comment: {BROKEN}"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_read_is_said(name: str) -> None:
    data, reason = DAMAGED[name]
    assert look(data).incomplete == (reason,)


def test_what_comes_before_the_damage_is_read() -> None:
    for data in (
        gzip.compress(TEXT + NOISE)[:-500],
        zipped({"a": TEXT + NOISE})[:2000],
        tarred({"a": TEXT})[:800],
    ):
        assert [hit.key.decode() for hit in look(data).hits] == [KEY]


def test_a_member_after_the_damage_is_read() -> None:
    data = zipped({"a": NOISE, "b": TEXT})
    broken = data[:200] + b"\xff" * 40 + data[240:]
    examination = look(broken)
    assert [hit.member for hit in examination.hits] == ["b"]
    assert examination.incomplete


def test_a_zip_without_its_directory_is_read() -> None:
    data = zipped({"a": NOISE, "b": TEXT})
    (hit,) = look(data[: data.find(b"PK\x01\x02")]).hits
    assert hit.member == "b"


def deep(levels: int) -> bytes:
    data = TEXT
    for _ in range(levels):
        data = zipped({"z": data})
    return data


def test_containers_are_opened_as_deep_as_the_limit() -> None:
    assert [hit.key.decode() for hit in look(deep(8)).hits] == [KEY]
    examination = look(deep(9))
    assert examination.hits == ()
    assert examination.incomplete == ("more than 8 encodings or containers inside one another",)


def zip_bomb() -> bytes:
    """A thousand members of 40 MiB each, in a zip, in a zip."""
    member = zipped({"0": ZEROS})
    return zipped({f"{n}.zip": member for n in range(1000)})


def overlapping_zip() -> bytes:
    """Every entry of the directory points to the same member."""
    data = zipped({"a": bytes(MIB)})
    directory, end = data.find(b"PK\x01\x02"), data.find(b"PK\x05\x06")
    entries = data[directory:end] * 5000
    count = struct.pack("<HH", 5000, 5000)
    return data[:directory] + entries + data[end : end + 8] + count + data[end + 12 :]


def nested_gzip() -> bytes:
    data = TEXT
    for _ in range(12):
        data = gzip.compress(data)
    return data


ZEROS = bytes(40 * MIB)
BLOWN = "unpacks to more than 200 times its size"

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip": (lambda: gzip.compress(ZEROS), f"gzip: {BLOWN}"),
    "bzip2": (lambda: bz2.compress(ZEROS), f"bzip2: {BLOWN}"),
    "xz": (lambda: lzma.compress(ZEROS, preset=0), f"xz: {BLOWN}"),
    "PDF": (lambda: pdf(zlib.compress(ZEROS), "/FlateDecode"), f"pdf: {BLOWN}"),
    "nested gzip": (nested_gzip, "more than 8 encodings or containers inside one another"),
    "zip of zips": (zip_bomb, f"zip member 0.zip!0: {BLOWN}"),
    "overlapping zip": (overlapping_zip, "zip: damaged: lists 5000 members, 1 were found"),
    "zip of many members": (lambda: (b"PK\x03\x04" + bytes(26)) * 30_000, "zip: more than 20000 members"),
    "gzip of many members": (lambda: gzip.compress(b"") * 30_000, "gzip: more than 20000 members"),
    "tar of many members": (
        lambda: tarred({"a": b""})[:512] * 30_000,
        "tar member a: more than 20000 members",
    ),
    "PNG of many chunks": (lambda: png(*[(b"tEXt", b"")] * 30_000), "png: more than 20000 chunks"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_quickly_and_is_never_clean(name: str) -> None:
    build, reason = BOMBS[name]
    data = build()
    started = perf_counter()
    examination = look(data)
    assert perf_counter() - started < 20
    assert reason in examination.incomplete


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(CASES)),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 8000),
)
def test_a_crafted_container_never_raises(name: str, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(CASES[name][0])
    for at, value in changes:
        data[at % len(data)] = value
    look(bytes(data[: len(data) - cut % len(data)]))
