import os
import stat

import pytest

from preflight.files import FileError, name_of, read_bytes, read_text, write_bytes
from tests.keys import runway_key


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a: 1\r\n", "a: 1\r\n"),
        (b"\xef\xbb\xbfa: 1\n", "a: 1\n"),
        ("größe 東京".encode(), "größe 東京"),
        (b"", ""),
    ],
)
def test_text_is_read_as_it_stands(tmp_path, content, text):
    (tmp_path / "f").write_bytes(content)
    assert read_text(tmp_path / "f") == text


def test_what_is_not_a_plain_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name in ("fifo", "folder"):
        with pytest.raises(FileError, match=f"{name}: not a regular file"):
            read_bytes(tmp_path / name)
    with pytest.raises(FileError, match="not a regular file"):
        read_bytes(tmp_path / ".." / ".." / ".." / ".." / ".." / ".." / "dev" / "zero")


def test_refusing_a_file_leaves_no_descriptor_open(tmp_path):
    (tmp_path / "folder").mkdir()
    before = os.listdir("/proc/self/fd")
    for _ in range(5):
        with pytest.raises(FileError):
            read_bytes(tmp_path / "folder")
    assert len(os.listdir("/proc/self/fd")) == len(before)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "f: cannot be read: no such file"),
        (lambda path: path.symlink_to("f"), "f: cannot be read: too many levels"),
        (lambda path: path.write_bytes(b"x" * 11), "f: bigger than 10 bytes"),
        (lambda path: path.write_bytes(b"ok\nab\xff\n"), r"f:2: not UTF-8 \(byte 3 of the line\)"),
    ],
)
def test_trouble_is_one_clear_error(tmp_path, make, says):
    make(tmp_path / "f")
    with pytest.raises(FileError, match=says):
        read_text(tmp_path / "f", limit=10)


def test_a_name_with_a_null_is_an_error_and_not_a_crash(tmp_path):
    for act in (read_bytes, lambda path: write_bytes(path, b"")):
        with pytest.raises(FileError):
            act(tmp_path / "a\0b")


def test_the_limit_itself_is_allowed(tmp_path):
    (tmp_path / "f").write_bytes(b"x" * 10)
    assert read_bytes(tmp_path / "f", limit=10) == b"x" * 10


@pytest.mark.parametrize("target", ["../secret", "../nothing", "/etc/hostname", "loop/../../secret"])
def test_a_symlink_that_leaves_the_root_is_neither_read_nor_written(tmp_path, target):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    root = tmp_path / "root"
    (root / "loop").mkdir(parents=True)
    (root / "link").symlink_to(target)
    with pytest.raises(FileError) as reading:
        read_bytes(root / "link", within=root)
    with pytest.raises(FileError) as writing:
        write_bytes(root / "link", b"new", within=root)
    assert "leads out of" in writing.value.message
    assert "secret" not in reading.value.message
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "secret"


def test_a_folder_that_leads_out_is_no_way_around(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "f").write_bytes(b"old")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "sub").symlink_to("../elsewhere")
    for act in (read_bytes, lambda path, within: write_bytes(path, b"new", within=within)):
        with pytest.raises(FileError, match="leads out of"):
            act(tmp_path / "root" / "sub" / "f", within=tmp_path / "root")
    assert (tmp_path / "elsewhere" / "f").read_bytes() == b"old"


def test_a_symlink_that_stays_inside_is_followed_and_kept(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_bytes(tmp_path / "link", b"new", within=tmp_path)
    assert (tmp_path / "link").is_symlink()
    assert read_bytes(tmp_path / "link", within=tmp_path) == (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_rewritten_file_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_bytes(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o777, 0)])
def test_a_new_file_obeys_the_umask(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        write_bytes(tmp_path / "f", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == mode
    assert (tmp_path / "f").stat().st_size == 3


def test_a_failed_write_leaves_the_old_content_and_nothing_else(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "f").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="f: cannot be written: no space left"):
        write_bytes(tmp_path / "f", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"old")]


def test_what_is_not_a_plain_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(FileError, match="not a regular file"):
        write_bytes(tmp_path / "fifo", b"new")
    assert stat.S_ISFIFO((tmp_path / "fifo").stat().st_mode)


def test_messages_name_files_as_one_would_type_them(tmp_path, monkeypatch):
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    key = runway_key()
    assert name_of(tmp_path / "app" / "sub" / "f.yml") == "sub/f.yml"
    assert name_of(tmp_path / "f.yml") == "../f.yml"
    assert name_of(tmp_path / "other" / "f.yml") == "f.yml"
    assert name_of(tmp_path / ".other" / "f.yml") == "../.other/f.yml"
    assert name_of(tmp_path / "app" / "a\x1b[2J.yml") == r"a\x1b[2J.yml"
    assert key not in name_of(tmp_path / "app" / key)
