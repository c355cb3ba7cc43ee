"""Stores that lie or are broken: every one ends soon, in little memory, with a reason, and keeps what it found."""

import hashlib
import os
import random
import struct
import tracemalloc
import zlib

import pytest

from preflight.secrets.store.cache import Cache
from preflight.secrets.store.pack_walk import finish_pack, sweep_pack
from preflight.secrets.store.slices import SLICE
from preflight.secrets.store.walker import walk
from tests.keys import runway_key
from tests.secrets.store import stores
from tests.secrets.store.stores import BLOB, EXHAUSTIVE, OFS, REF, RULES, copy, delta, distance, entry, insert, look

TEXT = b"".join(b"line %d of quite ordinary text\n" % number for number in range(400))
LEAK = f'token = "{runway_key()}"\n'.encode()
OTHER = stores.oid_of("blob", b"elsewhere")


def circle():
    """Two deltas by id, each the base of the other."""
    ids = [b"\1" * 20, b"\2" * 20]
    grow = delta(10, 10, copy(0, 10))
    return [entry(REF, grow, base=ids[1]), entry(REF, grow, base=ids[0])], ids


def key_in_a_circle():
    ids = [b"\1" * 20, b"\2" * 20]
    tell = delta(10, len(LEAK), insert(LEAK))
    return [entry(REF, tell, base=ids[1]), entry(REF, tell, base=ids[0])], ids


def based_on_itself():
    return [entry(OFS, delta(10, len(LEAK), insert(LEAK)), base=distance(0))], []


def based_before_the_pack():
    return [entry(OFS, delta(10, len(LEAK), insert(LEAK)), base=distance(5000))], []


def base_is_missing():
    return [entry(REF, delta(10, len(LEAK), insert(LEAK)), base=OTHER)], []


def base_of_another_size():
    base = entry(BLOB, TEXT)
    return [base, entry(OFS, delta(9, len(LEAK), insert(LEAK)), base=distance(len(base)))], []


def copies_from_beyond():
    base = entry(BLOB, TEXT)
    wrong = delta(len(TEXT), 500 + len(LEAK), copy(len(TEXT) - 10, 500), insert(LEAK))
    return [base, entry(OFS, wrong, base=distance(len(base)))], []


def makes_another_size():
    base = entry(BLOB, TEXT)
    wrong = delta(len(TEXT), 50, copy(0, 90), insert(LEAK))
    return [base, entry(OFS, wrong, base=distance(len(base)))], []


def delta_cut_off():
    base = entry(BLOB, TEXT)
    wrong = delta(len(TEXT), 500, insert(LEAK)) + b"\x91"
    return [base, entry(OFS, wrong, base=distance(len(base)))], []


def grows_without_end():
    """Each delta makes eight of its base: 30 of them would make more than there is."""
    size = len(TEXT)
    entries = [entry(BLOB, TEXT)]
    for _ in range(30):
        part = min(size, 0xFFFFFF)
        wrong = delta(size, part * 8 + len(LEAK), *[copy(0, part)] * 8, insert(LEAK))
        entries.append(entry(OFS, wrong, base=distance(len(entries[-1]))))
        size = part * 8 + len(LEAK)
    return entries, []


def bomb():
    return [entry(BLOB, bytes(300 << 20), size=1000)], []


def claims_to_be_huge():
    return [entry(BLOB, TEXT, size=1 << 62)], []


def claims_an_absurd_size():
    return [bytes([0xBF]) + b"\xff" * 5000 + zlib.compress(TEXT)], []


def absurd_base():
    return [bytes([0x6F]) + b"\xff" * 5000 + zlib.compress(TEXT)], []


def shorter_than_claimed():
    return [entry(BLOB, TEXT, size=len(TEXT) + 1)], []


def unknown_type():
    return [entry(5, TEXT)], []


def not_compressed_at_all():
    return [bytes([BLOB << 4 | 5]) + b"hello, this is no zlib stream"], []


CRAFTED = (
    key_in_a_circle, based_on_itself, based_before_the_pack, base_is_missing, base_of_another_size,
    copies_from_beyond, makes_another_size, delta_cut_off, grows_without_end, bomb, claims_to_be_huge,
    claims_an_absurd_size, absurd_base, shorter_than_claimed, unknown_type, not_compressed_at_all,
)  # fmt: skip


@pytest.mark.parametrize(
    ("craft", "rules"),
    [
        *((craft, stores.RULES) for craft in CRAFTED),
        *((craft, EXHAUSTIVE) for craft in (circle, *CRAFTED)),  # by default, deltas that show nothing are not made
    ],
    ids=lambda value: value.__name__ if callable(value) else "exhaustive" if value.exhaustive else "default",
)
def test_a_crafted_pack_is_incomplete(tmp_path, craft, rules):
    entries, ids = craft()
    stores.write_pack(tmp_path, [*entries, entry(BLOB, LEAK)], ids=ids)

    tracemalloc.start()
    walked = look(tmp_path, rules=rules)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert walked.incomplete
    assert runway_key().encode() in set().union(*stores.found(walked).values())
    assert peak < 400 << 20


def test_a_reason_names_the_pack_and_counts(tmp_path):
    stores.write_pack(tmp_path, [entry(5, TEXT), entry(5, TEXT)])

    assert look(tmp_path).incomplete == (
        "pack-0123456789abcdef0123456789abcdef01234567.pack: entry of unknown type (2 times)",
    )


@pytest.mark.parametrize("cut", [0, 3, 11, 12, 40, -1, -21, -30])
def test_a_truncated_pack_is_incomplete(tmp_path, cut):
    path = stores.write_pack(tmp_path, [entry(BLOB, TEXT), entry(BLOB, LEAK)])
    path.write_bytes(path.read_bytes()[:cut])

    assert look(tmp_path).incomplete


@pytest.mark.parametrize(("slices", "problems"), [([0, 1, 2], {}), ([0, 1], {"not read to its end": 1})])
def test_a_pack_of_which_a_part_is_left_out_is_incomplete(tmp_path, slices, problems):
    content = random.Random(1).randbytes(SLICE)
    path = stores.write_pack(tmp_path, [entry(BLOB, content), entry(BLOB, content[::-1]), entry(BLOB, LEAK)])
    swept = sweep_pack(path, RULES, slices, tick=lambda _: None)

    assert finish_pack(path, [swept], RULES, read=NotImplemented, jobs=1).problems == problems


@pytest.mark.parametrize("cut", [0, 4, 8, 1000, 1031, 1040, -1, -41])
def test_a_truncated_index_is_incomplete(tmp_path, cut):
    index = stores.write_pack(tmp_path, [entry(BLOB, LEAK)]).with_suffix(".idx")
    index.write_bytes(index.read_bytes()[:cut])

    assert look(tmp_path).incomplete


@pytest.mark.parametrize(
    "offsets",
    [
        pytest.param({b"\1" * 20: 12}, id="leaves out an entry"),
        pytest.param({b"\1" * 20: 12, b"\2" * 20: 12}, id="lists an entry twice"),
        pytest.param({b"\1" * 20: 12, b"\2" * 20: 99_999_999}, id="points behind the pack"),
        pytest.param({b"\1" * 20: 12, b"\2" * 20: 3}, id="points into the header"),
        pytest.param({b"\1" * 20: 12, b"\2" * 20: 40}, id="points into an entry"),
        pytest.param({b"\1" * 20: 12, b"\2" * 20: 0xFFFFFFFF}, id="points to a large offset that is not there"),
    ],
)
def test_an_index_that_does_not_fit_is_incomplete(tmp_path, offsets):
    path = stores.write_pack(tmp_path, [entry(BLOB, TEXT), entry(BLOB, LEAK)])
    stores.write_index(path.with_suffix(".idx"), offsets)

    assert look(tmp_path).incomplete


def test_an_index_of_nothing_like_one(tmp_path):
    path = stores.write_pack(tmp_path, [entry(BLOB, LEAK)])
    path.with_suffix(".idx").write_bytes(os.urandom(5000))

    assert look(tmp_path).incomplete


def test_a_pack_without_index_is_incomplete(tmp_path):
    path = stores.write_pack(tmp_path, [entry(BLOB, LEAK)])
    path.with_suffix(".idx").unlink()

    assert look(tmp_path).incomplete


@pytest.mark.parametrize("name", [".pack", ".idx"])
@pytest.mark.parametrize("make", ["fifo", "folder", "link to nothing"])
def test_no_regular_file_hangs_or_passes(tmp_path, name, make):
    path = stores.write_pack(tmp_path, [entry(BLOB, LEAK)]).with_suffix(name)
    path.unlink()
    if make == "fifo":
        os.mkfifo(path)
    elif make == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")

    assert look(tmp_path).incomplete


def loose(objects, content, *, name="ab" + "0" * 38):
    path = objects / name[:2] / name[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no zlib stream", id="not compressed"),
        pytest.param(zlib.compress(b"blob"), id="no header"),
        pytest.param(zlib.compress(b"blob x\0text"), id="no size"),
        pytest.param(zlib.compress(b"blob -4\0text"), id="negative size"),
        pytest.param(zlib.compress(b"thing 4\0text"), id="no kind"),
        pytest.param(zlib.compress(b"blob 5\0text"), id="too short"),
        pytest.param(zlib.compress(b"blob 3\0text"), id="too long"),
        pytest.param(zlib.compress(b"blob 10\0" + bytes(200 << 20)), id="bomb"),
        pytest.param(zlib.compress(b"blob 4000\0" + TEXT[:4000])[:-8], id="cut off"),
    ],
)
def test_a_broken_loose_object_is_incomplete(tmp_path, content):
    loose(tmp_path, content)
    loose(tmp_path, zlib.compress(b"blob %d\0" % len(LEAK) + LEAK), name="cd" + "0" * 38)

    walked = look(tmp_path)

    assert walked.incomplete
    assert [one.oid for one in walked.found] == ["cd" + "0" * 38]


def stored(content, *, digest="sha1"):
    """A blob as it lies in a file, and its id."""
    text = b"blob %d\0" % len(content) + content
    return zlib.compress(text, 0), hashlib.new(digest, text).hexdigest()


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "content", [TEXT[:4000], TEXT * 60, b"PK\x03\x04" + bytes(2 << 20)], ids=["small", "large", "zip"]
)
def test_a_loose_object_that_is_not_what_its_name_says_is_told(tmp_path, content, digest):
    good, name = stored(content, digest=digest)
    loose(tmp_path, good, name=name)
    before = look(tmp_path).incomplete
    assert not any(name in reason for reason in before)

    false, _ = stored(content[:-1] + b"x", digest=digest)
    loose(tmp_path, false, name=name)
    said = [reason for reason in look(tmp_path).incomplete if reason not in before]
    assert said == [f"loose objects: loose object that is not what its id says: {name}"]


def test_what_a_false_loose_object_holds_is_found_all_the_same_and_never_remembered(tmp_path):
    _, name = stored(b"harmless")
    loose(tmp_path / "objects", stored(b"harmful")[0], name=name)
    cache = Cache(tmp_path / "cache", objects=tmp_path / "objects", rules_version="1")
    (tmp_path / "cache").mkdir()
    for _ in range(2):
        walked = walk(tmp_path / "objects", stores.RULES, cache=cache)
        assert walked.incomplete

    loose(tmp_path / "objects", stored(LEAK)[0], name=name)
    walked = walk(tmp_path / "objects", stores.RULES, cache=cache)
    assert [one.oid for one in walked.found] == [name]
    assert walked.incomplete


def test_a_loose_fifo_does_not_hang(tmp_path):
    path = loose(tmp_path, b"")
    path.unlink()
    os.mkfifo(path)

    assert look(tmp_path).incomplete


def test_any_damaged_byte_leaves_a_finding_or_a_reason(tmp_path):
    path = stores.write_pack(tmp_path, [entry(BLOB, LEAK)])
    healthy = path.read_bytes()
    for at in range(12, len(healthy) - 20):
        path.write_bytes(healthy[:at] + bytes([healthy[at] ^ 0x55]) + healthy[at + 1 :])
        walked = look(tmp_path)
        assert walked.incomplete or walked.found, at


def test_deltas_back_and_forth(tmp_path):
    """Deltas by id whose bases come ever later in the pack: the plan gives up in time, and says so."""
    count = 3000
    ids = [struct.pack(">I", number) * 5 for number in range(count + 1)]
    step = delta(len(LEAK), len(LEAK), copy(0, len(LEAK)))
    entries = [entry(REF, step, base=ids[number + 1]) for number in range(count)]
    stores.write_pack(tmp_path, [*entries, entry(BLOB, LEAK)], ids=ids)

    walked = look(tmp_path)

    assert walked.incomplete
    assert walked.found
