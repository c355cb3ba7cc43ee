import pytest

from preflight.printable import might_be_key, printable, veiled
from tests.keys import runway_key


def test_a_key_is_redacted_and_control_characters_escaped():
    shown = printable(f"\x1b[31m{runway_key()}\n")
    assert shown.startswith(r"\x1b[31mkey_…")
    assert shown.endswith(r"\n")
    assert runway_key()[4:] not in shown


def test_a_long_text_is_cut():
    assert printable("abcdef", limit=4) == "abc…"
    assert printable("abcd", limit=4) == "abcd"


@pytest.mark.parametrize(
    ("text", "suspicious"),
    [
        ("app-" + "a1B2" * 6, True),
        ("x" * 19 + "1", True),
        ("1" * 20, False),
        ("a" * 40, False),
        ("RUNWAYML_API_SECRET_PRODUCTION_EU_2", False),
        ("MY-GPTBOTS-KEY-1", False),
        (".preflight/attestations.yml", False),
    ],
)
def test_a_long_run_of_letters_and_digits_might_be_a_key(text, suspicious):
    assert might_be_key(text) is suspicious
    assert (veiled(text) != text) is suspicious
