"""What the console can show."""

import io

import pytest

from preflight.terminal import style_for


class Console(io.TextIOWrapper):
    def __init__(self, encoding: str, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("option", "environ", "terminal", "color"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_color(option, environ, terminal, color):
    with Console("utf-8", terminal) as stream:
        assert style_for(stream, color=option, verbose=0, environ=environ).color is color


@pytest.mark.parametrize(
    ("encoding", "ascii_only"), [("utf-8", False), ("cp1252", True), ("cp936", True), ("ascii", True)]
)
def test_a_console_that_lacks_a_glyph_gets_ascii(encoding, ascii_only):
    with Console(encoding, terminal=True) as stream:
        assert style_for(stream, color="auto", verbose=0, environ={}).ascii is ascii_only


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("10", 40), ("400", 120), ("nonsense", 80), ("", 80)])
def test_width(columns, width):
    with Console("utf-8", terminal=False) as stream:
        assert style_for(stream, color="auto", verbose=0, environ={"COLUMNS": columns}).width == width
