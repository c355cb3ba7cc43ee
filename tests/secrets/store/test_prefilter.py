"""What the prefilter lets through: a key in any encoding, whole or as it stands in a delta; little else."""

import base64
import gzip
import quopri
import random
import string

import pytest

from preflight.secrets.store.prefilter import Prefilter
from tests.keys import runway_key
from tests.secrets.store.stores import copy, delta, insert

KEY = runway_key()
TOOLS_KEY = "rt_" + "live_" + "".join(random.Random(5).choices(string.ascii_letters + string.digits, k=32))


@pytest.fixture(params=["re", "Hyperscan"])
def prefilter(request):
    made = Prefilter()
    if request.param == "Hyperscan":
        pytest.importorskip("hyperscan")
        made.prepare()
    return made


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def concatenated(key: str, size: int) -> str:
    return " +\n    ".join(f'"{key[at : at + size]}"' for at in range(4, len(key), size))


def escaped_in_part(text: str) -> str:
    return "".join(f"%{ord(one):02x}" if at % 3 else one for at, one in enumerate(text))


WRITTEN = {
    "plain": KEY,
    "after an escape": f"\\n{KEY}",
    "upper case": "key_" + KEY[4:].upper(),
    "cut off": KEY[:100],
    "of another vendor, 28 digits": KEY[:32],
    "of another vendor, 64 digits": KEY[:68],
    "too long": KEY + "0a1b",
    "base64": b64(KEY),
    "base64 of an assignment": b64(f"API_KEY={KEY}\n"),
    "base64 of it one further": b64(f"x API_KEY={KEY}\n"),
    "base64 of it two further": b64(f"xy API_KEY={KEY}\n"),
    "base64, wrapped at 64": wrapped(b64(KEY), 64),
    "base64, wrapped at 76": wrapped(b64(f"KEY={KEY}"), 76),
    "base64 twice": b64(b64(KEY)),
    "base64 three times": b64(b64(b64(KEY))),
    "base64 for URLs": base64.urlsafe_b64encode(f"token: {KEY}".encode()).decode(),
    "base64 of UTF-16": b64(KEY.encode("utf-16-le")),
    "base64 of UTF-16, big-endian": b64(KEY.encode("utf-16-be")),
    "base64 of gzip": b64(gzip.compress(KEY.encode())),
    "hex": KEY.encode().hex(),
    "hex in upper case": KEY.encode().hex().upper(),
    "hex of hex": KEY.encode().hex().encode().hex(),
    "percent, underscore only": KEY.replace("_", "%5F"),
    "percent": "".join(f"%{byte:02x}" for byte in KEY.encode()),
    "\\u": "".join(f"\\u{byte:04x}" for byte in KEY.encode()),
    "\\x": "".join(f"\\x{byte:02x}" for byte in KEY.encode()),
    "octal": "".join(f"\\{byte:03o}" for byte in KEY.encode()),
    "HTML entities": "".join(f"&#{byte};" for byte in KEY.encode()),
    "HTML entities, hex": "".join(f"&#x{byte:x};" for byte in KEY.encode()),
    "quoted-printable": quopri.encodestring(f"The key is {KEY}, keep it safe".encode()).decode(),
    "split in two": concatenated(KEY, 64),
    "split in four": f'"key_" + {concatenated(KEY, 32)}',
    "split after the prefix": f'"key_" + "{KEY[4:]}"',
    "continued lines": "key_\\\n" + "\\\n".join(KEY[at : at + 32] for at in range(4, 132, 32)),
    "folded": f"{KEY[:40]}\n  {KEY[40:80]}\n  {KEY[80:]}",
    "UTF-16": KEY.encode("utf-16"),
    "UTF-16, big-endian": KEY.encode("utf-16-be"),
    "UTF-32": KEY.encode("utf-32"),
    "RunTools": TOOLS_KEY,
    "RunTools in UTF-16": TOOLS_KEY.encode("utf-16"),
    "RunTools in base64": b64(TOOLS_KEY),
    "RunTools, underscores as \\u005f": TOOLS_KEY.replace("_", r"\u005f"),
    "RunTools, in Markdown": TOOLS_KEY.replace("_", r"\_"),
    "RunTools, underscores as entities": TOOLS_KEY.replace("_", "&#95;"),
    "part of it in escapes": "key&#95;" + escaped_in_part(KEY[4:]),
}
BEFORE, AFTER = "an ordinary line\nvalue = '", "'\nand another line\n" * 3


def content(written: str | bytes) -> bytes:
    if isinstance(written, str):
        return f"{BEFORE}{written}{AFTER}".encode()
    return b"an ordinary line\n\n" + written + b"\n\n"


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_key_is_seen_in_whole_content(prefilter, written):
    assert prefilter.flags(content(written))


# Short of a run when they are cut: left to an exhaustive scan.
TOO_SHORT = {
    "RunTools in UTF-16", "RunTools in base64", "base64 of gzip",
    "RunTools, underscores as \\u005f", "RunTools, underscores as entities", "part of it in escapes",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WRITTEN.keys() - TOO_SHORT))
def test_a_key_is_seen_in_a_delta_wherever_its_inserts_are_cut(prefilter, name):
    """Git cuts inserts every 127 bytes: here at each place of the key."""
    written = WRITTEN[name]
    for before in range(1, 128):
        text = b"\n" * before + content(written)
        raw = delta(5000, 5000 + len(text), copy(0, 2500), insert(text), copy(2500, 2500))
        assert prefilter.flags(raw, delta=True), before


def test_a_prefix_right_before_a_copy_is_seen(prefilter):
    raw = delta(5000, 5004, copy(0, 10), insert(b"key" + b"_"), copy(10, 4990))

    assert prefilter.flags(raw, delta=True)


random_bytes = random.Random(1).randbytes
SILENT = {
    "prose": " ".join(["key", "of", "the", "matter"] * 100),
    "an identifier": "api_key_id = key_name(key_length, key_value)",
    "a long identifier": "theQuickBrownFoxJumpsOverTheLazyDogAndRunsAwayFromItAgain",
    "a commit": f"tree {'0123456789abcdef' * 2}01234567\nparent {'89abcdef' * 5}\n",
    "an image in base64": b64(bytes(byte | 0x80 for byte in random_bytes(3000))),
    "a signature": wrapped(b64(bytes(byte | 0x80 for byte in random_bytes(500))), 64),
    "a digest in a lock file": f"hash = 'sha256:{KEY[4:68]}'",
    "a checksum in a lock file": f'checksum = "{KEY[4:68]}"',
    "a lock file's own": f'content-hash = "{KEY[4:68]}"',
    "checksums of Gradle": f'<sha256 value="{KEY[4:68]}" origin="x"/>',
    "checksums of Terraform": f'  "zh:{KEY[4:68]}",',
    "a rule": "=" * 80 + "-" * 80 + "%" * 5,
    "zeros": "0" * 20 + "\n" + "x" * 200,
    "Chinese in escapes": "\\u4e2d\\u6587" * 30,
    "Chinese in a URL": "%E4%B8%AD%E6%96%87" * 20,
}


@pytest.mark.parametrize("written", SILENT.values(), ids=SILENT.keys())
def test_what_is_common_and_no_key_stays_silent(prefilter, written):
    assert not prefilter.flags(content(written))


def test_a_digest_that_hides_half_a_key_is_not_excused(prefilter):
    assert prefilter.flags(content(f"sha256:{KEY[4:68]}{KEY[68:]}x"))
    for label in ("", "digest", "xzh:", "not a sha256", "sha256"):
        assert prefilter.flags(content(f'{label}"{KEY[4:68]}"')) == (label[-6:] != "sha256"), label


def test_further_prefixes_are_seen_whole_and_cut():
    prefilter = Prefilter(literals=(b"app-secret:", b"app-token:", b"zz9"))
    for literal in (b"app-secret:", b"app-token:", b"zz9"):
        assert prefilter.flags(b"some text " + literal)
        for before in range(126 - len(literal), 128):
            text = b"\n" * before + literal + b"value"
            assert prefilter.flags(delta(9, 9 + len(text), copy(0, 9), insert(text)), delta=True), before
    assert not prefilter.flags(b"app-name: zz8")


def test_a_short_key_with_its_underscores_escaped_is_a_run(prefilter):
    assert prefilter.flags(content(TOOLS_KEY.replace("_", "%5F")))


def test_entries_of_a_batch_are_told_apart(prefilter):
    contents = [b"nothing", KEY.encode(), b"", b"nothing", f"{KEY} {KEY}".encode(), TOOLS_KEY.encode()]

    assert prefilter.flagged(contents) == {1, 4, 5}
