"""Every kind of container: the key in it is found once, with the way to it."""

import base64
import bz2
import gzip
import lzma
import random
import tarfile
import zipfile
import zlib

import pytest

from preflight.redact import redact
from preflight.secrets.examine import examine
from preflight.secrets.rules import builtin
from tests.keys import runway_key
from tests.secrets.containers.archives import pdf, png, streamed_zip, tarred, zipped

KEY = runway_key()
TEXT = f"first line\n  key: {KEY}\n".encode()
DRAWN = f"BT /F1 12 Tf ({KEY}) Tj ET".encode()
KERNED = f"BT /F1 12 Tf [({KEY[:40]}) -20.5 ({KEY[40:90]})3({KEY[90:]})] TJ ET".encode()
FILES = {"a.bin": random.Random(1).randbytes(3000), "dir/b.env": TEXT, "c.txt": b"nothing"}
NAME = "dir/b.env"
LONG = "d" * 90 + "/" + "e" * 90 + "/" + "f" * 90

Case = tuple[bytes, tuple[str, ...], str | None]


CASES: dict[str, Case] = {
    "gzip": (gzip.compress(TEXT), ("gzip",), None),
    "gzip of two members": (gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:]), ("gzip",), None),
    "gzip with padding": (gzip.compress(TEXT) + bytes(512), ("gzip",), None),
    "bzip2": (bz2.compress(TEXT), ("bzip2",), None),
    "bzip2 of two streams": (bz2.compress(TEXT[:50]) + bz2.compress(TEXT[50:]), ("bzip2",), None),
    "xz": (lzma.compress(TEXT), ("xz",), None),
    "xz of two streams": (lzma.compress(TEXT[:50]) + lzma.compress(TEXT[50:]), ("xz",), None),
    "lzma": (lzma.compress(TEXT, lzma.FORMAT_ALONE), ("lzma",), None),
    "zip": (zipped(FILES), ("zip",), NAME),
    "zip, stored": (zipped(FILES, zipfile.ZIP_STORED), ("zip",), NAME),
    "zip, bzip2": (zipped(FILES, zipfile.ZIP_BZIP2), ("zip",), NAME),
    "zip, from a pipe": (streamed_zip(FILES), ("zip",), NAME),
    "zip after a script": (b"#!/usr/bin/env python3\n" + zipped(FILES), ("zip",), NAME),
    "tar": (tarred(FILES), ("tar",), NAME),
    "tar, ustar": (tarred(FILES, kind=tarfile.USTAR_FORMAT), ("tar",), NAME),
    "tar, GNU, long name": (tarred({LONG: TEXT}, kind=tarfile.GNU_FORMAT), ("tar",), LONG),
    "tar, pax, long name": (tarred({LONG: TEXT}), ("tar",), LONG),
    "tar.gz": (tarred(FILES, "w:gz"), ("gzip", "tar"), NAME),
    "tar.bz2": (tarred(FILES, "w:bz2"), ("bzip2", "tar"), NAME),
    "tar.xz": (tarred(FILES, "w:xz"), ("xz", "tar"), NAME),
    "zip in zip": (zipped({"in.zip": zipped(FILES)}), ("zip", "zip"), f"in.zip!{NAME}"),
    "zip stored in zip": (zipped({"in.zip": zipped(FILES)}, 0), ("zip", "zip"), f"in.zip!{NAME}"),
    "tar in tar": (tarred({"in.tar": tarred(FILES)}), ("tar", "tar"), f"in.tar!{NAME}"),
    "gzip in tar in zip": (
        zipped({"a.tar": tarred({"b.gz": gzip.compress(TEXT)})}),
        ("zip", "tar", "gzip"),
        "a.tar!b.gz",
    ),
    "base64 in zip": (zipped({"a": base64.encodebytes(TEXT)}), ("zip", "base64"), "a"),
    "UTF-16 in zip": (zipped({"a": TEXT.decode().encode("utf-16")}), ("zip", "utf-16"), "a"),
    "zip in base64": (b'x = "' + base64.b64encode(zipped(FILES)) + b'"', ("base64", "zip"), NAME),
    "PDF": (pdf(zlib.compress(DRAWN), "/FlateDecode"), ("pdf",), None),
    "PDF with kerning": (pdf(zlib.compress(KERNED), "/FlateDecode"), ("pdf",), None),
    "PDF, ASCII85": (pdf(base64.a85encode(DRAWN, adobe=True)[2:], "/ASCII85Decode"), ("pdf",), None),
    "PDF, ASCIIHex": (pdf(DRAWN.hex().encode() + b">", "[/ASCIIHexDecode]"), ("pdf",), None),
    "PDF, two filters": (
        pdf(base64.a85encode(zlib.compress(DRAWN), wrapcol=72) + b"~>", "[ /ASCII85Decode /FlateDecode ]"),
        ("pdf",),
        None,
    ),
    "PDF, not filtered": (pdf(DRAWN, "[]"), (), None),
    "PNG, tEXt": (png((b"tEXt", b"Comment\0" + TEXT)), (), None),
    "PNG, zTXt": (png((b"zTXt", b"Comment\0\0" + zlib.compress(TEXT))), ("png",), "Comment"),
    "PNG, iTXt": (png((b"iTXt", b"Comment\0\1\0en\0Note\0" + zlib.compress(TEXT))), ("png",), "Comment"),
    "JPEG": (b"\xff\xd8\xff\xfe\x00\xa0" + TEXT + b"\xff\xd9", (), None),
}


@pytest.mark.parametrize("name", CASES)
def test_the_key_in_a_container_is_found(name: str) -> None:
    data, encoding, member = CASES[name]
    examination = examine(data, builtin())
    assert [(hit.key.decode(), hit.confidence, hit.encoding, hit.member) for hit in examination.hits] == [
        (KEY, "certain", encoding, member)
    ]
    assert examination.incomplete == ()


@pytest.mark.parametrize("name", ["gzip", "zip", "zip, stored", "tar", "tar.xz", "gzip in tar in zip"])
def test_lines_are_those_of_the_member(name: str) -> None:
    (hit,) = examine(CASES[name][0], builtin()).hits
    assert (hit.line, hit.column) == (2, 8)


def test_the_offset_is_that_of_the_member() -> None:
    data = zipped(FILES)
    (hit,) = examine(data, builtin()).hits
    assert data.find(NAME.encode()) < hit.offset < data.find(b"c.txt")


def test_a_member_that_the_directory_no_longer_lists_is_read() -> None:
    data = zipped({"deleted.env": TEXT})
    directory = data.find(b"PK\x01\x02")
    rest = zipped({"kept": b"x"})
    (hit,) = examine(data[:directory] + rest, builtin()).hits
    assert hit.member == "deleted.env"


def test_a_key_in_a_name_is_found_and_not_shown() -> None:
    header, directory = examine(zipped({f"{KEY}.txt": b"x"}), builtin()).hits
    assert (header.key, header.encoding, header.member) == (KEY.encode(), (), None)
    assert header.offset < directory.offset
    other = runway_key(2)
    (inside, *_) = examine(zipped({f"{other}.txt": TEXT}), builtin()).hits[::-1]
    assert inside.key == KEY.encode()
    assert inside.member == f"{redact(other)}.txt"


def test_a_hostile_name_is_shown_escaped() -> None:
    (hit,) = examine(zipped({"a\x1b[31m\nb": TEXT}), builtin()).hits
    assert hit.member == r"a\x1b[31m\nb"
