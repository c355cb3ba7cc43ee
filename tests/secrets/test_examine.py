import base64
import gzip
import hashlib
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import preflight
from preflight.secrets.containers.limits import Limits
from preflight.secrets.examine import Examination, examine
from preflight.secrets.hits import Hit
from preflight.secrets.rules import builtin
from preflight.verdict import Confidence
from tests.keys import runtools_key, runway_key
from tests.secrets.wrappings import WRAPPINGS, Wrapping, b64, broken, within

RULES = builtin()
KEY = runway_key()
HEX = KEY.removeprefix("key" + "_")


def look(data: bytes, limits: Limits | None = None) -> Examination:
    return examine(data, RULES, limits or Limits())


def certain(examination: Examination) -> list[tuple[str, tuple[str, ...]]]:
    return [(hit.key.decode(), hit.encoding) for hit in examination.hits if hit.confidence is Confidence.CERTAIN]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=lambda wrapping: wrapping.name)
def test_a_wrapped_key_is_found_once_and_nothing_else(wrapping: Wrapping, seed: int) -> None:
    rng = random.Random(f"{wrapping.name} {seed}")
    key = runway_key(seed)
    examination = look(wrapping.wrap(key, rng))
    assert certain(examination) == [(key, wrapping.encoding)]
    assert len(examination.hits) == 1
    assert examination.incomplete == ()


def underscore(written: str) -> str:
    return runtools_key().replace("_", written)


UNDERSCORES = [r"\_", r"\x5f", r"\u005f", r"\\u005F", r"\137", r"\0137"]
UNDERSCORES += ["%5F", "%5f", "%255F", "&#95;", "&#x5F;", "&lowbar;", "=5F"]


@pytest.mark.parametrize("written", UNDERSCORES)
def test_a_runtools_key_is_found_however_its_underscores_are_written(written: str) -> None:
    assert certain(look(f"a\nb: '{underscore(written)}'\n".encode()))[0][0] == runtools_key()


@pytest.mark.parametrize("width", range(29, 90, 6))
def test_a_runtools_key_is_found_in_quoted_printable_wherever_the_line_is_broken(width: int) -> None:
    for before in range(0, width, 3):
        text = f"{'x' * before} {runtools_key()} and more"
        assert [key for key, _ in certain(look(broken(text, width).encode()))] == [runtools_key()], before


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("outer", WRAPPINGS, ids=lambda wrapping: wrapping.name)
def test_two_keys_in_one_file_are_two_hits(outer: Wrapping, seed: int) -> None:
    rng = random.Random(f"{outer.name} {seed}")
    first, second = runway_key(100 + seed), runway_key(200 + seed)
    found = certain(look(outer.wrap(first, rng) + b"\n\n" + within(second, rng)))
    assert (second, ()) in found
    if not outer.encoding or not outer.encoding[0].startswith("utf"):  # what follows is no UTF-16 then
        assert (first, outer.encoding) in found


@pytest.mark.parametrize(
    "text",
    [
        "just prose, with a key_id and an api_key_name in it",
        "key_" + "x" * 128,
        "key_" + "0" * 128,
        "key_" + "0123456789abcdef" * 8,
        hashlib.sha512(b"1").hexdigest(),
        b64(hashlib.sha512(b"1").digest() * 4),
        hashlib.sha512(b"1").hexdigest() * 3,
        "\n".join(hashlib.sha256(b"%d" % n).hexdigest() for n in range(50)),
        "key_" + "\n" + hashlib.sha256(b"1").hexdigest(),
        '"key_", "' + HEX + '"',
        '["key_' + HEX[:64] + '", "' + HEX[64:] + '"]',
        b64(b"key_id and api_key_name, again and again, in the base64 of some documentation" * 3),
        "%6B%65%79%5F" + "%78" * 128,
    ],
)
def test_decoys_are_never_certain(text: str) -> None:
    assert certain(look(f"a\n{text}\nb\n".encode())) == []


@pytest.mark.parametrize("size", [28, 64])
def test_a_foreign_key_and_the_hash_on_the_next_line_are_no_key_of_ours(size: int) -> None:
    text = f"key_{HEX[:size]}\n{HEX[size:]}\n"
    assert [(hit.confidence, hit.note) for hit in look(text.encode()).hits] == [
        (Confidence.POSSIBLE, "looks like another vendor's key")
    ]


def test_where_a_hit_is() -> None:
    (hit,) = look(f"one\ntwo é {KEY}\n".encode()).hits
    assert hit == Hit(
        rule="runway-api-key",
        confidence=Confidence.CERTAIN,
        key=KEY.encode(),
        offset=11,
        line=2,
        column=7,
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"a\n\nb: {base64.b64encode(KEY.encode()).decode()}", 3, 4),
        (f"a\n  {base64.encodebytes(b'x' * 200 + b' ' + KEY.encode()).decode()}", 5, 41),
        (f'a\n"key_" + \\\n  "{HEX}"', 2, 2),
        (f"a\nb=%6B%65%79%5F{HEX}", 2, 3),
        (f"a\n{KEY.encode().hex()}", 2, 1),
        (f"{'x' * 5000}\n{KEY}", 2, 1),
        (f"é é {KEY} {KEY}", 1, 5),
    ],
)
def test_the_line_and_column_of_an_encoded_key(text: str, line: int, column: int) -> None:
    first = look(text.encode()).hits[0]
    assert (first.line, first.column) == (line, column)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_wide_character_is_one_column(codec: str) -> None:
    (hit,) = look(f"first line\nab {KEY}\n".encode(codec)).hits
    assert (hit.line, hit.column) == (2, 4)
    (hit,) = look(f"ab {KEY}\n".encode(codec)).hits
    assert (hit.line, hit.column) == (1, 4)


def test_the_same_key_in_two_places_is_two_hits() -> None:
    found = look(f"{KEY}\n{KEY} {KEY}\n{b64(KEY.encode())}\n".encode()).hits
    assert [(hit.line, hit.column, hit.encoding) for hit in found] == [
        (1, 1, ()),
        (2, 1, ()),
        (2, 134, ()),
        (3, 1, ("base64",)),
    ]


def test_outcomes_travel_between_processes_and_do_not_print_keys() -> None:
    outcome = look(KEY.encode())
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert HEX[:16] not in repr(outcome)


def test_too_many_keys_are_incomplete() -> None:
    data = "\n".join(map(runway_key, range(30))).encode()
    examination = look(data, Limits(hits=10))
    assert len(examination.hits) == 10
    assert examination.incomplete == ("more than 10 places with keys: the others are not told",)


def test_too_deep_is_incomplete() -> None:
    data = KEY.encode()
    for _ in range(9):
        data = base64.b64encode(data)
    assert certain(look(data, Limits(depth=9))) == [(KEY, ("base64",) * 9)]
    examination = look(data)
    assert certain(examination) == []
    assert examination.incomplete == ("more than 8 encodings or containers inside one another",)


def test_an_excerpt_of_a_container_in_text_is_no_gap() -> None:
    excerpt = b64(gzip.compress(random.Random(1).randbytes(400)))[:200]
    assert look(f"looks like {excerpt}...\n".encode()) == Examination()


@pytest.mark.parametrize("shift", range(-140, 20, 9))
def test_a_key_is_found_wherever_the_search_is_cut(shift: int) -> None:
    noise = (b"some words, " * 30_000)[: 2**18 + shift - 1]
    assert [hit.offset for hit in look(noise + b" " + KEY.encode() + b" " + noise).hits] == [2**18 + shift]


@given(data=st.binary(max_size=2000))
def test_any_bytes_can_be_examined(data: bytes) -> None:
    look(data)


@given(
    data=st.text("key_0123456789abcdef\"'+\\n\n\r %=&#x;u{}$`/A", max_size=3000).map(str.encode),
)
def test_any_text_of_the_characters_that_decoders_know_can_be_examined(data: bytes) -> None:
    look(data)


def test_looking_at_text_imports_nothing_that_slows_the_commit_hook() -> None:
    code = (
        "import sys\n"
        "from preflight.secrets.examine import examine\n"
        "from preflight.secrets.rules import builtin\n"
        "examine(b'key_' + b'0123456789abcdef' * 8, builtin())\n"
        "print({'httpx', 'rich', 'git', 'yaml', 'click', 'zipfile', 'lzma', 'tomllib'} & set(sys.modules))\n"
    )
    root = str(Path(preflight.__path__[0]).parent)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "filler", [b"&#107;", b"0a1b2c3d4e5f60718293a4b5c6d7e8f901234567\n"], ids=["one line", "lines"]
)
def test_a_long_stretch_is_looked_at_in_pieces_and_nothing_is_lost_between_them(filler: bytes) -> None:
    size = (9 << 20) // len(filler) * len(filler)
    data = bytearray(filler * (size // len(filler)))
    border = 4 << 20
    places = [border - 66, border - (64 << 10) - 10, border + 300, size - 2000]
    for seed, place in enumerate(places):
        key = f"\n{runway_key(seed)}\n".encode()
        data[place : place + len(key)] = key
    found = [hit for hit in look(bytes(data)).hits if hit.confidence is Confidence.CERTAIN]
    assert sorted((hit.offset, hit.encoding) for hit in found) == [(place + 1, ()) for place in sorted(places)]


@pytest.mark.skipif(sys.platform == "win32", reason="needs the module resource")
def test_what_is_packed_into_an_archive_is_looked_at_in_little_memory() -> None:
    code = (
        "import gzip, resource\n"
        "from preflight.secrets.examine import examine\n"
        "from preflight.secrets.rules import builtin\n"
        "text = b''.join(b'&#%d;' % (33 + number * number % 89) for number in range(20_000))\n"
        "packed = gzip.compress(text * 400, 1)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "examine(packed, builtin())\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    root = str(Path(preflight.__path__[0]).parent)
    env = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 150_000


HOSTILE = [
    b"key_",
    b'"',
    b'"a"+',
    b'"key_0a1b2c" +   ',
    b"'a' ",
    b"\\",
    b"\\n",
    b"\\u0061",
    b"\\u4e2d",
    b"\\\\u0061",
    b"\\_",
    b"key_0a=\n",
    b"=\n",
    b"=3D",
    b"%25",
    b"%2525",
    b"&#37;",
    b"\n" + b"a" * 20,
    b"\0",
    b"a\0",
    b"a\0\0\0",
    b"a2V5X",
    b"a2V5Xz" * 30 + b"\n",
    b"6b65795f",
    b"aGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8g",
    b"${'a'}",
    b"%PDF-stream\n",
    b"PK\x03\x04" + bytes(26),
    b"H4sIAAAAAAAA",
    b" " * 50 + b'"',
    b"gptbots value ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece: bytes) -> None:
    size = 500_000
    data = (b"PK\x03\x04" if piece[:2] == b"PK" else b"") + piece * (size // len(piece))
    started = perf_counter()
    look(data)
    assert perf_counter() - started < 10
