import pytest

from preflight.secrets.plausibility import plausible
from tests.keys import runway_key

BODY = runway_key().removeprefix("key" + "_")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BODY, True),
        (BODY[:28], True),
        ("0" * 128, False),
        ("0123456789abcdef" * 8, False),
        (BODY[:60] * 2 + BODY[:8], False),
        ("abcdefghijklmnopqrstuvwxyz012345", False),
        ("zyxwvutsrqponmlkjihgfedcba987654", False),
        ("3141592653589793238462643383279502884197", False),  # digits only
        ("", False),
    ],
)
def test_random_or_typed(body: str, *, expected: bool) -> None:
    assert plausible(body.encode(), distinct=10, kinds=2) is expected
