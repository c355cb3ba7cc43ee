import pytest

from preflight.text import printable


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("src/app.py", "src/app.py"),
        ("Zürich 東京", "Zürich 東京"),
        ("Zürich".encode(), "Zürich"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        (b"caf\xe9.txt", r"caf\xe9.txt"),
        (b"caf\xe9.txt".decode("utf-8", "surrogateescape"), r"caf\xe9.txt"),
        ("\ud800", r"\ud800"),
        ("moc.\u202elive", r"moc.\u202elive"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u2028", r"\u2028"),
        ("", ""),
    ],
)
def test_foreign_text_is_shown_on_one_harmless_line(value: bytes | str, shown: str) -> None:
    assert printable(value) == shown
