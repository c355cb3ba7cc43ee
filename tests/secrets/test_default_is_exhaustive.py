"""What a scan finds by default in the history is what it finds when it reads every object in full."""

import base64
import io
import lzma
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from preflight.config.model import OwnRule
from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from preflight.verdict import Where
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo

KEY = runway_key(41)
ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHANCE = random.Random(41)
RUNTOOLS = "rt_" + "live_" + "".join(CHANCE.choices(ALNUM, k=32))
GPTBOTS = "app-" + "".join(CHANCE.choices(ALNUM, k=24))
OWN = "acme-" + "".join(CHANCE.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=20))
RULES = {"acme": OwnRule(pattern="acme-[0-9a-z]{20}")}


def zipped(content: str, prefix: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    buffer.write(prefix)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", content)
    return buffer.getvalue()


def png(text: str) -> bytes:
    chunk = b"zTXtComment\0\0" + zlib.compress(text.encode())
    body = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body


def split(key: str, size: int) -> str:
    return " +\n".join(f'"{key[at : at + size]}"' for at in range(0, len(key), size))


WRITTEN: dict[str, bytes] = {
    "zipapp": zipped(f"K = '{KEY}'\n", b"#!/usr/bin/env python3\n"),
    "zip": zipped(f"K = '{KEY}'\n"),
    "lzma": lzma.compress(f"K = '{KEY}'\n".encode(), lzma.FORMAT_ALONE),
    "png": png(f"made with {KEY}"),
    "gptbots in plain text": f"GPTBOTS_API_KEY={GPTBOTS}\n".encode(),
    "runtools in plain text": f"{RUNTOOLS}\n".encode(),
    "runtools, split": f'k = "{RUNTOOLS[:5]}" + "{RUNTOOLS[5:]}"\n'.encode(),
    "runtools in Markdown": RUNTOOLS.replace("_", r"\_").encode(),
    "runtools in base64": base64.b64encode(RUNTOOLS.encode()),
    "runtools in utf-16": RUNTOOLS.encode("utf-16"),
    "runway, split small": f"k = {split(KEY, 8)}\n".encode(),
    "own in plain text": f"token: {OWN}\n".encode(),
    "own in base64": base64.b64encode(f"password: {OWN} ok".encode()),
    "own in utf-16": f"token: {OWN}\n".encode("utf-16-le"),
}


def findings(repo: TestRepo, *, exhaustive: bool) -> set[tuple[str, str, str | None]]:
    request = ScanRequest(root=repo.root, use_cache=False, exhaustive=exhaustive, rules=RULES)
    found = scan(request)
    assert found.incomplete == ()
    return {(f.rule, f.redacted, f.path) for f in found.findings if f.where is Where.HISTORY}


@pytest.mark.parametrize("stored", ["loose", "packed", "delta"])
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_what_is_committed_is_found(tmp_path: Path, written: bytes, stored: str) -> None:
    repo = make_repo(tmp_path / "app")
    filler = "".join(f"line {number} of a file that changes a little\n" for number in range(200)).encode()
    content = written
    if stored == "delta":
        repo.commit({"a.txt": filler})
        content = filler + content if not content.startswith((b"PK", b"\x89", b"]", b"#!", b"\xff\xfe")) else content
    repo.commit({"a.txt": content})
    repo.commit({"a.txt": filler + b"gone\n"})
    if stored != "loose":
        repo.git("repack", "-adfq", "--window=50", "--depth=50")
    expected = findings(repo, exhaustive=True)
    assert expected
    assert findings(repo, exhaustive=False) == expected


def test_a_key_that_comes_under_a_word_that_was_there_before(tmp_path: Path) -> None:
    """The delta holds the key and nothing of the word that says whose it is."""
    repo = make_repo(tmp_path / "app")
    before = "".join(f"SETTING_{number}=value of it\n" for number in range(300))
    after = "".join(f"OTHER_{number}=value of it\n" for number in range(300))
    repo.commit({".env": f"{before}GPTBOTS_API_KEY=changeme-please\n{after}"})
    repo.commit({".env": f"{before}GPTBOTS_API_KEY={GPTBOTS}\n{after}"})
    repo.git("repack", "-adfq", "--window=50", "--depth=50")
    assert findings(repo, exhaustive=False) == findings(repo, exhaustive=True) != set()
