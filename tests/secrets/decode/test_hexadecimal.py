import hashlib

from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.decode import hexadecimal
from tests.keys import runway_key

KEY = runway_key().encode()
LITERALS = (b"key_",)


@given(before=st.binary(max_size=200), after=st.binary(max_size=50), odd=st.sampled_from(["", "0x", "x'", "f"]))
def test_a_key_at_any_place_in_anything(before: bytes, after: bytes, odd: str) -> None:
    digits = (before + KEY + after).hex()
    for spelling in (digits, digits.upper()):
        text = f"data = {odd}{spelling}\n".encode()
        found = [decoded for decoded in hexadecimal(text, LITERALS) if KEY in decoded.data]
        assert found
        place = len(f"data = {odd}") + 2 * len(before)
        assert {decoded.locate(decoded.data.find(KEY)) for decoded in found} == {place}


def test_hashes_are_not_decoded() -> None:
    hashes = (hashlib.sha512(b"%d" % n).hexdigest().encode() for n in range(50))
    assert list(hexadecimal(b"\n".join(hashes), LITERALS)) == []
