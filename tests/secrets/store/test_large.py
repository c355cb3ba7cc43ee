"""Content too large to hold goes through windows: nothing is lost at their borders, memory stays flat."""

import os
import tracemalloc
import zlib
from itertools import pairwise

import pytest

from preflight.secrets.store.large import ARCHIVE_LIMIT, OVERLAP, WINDOW, tell_large, windows
from preflight.secrets.store.model import Kind, Piece, Rules
from preflight.secrets.store.prefilter import Prefilter
from tests.keys import runway_key
from tests.secrets.store import stores
from tests.secrets.store.stores import BLOB, KEY, OFS, Examined, copy, delta, distance, entry, insert, look

LINE = b"some line of a very long file, like others\n"


def chunked(data: bytes):
    return (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20))


@pytest.mark.parametrize("filler", [LINE, b"x"], ids=["lines", "one line"])
def test_windows_cover_all_and_say_where_they_are(filler):
    data = (filler * (3 * WINDOW // len(filler)))[: 3 * WINDOW - 5]

    seen = list(windows(Kind.BLOB, chunked(data)))

    assert len(seen) == 4
    for piece in seen:
        assert data[piece.offset : piece.offset + len(piece.data)] == piece.data
        assert piece.line == 1 + data.count(b"\n", 0, piece.offset)
    for one, other in pairwise(seen):
        assert one.offset + len(one.data) - other.offset >= OVERLAP
    if filler is LINE:
        assert all(data[piece.offset - 1] == ord("\n") for piece in seen[1:])


def test_windows_of_zeros_are_passed_over_and_what_stands_between_them_is_not():
    data = bytes(2 * WINDOW) + f"\n{runway_key()}\n".encode() + bytes(2 * WINDOW)
    asked = []

    def examine(piece: Piece) -> Examined:
        asked.append(piece.offset)
        return Examined(tuple(hit[0] for hit in KEY.finditer(piece.data)))

    told = tell_large(Rules(Prefilter(), examine, exhaustive=True), Kind.BLOB, chunked(data), size=len(data))
    assert told is not None
    assert told.hits == (runway_key().encode(),)
    assert len(asked) == 1


def large_file(places: list[int], size: int) -> bytes:
    data = bytearray((LINE * (size // len(LINE) + 1))[:size])
    for seed, place in enumerate(places):
        key = f"\n{runway_key(seed)}\n".encode()
        data[place : place + len(key)] = key
    return bytes(data)


@pytest.mark.parametrize("kind", ["packed", "loose"])
def test_keys_are_found_wherever_in_a_large_file(tmp_path, kind):
    places = [0, WINDOW - 66, WINDOW - OVERLAP - 10, 2 * WINDOW, 2 * WINDOW - 200 - OVERLAP, 9_000_000 - 140]
    data = large_file(places, 9_000_000)
    if kind == "packed":
        stores.write_pack(tmp_path, [entry(BLOB, data, level=1)])
    else:
        path = tmp_path / "ab" / ("0" * 38)
        path.parent.mkdir()
        path.write_bytes(zlib.compress(b"blob %d\0" % len(data) + data, 1))

    def offsets(piece: Piece) -> Examined:
        return Examined(tuple(b"%d" % (piece.offset + hit.start()) for hit in KEY.finditer(piece.data)))

    walked = look(tmp_path, rules=Rules(Prefilter(), offsets))

    (one,) = walked.found
    assert {int(hit) for hit in one.told.hits} == {place + 1 for place in places}
    assert walked.stats.bytes == len(data)


def test_a_huge_file_does_not_fill_the_memory(tmp_path):
    size = 200 << 20
    stores.write_pack(tmp_path, [entry(BLOB, large_file([size - 500], size), level=1)])

    tracemalloc.start()
    walked = look(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert walked.found
    assert not walked.incomplete
    assert peak < 40 << 20


def test_a_huge_delta_is_followed(tmp_path):
    base = large_file([], 10_000_000)
    text = runway_key(1).encode()
    new = os.urandom(9 << 20) + b"\n" + text
    raw = delta(len(base), len(base) + len(new), insert(new), copy(0, 5_000_000), copy(5_000_000, 5_000_000))
    first = entry(BLOB, base, level=1)
    stores.write_pack(tmp_path, [first, entry(OFS, raw, base=distance(len(first)), level=0)])

    walked = look(tmp_path)

    assert [one.told.hits for one in walked.found] == [(text,)]


def test_an_archive_too_large_to_open_is_incomplete(tmp_path):
    stores.write_pack(tmp_path, [entry(BLOB, b"PK\3\4" + bytes(ARCHIVE_LIMIT), level=1)])

    (one,) = look(tmp_path).found

    assert one.told.hits == ()
    assert "too large to open" in one.told.incomplete[0]
