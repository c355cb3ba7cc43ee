import pytest

from preflight.pattern import PatternError, parse

DIGITS = b"0123456789"


@pytest.mark.parametrize(
    ("text", "literals", "alphabet", "low", "high"),
    [
        ("abc_[0-9]{8}", [b"abc_"], DIGITS, 8, 8),
        (r"abc-\d{8,20}", [b"abc-"], DIGITS, 8, 20),
        ("rt_(live|test)_[ab]{32}", [b"rt_live_", b"rt_test_"], b"ab", 32, 32),
        ("rt_(?:live|test)_[ab]{32}", [b"rt_live_", b"rt_test_"], b"ab", 32, 32),
        (r"v1\.[a-c.+-]{9}", [b"v1."], b"+-.abc", 9, 9),
        (r"abc_[\d_]{8}", [b"abc_"], DIGITS + b"_", 8, 8),
    ],
)
def test_what_a_pattern_says(text: str, literals: list[bytes], alphabet: bytes, low: int, high: int) -> None:
    pattern = parse(text)
    assert list(pattern.literals) == literals
    assert (pattern.alphabet, pattern.low, pattern.high) == (bytes(sorted(alphabet)), low, high)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[0-9a-f]{32}", "at least 3 fixed characters"),
        ("ab[0-9a-f]{32}", "at least 3 fixed characters"),
        ("ab(c|)[0-9a-f]{32}", "at least 3 fixed characters"),
        ("abc_[^a]{32}", "not allowed"),
        ("abc_[z-a]{32}", "wrong way"),
        ("abc_[é]{32}", "printable ASCII"),
        ("abc_[0-9]{4}", "from 8 to 1024"),
        ("abc_[0-9]{20,10}", "from 8 to 1024"),
        ("abc_[0-9]{9999}", "from 8 to 1024"),
        ("abc_[0-9]+", "not understood"),
        ("abc_.{32}", "not understood"),
        ("(a+)+b", "not understood"),
        ("abc_[0-9]{8}[a-z]{8}", "not understood"),
        ("", "not understood"),
        ("abc_" * 60, "at most 200"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        parse(text)
