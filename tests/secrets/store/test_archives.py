"""Archives hide their text from the prefilter: they are examined for what they are."""

import gzip
import io
import random
import zipfile

import pytest

from preflight.secrets.store.model import Piece, Rules
from preflight.secrets.store.prefilter import Prefilter
from tests.keys import runway_key
from tests.secrets.store import stores
from tests.secrets.store.stores import BLOB, KEY, OFS, Examined, copy, delta, distance, entry, insert, look

SECRET = f"token = {runway_key()}\n".encode()
NOISE = random.Random(4).randbytes(4000)


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("noise.bin", NOISE)
        archive.writestr("settings.ini", content)
    return file.getvalue()


def unpacked(piece: Piece) -> Examined:
    """Looks into zip and gzip."""
    text = piece.data
    if text.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(text)) as archive:
            text = archive.read("settings.ini")
    elif text.startswith(b"\x1f\x8b"):
        text = gzip.decompress(text)
    return Examined(tuple(KEY.findall(text)))


RULES = Rules(Prefilter(), unpacked)


@pytest.mark.parametrize("archive", [zipped(SECRET), gzip.compress(SECRET, mtime=0)], ids=["zip", "gzip"])
def test_a_whole_archive_is_examined(tmp_path, archive):
    stores.write_pack(tmp_path, [entry(BLOB, archive)])

    assert [one.told.hits for one in look(tmp_path, rules=RULES).found] == [(runway_key().encode(),)]


@pytest.mark.parametrize("base", [zipped(b"nothing here\n"), NOISE], ids=["an archive", "something else"])
def test_an_archive_stored_as_a_delta_is_examined(tmp_path, base):
    """A new version of an archive shares its first files with the old one; its text is in no delta."""
    archive = zipped(SECRET)
    begin = base.index(NOISE[:3000])
    at = archive.index(NOISE[:3000])
    raw = delta(len(base), len(archive), insert(archive[:at]), copy(begin, 3000), insert(archive[at + 3000 :]))
    first = entry(BLOB, base)
    stores.write_pack(tmp_path, [first, entry(OFS, raw, base=distance(len(first)))])

    assert [one.told.hits for one in look(tmp_path, rules=RULES).found] == [(runway_key().encode(),)]


def test_what_could_not_be_read_of_an_object_is_told_with_its_id(tmp_path):
    def gives_up(piece: Piece) -> Examined:
        return Examined((), ("encrypted member",))

    stores.write_pack(tmp_path, [entry(BLOB, zipped(b""))], ids=[b"\x11" * 20])

    (one,) = look(tmp_path, rules=Rules(Prefilter(), gives_up)).found
    assert (one.oid, one.told.incomplete) == ("11" * 20, ("encrypted member",))
