import pytest

from preflight.secrets.decode import wide

TEXT = "some text that is long enough: é, and then some more of it"
ASCII = b", and then some more of it"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("before", [b"", b"\0", b"x", b"\xff\xfe", b"odd"])
@pytest.mark.parametrize("after", [b"", b"x", b"\xff"])
def test_wide_text_is_narrowed_and_traced(codec: str, before: bytes, after: bytes) -> None:
    data = before + TEXT.encode(codec) + after
    (found,) = [each for each in wide(data) if ASCII in each.data]
    assert found.encoding == codec[:6]
    place = found.locate(found.data.find(b"some more"))
    width = 2 if "16" in codec else 4
    assert data[place::width][:9] == b"some more"


def test_a_few_letters_with_nuls_are_no_text() -> None:
    assert list(wide(b"a\0b\0c\0" * 3 + bytes(100))) == []
