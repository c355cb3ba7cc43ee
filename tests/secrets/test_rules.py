import hashlib
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.rules import matches
from preflight.verdict import Confidence
from tests.keys import runway_key

KEY = runway_key()
HEX = KEY.removeprefix("key" + "_")
OTHER = hashlib.sha512(b"other").hexdigest()
TOKEN = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"
CERTAIN, POSSIBLE = Confidence.CERTAIN, Confidence.POSSIBLE


def found(text: str) -> list[tuple[str, Confidence]]:
    return [(match.rule, match.confidence) for match in matches(text.encode())]


@pytest.mark.parametrize("before", ["", "=", '"', " ", "/", ":", "-", ".", "é", r"\n", r"\r\n", r"\u000a"])
@pytest.mark.parametrize("after", ["", '"', "\n", "\r\n", r"\n", "'", ",", ".", "-", "é"])
def test_a_bounded_key_is_certain(before: str, after: str) -> None:
    assert found(f"{before}{KEY}{after}") == [("runway-api-key", CERTAIN)]


@pytest.mark.parametrize("before", ["%3D", r"\x3d", r"\012", "\x1b[32m", r"\u{a}", r"\\n"])
def test_an_escape_before_a_key_is_not_part_of_it(before: str) -> None:
    assert found(before + KEY) == [("runway-api-key", CERTAIN)]


@pytest.mark.parametrize(
    "text",
    [
        "x" + KEY,
        "my_" + KEY,
        KEY + "g",
        KEY + "_",
        KEY + "0",
        KEY + HEX,
        "K" + KEY[1:],
        "KEY_" + HEX,
        "key_" + HEX.upper(),
        KEY[:-1] + "A",
        "key_" + HEX[:127],
        "key_" + HEX[:100],
        "key_" + HEX[:28],
        "key_" + HEX[:64],
    ],
)
def test_what_is_not_quite_a_key_is_possible(text: str) -> None:
    assert found(f"a {text} b") == [("runway-api-key", POSSIBLE)]


@pytest.mark.parametrize(
    "text",
    [
        "key_id",
        "api_key_" + hashlib.sha256(b"cache").hexdigest(),
        "primary_key_" + hashlib.sha1(b"row").hexdigest(),
        hashlib.sha512(b"package").hexdigest(),
        "sha512-" + hashlib.sha512(b"package").hexdigest(),
        "key_" + "x" * 128,
        "key_" + "0" * 128,
        "key_" + "deadbeef" * 16,
        "key_" + "0123456789abcdef" * 8,
        "key_" + ("0123456789ab" * 11)[:128],
        "key_" + HEX[:27],
        "key_" + HEX[:40],
        "key_" + HEX[:99],
        "key_" + "1a2b3c4d",
        "key-" + HEX,
        "rt_test_" + "x" * 32,
        "rt_test_" + TOKEN[:31],
        "rt_prod_" + TOKEN,
        "rt_test_thisIsTheLongNameOfAFunctionThatTestsThings",
    ],
)
def test_decoys_stay_silent(text: str) -> None:
    assert found(f'"{text}"') == []


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("rt_live_" + TOKEN, CERTAIN),
        ("rt_test_" + TOKEN, CERTAIN),
        (r"\n" + "rt_live_" + TOKEN, CERTAIN),
        ("x" + "rt_live_" + TOKEN, POSSIBLE),
        ("rt_live_" + TOKEN + "0", POSSIBLE),
        ("rt_live_" + TOKEN + "_", POSSIBLE),
    ],
)
def test_runtools_keys(text: str, confidence: Confidence) -> None:
    assert found(text) == [("runtools-api-key", confidence)]


def test_a_match_names_the_key_and_its_place() -> None:
    (match,) = matches(f"ab {KEY}7".encode())
    assert (match.start, match.end, match.key) == (3, 3 + len(KEY), KEY.encode())
    assert KEY not in repr(match)


def test_a_foreign_key_says_so() -> None:
    (match,) = matches(b"key_" + HEX[:64].encode())
    assert match.note == "looks like another vendor's key"


@given(noise=st.binary(max_size=300), after=st.sampled_from([b"", b"\n", b'"', b"\\n"]))
def test_any_bytes_around_do_not_hide_a_key(noise: bytes, after: bytes) -> None:
    keys = [match.key for match in matches(noise + b"=" + KEY.encode() + after + noise)]
    assert KEY.encode() in keys


@pytest.mark.parametrize("piece", ["key_", "key_" + HEX[:127] + " ", "KEY_key_", "rt_live_", HEX, "\\"])
def test_time_is_linear(piece: str) -> None:
    data = (piece * (2_000_000 // len(piece))).encode()
    started = perf_counter()
    list(matches(data))
    assert perf_counter() - started < 10
