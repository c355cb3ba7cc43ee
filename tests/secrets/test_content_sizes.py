"""Content is read at once where its size is what it was said to be, and piece by piece where it is not."""

import io

import pytest

from preflight.secrets.content import Examiner
from preflight.secrets.store.large import WINDOW
from tests.keys import runway_key

KEY = runway_key(71).encode()


def test_a_small_content_is_asked_for_once() -> None:
    asked: list[int] = []

    def read(size: int) -> bytes:
        asked.append(size)
        return KEY

    assert [hit.key for hit in Examiner({}).look(read, size=len(KEY)).hits] == [KEY]
    assert asked == [len(KEY) + 1]


@pytest.mark.parametrize("size", [0, 10, WINDOW - 1, WINDOW, 20 << 20, 1 << 40])
@pytest.mark.parametrize("actual", [500, WINDOW - 1, WINDOW, WINDOW + 1, 20 << 20])
def test_a_size_may_be_wrong(size: int, actual: int) -> None:
    content = (b"some text of a file\n" * (actual // 20 + 1))[: actual - 150] + b"\n" + KEY
    file, asked = io.BytesIO(content), []

    def read(size: int) -> bytes:
        asked.append(size)
        return file.read(size)

    told = Examiner({}).look(read, size=size)
    assert {(hit.key, hit.offset) for hit in told.hits} == {(KEY, len(content) - len(KEY))}
    assert max(asked) <= WINDOW + 1
