"""A bundle is the same to the last byte each time; one that somebody tampered with or made up is refused in words."""

import json
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.bundle import archive
from preflight.bundle.archive import MANIFEST, BundleError, pack, unpack
from preflight.errors import PreflightError
from tests.bundle.bundles import outcome, packed, plan_for, reviewed, zipped
from tests.facts_builders import NOW


@pytest.fixture(scope="module")
def whole():
    report, files = reviewed(plan_for())
    return packed(report, files)


@pytest.fixture
def opened(tmp_path):
    """Writes bytes to a file and reads them as a bundle."""

    def opened(data):
        path = tmp_path / "bundle.zip"
        path.write_bytes(data)
        return unpack(path)

    return opened


def members(data, tmp_path):
    path = tmp_path / "members.zip"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as opened:
        return {info.filename: opened.read(info) for info in opened.infolist()}


def test_the_same_content_is_the_same_file():
    report, files = reviewed(plan_for())
    assert packed(report, files) == packed(report, dict(reversed(files.items())))


def test_it_holds_everything(whole, opened):
    bundle = opened(whole)
    assert {
        "README.txt", "facts.json", "run.json", "waivers.json", "config/.preflight.yml",
        "report/report.html", "report/report.json", "report/report.junit.xml", "report/report.sarif",
    } <= set(bundle.files)  # fmt: skip
    manifest = bundle.manifest
    assert (manifest.commit, manifest.environment, manifest.verdict) == ("ab" * 20, "production", "not-ready")
    assert not bundle.signed
    assert json.loads(bundle.files["waivers.json"])[0]["check"] == "credits"


def test_anyone_can_check_the_hashes(whole, tmp_path):
    import hashlib

    found = members(whole, tmp_path)
    listed = json.loads(found.pop(MANIFEST))["files"]
    assert {name: hashlib.sha256(data).hexdigest() for name, data in found.items()} == {
        name: member["sha256"] for name, member in listed.items()
    }


@pytest.mark.parametrize("name", ["facts.json", "report/report.json", "config/.preflight.yml"])
def test_a_changed_file_is_refused(whole, opened, tmp_path, name):
    found = members(whole, tmp_path)
    found[name] = found[name].replace(b"e", b"E", 1)
    with pytest.raises(BundleError, match=f"{name} is not as the manifest says"):
        opened(zipped(found))


def test_an_added_or_a_missing_file_is_refused(whole, opened, tmp_path):
    found = members(whole, tmp_path)
    with pytest.raises(BundleError, match=r"extra\.json was added"):
        opened(zipped({**found, "extra.json": b"{}"}))
    del found["run.json"]
    with pytest.raises(BundleError, match=r"run\.json is missing"):
        opened(zipped(found))


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../b", "a\\b", "C:x", "a/b/c", "..", "report/", "\u202ex", "x" * 300 + "\n"]
)
def test_no_file_is_called_that(whole, opened, tmp_path, name):
    with pytest.raises(BundleError, match="no file of a bundle is called that") as caught:
        opened(zipped([*members(whole, tmp_path).items(), (name, b"")]))
    assert caught.value.message.isprintable()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(whole, opened, tmp_path):
    found = members(whole, tmp_path)
    with pytest.raises(BundleError, match=r"run\.json is in it twice"):
        opened(zipped([*found.items(), ("run.json", b"{}")]))


def test_a_symlink_is_a_file_with_a_hash_like_any_other(whole, opened, tmp_path):
    """Nothing is ever written to disk from a bundle, so there is nothing that a link could lead astray."""
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(BundleError, match="link was added"):
        opened(zipped([*members(whole, tmp_path).items(), (link, b"/etc/passwd")]))


def test_a_bomb_is_not_unpacked(whole, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 200_000)
    with pytest.raises(BundleError, match=r"bomb: it unpacks to more"):
        opened(zipped({**members(whole, tmp_path), "bomb": bytes(300_000)}))


def test_many_small_bombs_are_not_unpacked(whole, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_IN_ALL", 1_000_000)
    bombs = {f"bomb{number}": bytes(150_000) for number in range(9)}
    with pytest.raises(BundleError, match=r"it unpacks to more"):
        opened(zipped({**members(whole, tmp_path), **bombs}))


def test_a_member_that_lies_about_its_size_is_refused(opened):
    data = bytearray(zipped({"manifest.json": b"{}" + bytes(5000)}))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)  # APPNOTE.TXT 4.3.12: the size once unpacked
    with pytest.raises(BundleError):
        opened(bytes(data))


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda whole: b"", "it is no zip file"),
        (lambda whole: b"PK", "it is no zip file"),
        (lambda whole: b"\x7fELF" + whole, "it is no zip file"),
        (lambda whole: whole + b"x", "its directory is damaged or too long"),
        (lambda whole: whole[:-1], "its directory is damaged or too long"),
        (lambda whole: zipped({f"f{n}": b"" for n in range(101)}), "its directory is damaged or too long"),
        (lambda whole: zipped({"x": b""}), "it has no manifest.json"),
        (lambda whole: zipped({"manifest.json": b"\xff"}), "manifest.json: not JSON"),
        (lambda whole: zipped({"manifest.json": b"[" * 100_000}), "manifest.json: not JSON"),
        (lambda whole: zipped({"manifest.json": b'{"bundle_version": NaN}'}), "manifest.json: not JSON"),
        (lambda whole: zipped({"manifest.json": b'{"bundle_version": 2}'}), "version 2 of a bundle; 1 is known here"),
        (lambda whole: zipped({"manifest.json": b'{"bundle_version": 0}'}), "version 0 of a bundle; 1 is known here"),
        (lambda whole: zipped({"manifest.json": b"[]"}), "version None of a bundle"),
        (lambda whole: zipped({"manifest.json": b'{"bundle_version": 1}'}), "tool: it is missing"),
    ],
)
def test_what_is_no_bundle_is_told_in_words(whole, opened, edit, says):
    with pytest.raises(BundleError) as caught:
        opened(edit(whole))
    assert says in caught.value.message
    assert caught.value.hint


def test_an_encrypted_member_is_refused(whole, opened):
    data = bytearray(whole)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag in the directory
    with pytest.raises(BundleError, match="encrypted"):
        opened(bytes(data))


def test_a_file_that_is_too_large_is_not_read(opened, monkeypatch, whole):
    monkeypatch.setattr(archive, "LARGEST_FILE", 1000)
    with pytest.raises(PreflightError, match="bigger than 1000 bytes"):
        opened(whole)


def test_what_could_not_be_read_is_not_written(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 10)
    with pytest.raises(BundleError, match="the bundle would have a file over"):
        pack({"x": bytes(11)}, b"{}", signature=None, when=NOW)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_damage_anywhere_is_found_or_harmless(whole, tmp_path_factory, data):
    """A flipped bit, a cut, or bytes put in: refused, or every file is still what the manifest says."""
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            [
                whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :],
                whole[:at],
                whole[:at] + b"\0\0" + whole[at:],
            ]
        )
    )
    path = tmp_path_factory.mktemp("damaged") / "bundle.zip"
    path.write_bytes(damaged)
    match outcome(lambda: unpack(path)):
        case PreflightError() as error:
            assert error.message.isprintable()
        case bundle:
            assert set(bundle.files) == set(bundle.manifest.files)
