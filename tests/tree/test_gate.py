"""Which content is kept."""

import base64

import pytest

from preflight.tree.gate import Gate, decoded, is_text
from tests.keys import runway_key

GATE = Gate(("runway", "RUNWAYML_API_SECRET", "VIDEO_KEY"), ("app-0123456789abcd", "x"))


@pytest.mark.parametrize(
    ("path", "data", "kept"),
    [
        ("a.py", b"import runwayml", True),
        ("a.py", b"RUNWAY", True),
        ("a.py", b"video_key = 1", True),
        ("a.py", b"print('hello')", False),
        ("a.py", b"key_id = key_value", False),
        ("a.py", runway_key().encode(), False),
        ("a.yml", runway_key().encode(), True),
        ("a.yml", b"y: app-0123456789abcd", True),
        ("dist/a.js", b"y = 'app-0123456789abcd'", True),
        ("dist/a.js", runway_key().encode(), True),
        *[("dist/a.js", base64.b64encode(b"x" * at + runway_key().encode()), True) for at in range(3)],
        ("dist/a.js", base64.b64encode(b"nothing at all"), False),
        ("a.bin", b"\0runway", False),
        ("dist/a.hbc", b"\0runway", True),
        (".env", b"", True),
        ("package.json", b"{}", True),
        ("a.ps1", "runway".encode("utf-16"), True),
        ("a.ps1", "runway".encode("utf-32"), True),
        ("a.ps1", "nothing".encode("utf-16"), False),
        ("a.py", "größe runway".encode("latin-1"), True),
    ],
)
def test_content_is_kept_for_what_it_speaks_of(path, data, kept):
    assert GATE.keeps(path, data) is kept


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_a_word_across_two_stretches_is_seen(cut):
    data = b"x" * 1000 + b"runway" + b"x" * 1000
    assert GATE.admits_any(iter((data[: 1000 + cut], data[1000 + cut :])))
    assert not GATE.admits_any(iter((b"x" * 1000, b"x" * 1000)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_content_becomes_utf8(encoding):
    assert decoded("größe\n".encode(encoding)) == "größe\n".encode()


def test_broken_utf16_is_text_all_the_same():
    assert is_text(b"\xff\xfea\0\0\xd8")
    assert decoded(b"\xff\xfea\0\0\xd8").startswith(b"a")
