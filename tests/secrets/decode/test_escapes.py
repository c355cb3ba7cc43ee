import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.decode import escapes, quoted_printable


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (r"\u006bey", "escapes", "key"),
        (r"\u{6b}ey", "escapes", "key"),
        (r"\U0000006bey", "escapes", "key"),
        (r"\x6B\x65y", "escapes", "key"),
        (r"\153ey", "escapes", "key"),
        ("%6bey%5F", "percent", "key_"),
        ("%256bey", "percent", "%6bey"),
        ("&#107;ey&#x5f;", "html-entities", "key_"),
        (r"\u4e2d\u006b", "escapes", r"\u4e2dk"),
        (r"\\u006bey", "escapes", "key"),
        (r"\\\\x6bey", "escapes", "key"),
        (r"key\_\_", "escapes", "key__"),
        ("key&lowbar;", "html-entities", "key_"),
    ],
)
def test_what_an_escape_means(text: str, encoding: str, expected: str) -> None:
    (decoded,) = escapes(text.encode())
    assert (decoded.encoding, decoded.data) == (encoding, expected.encode())


@pytest.mark.parametrize("text", ["", "plain", r"\n \t \u4e2d \x00", "100% &amp; 5%", r"C:\users", "&#9;"])
def test_text_without_escapes_is_left_alone(text: str) -> None:
    assert list(escapes(text.encode())) == []


@given(st.lists(st.sampled_from(["a", "b", " ", r"\u0061", "%61", "&#97;", r"\x61"]), min_size=1, max_size=3000))
def test_every_character_is_traced_to_its_escape(parts: list[str]) -> None:
    text = "".join(parts).encode()
    for decoded in escapes(text):
        starts = [sum(map(len, parts[:number])) for number in range(0, len(parts), 97)]
        assert [decoded.locate(number) for number in range(0, len(parts), 97)] == starts


def test_thousands_of_escapes_are_traced_too() -> None:
    (decoded,) = escapes(b"%61b" * 5000)
    assert [decoded.locate(offset) for offset in (0, 1, 4096, 9999)] == [0, 3, 8192, 19999]


LITERALS = (b"key_", b"rt_live_")


@pytest.mark.parametrize(
    "text", ["k=\ney_0a1b", "key=\n_0a1b", "key_=\n0a1b", "key_0a=\r\n1b", "rt_li=\nve_0aB1", "rt=5Flive=5F"]
)
def test_a_key_that_is_cut_is_a_sign_of_quoted_printable(text: str) -> None:
    (decoded,) = quoted_printable(f"a line={text}".encode(), LITERALS)
    assert decoded.data in (b"a line=key_0a1b", b"a line=rt_live_0aB1", b"a line=rt_live_")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_quoted_printable_is_read_and_traced(end: bytes) -> None:
    original = ("a = \u00e9, and then a long line, " * 8 + "\n").encode()
    encoded = quopri.encodestring(original).replace(b"\n", end)
    (decoded,) = quoted_printable(encoded, LITERALS)
    assert decoded.data.count(b"and then a long line") == 8
    last = decoded.data.rfind(b"then")
    assert encoded[decoded.locate(last) :].startswith(b"then")


@pytest.mark.parametrize("text", ["a == b", "x =\ny", "YWJj=\nZGVm", "a=1&b=2", "api_key_ =\n0a1b"])
def test_other_text_is_not_taken_for_quoted_printable(text: str) -> None:
    assert list(quoted_printable(text.encode(), LITERALS)) == []
