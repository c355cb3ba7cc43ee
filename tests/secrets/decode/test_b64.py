import base64 as codec

from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.decode import base64, joined
from tests.keys import runway_key

KEY = runway_key().encode()
LITERALS = (b"key_",)


@given(
    before=st.binary(max_size=200),
    after=st.binary(max_size=100),
    width=st.integers(min_value=48, max_value=400),
    end=st.sampled_from([b"\n", b"\r\n", b"\n  ", b"\n\t# ", b'" +\n "', b"\\n"]),
    url_safe=st.booleans(),
)
def test_a_key_at_any_place_in_anything_wrapped_anywhere(
    before: bytes, after: bytes, width: int, end: bytes, *, url_safe: bool
) -> None:
    encode = codec.urlsafe_b64encode if url_safe else codec.b64encode
    encoded = encode(before + KEY + after)
    lines = [encoded[start : start + width] for start in range(0, len(encoded), width)]
    text = b'data = "' + end.join(lines) + b'"\n'
    whole = joined(text)
    data, joints = (whole.data, whole.joints) if whole else (text, ())
    assert any(KEY in decoded.data for decoded in base64(data, LITERALS, joints))


@given(before=st.binary(max_size=50), noise=st.text("abc XYZ=\n", max_size=50))
def test_an_offset_is_traced_to_the_characters_that_spell_it(before: bytes, noise: str) -> None:
    text = noise.encode() + b": " + codec.b64encode(before + KEY)
    places = {decoded.locate(decoded.data.find(KEY)) for decoded in base64(text, LITERALS) if KEY in decoded.data}
    assert places == {len(noise) + 2 + len(before) * 4 // 3}


def test_hashes_are_not_decoded() -> None:
    integrity = b'"sha512-' + codec.b64encode(bytes(range(100, 164))) + b'"\n'
    assert list(base64(integrity * 20, LITERALS)) == []
