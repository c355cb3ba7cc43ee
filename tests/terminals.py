"""Runs the installed script on a terminal of its own, with a person at it who has made up their mind."""

import os
import pty
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.cli import SCRIPT, environment

_END = b"\x04"
"""Who is asked more than they expected goes away."""


def at_a_terminal(
    *arguments: str | Path, cwd: Path, answers: str, env: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Exit code, what the terminal showed (questions, talk), and stdout, which is no terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [SCRIPT, *arguments],
        cwd=cwd,
        env=env or environment(),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        os.write(ours, answers.encode() + _END)
        shown: list[bytes] = []
        watcher = threading.Thread(target=_watch, args=(ours, shown))
        watcher.start()
        try:
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()
            watcher.join()
    os.close(ours)
    return process.returncode, b"".join(shown).decode(), out.decode()


def _watch(terminal: int, shown: list[bytes]) -> None:
    try:
        while chunk := os.read(terminal, 65536):
            shown.append(chunk)
    except OSError:  # how Linux says that nobody has the other end any more
        pass
