"""A path is shown without the key that its names hold, however it is written there."""

import base64

import pytest

from preflight.redact import redact
from preflight.secrets.content import Examiner
from preflight.secrets.paths import shown
from tests.keys import runway_key

KEY = runway_key(51)
HEX = KEY[4:]
NAMES = {
    "plain": KEY,
    "percent": KEY.replace("_", "%5F"),
    "all percent": "".join(f"%{byte:02x}" for byte in KEY.encode()),
    "base64": base64.urlsafe_b64encode(KEY.encode()).decode(),
    "hex": KEY.encode().hex(),
    "with more around": f"backup-of-{KEY}.txt",
    "over a newline": f"{KEY[:68]}\n{KEY[68:]}",
    "over two folders": f"{KEY[:68]}/{KEY[68:]}",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_no_part_of_a_key_is_shown(name: str) -> None:
    path = f"src/{name}/readme.md"
    text = shown(path.encode(), Examiner({}))
    assert text.startswith("src/")
    assert text.endswith("/readme.md")
    pieces = [HEX[at : at + 20] for at in range(len(HEX) - 20)]
    assert not any(piece in text for piece in pieces)
    encoded = name.replace("/", "")
    assert not any(encoded[at : at + 40] in text for at in range(len(encoded) - 40))


def test_what_holds_none_is_shown_as_it_is() -> None:
    for path in ("src/app.py", "docs/a file\twith tabs.md", "node_modules/@scope/" + "package-" * 12 + "/index.js"):
        assert shown(path.encode(), Examiner({})) == path.replace("\t", "\\t")


def test_the_key_is_named() -> None:
    assert redact(KEY) in shown(f"a/{KEY}".encode(), Examiner({}))
    assert redact(KEY) in shown(f"a/{KEY.replace('_', '%5F')}".encode(), Examiner({}))
