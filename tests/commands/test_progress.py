"""The sign of life: on a terminal, after a while, with how far a long read has come; gone at the end."""

import io
import threading
import time

import pytest

from preflight.commands import _progress
from preflight.commands._progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def watched(monkeypatch):
    """A terminal in place of stderr; not a fixture, as pytest takes stderr back between setup and test."""
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr(_progress, "_PATIENCE", 0.01)
    monkeypatch.setattr(_progress, "_STEP", 0.01)
    monkeypatch.delenv("CI", raising=False)
    return shown


def wait_for(shown, words):
    ends = time.monotonic() + 5
    while words not in shown.getvalue() and time.monotonic() < ends:
        time.sleep(0.01)
    assert words in shown.getvalue()


def test_it_says_what_is_read_and_how_far_it_has_come(monkeypatch):
    stderr = watched(monkeypatch)
    done = threading.Event()
    reading = threading.Thread(target=done.wait, name="fact:Usages", daemon=True)
    reading.start()
    with progress(enabled=True) as tell:
        wait_for(stderr, "reading Usages")
        tell("page 7 of 24")
        wait_for(stderr, "reading Usages (page 7 of 24)")
    done.set()
    assert stderr.getvalue().endswith("\r\x1b[K"), "nothing is left of it"


@pytest.mark.parametrize(("enabled", "ci"), [(False, ""), (True, "true")])
def test_it_is_silent_where_nobody_watches(monkeypatch, enabled, ci):
    stderr = watched(monkeypatch)
    monkeypatch.setenv("CI", ci)
    with progress(enabled=enabled) as tell:
        tell("page 7 of 24")
        time.sleep(0.05)
    assert stderr.getvalue() == ""
