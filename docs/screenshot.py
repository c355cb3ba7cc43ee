"""The picture in the README: what a terminal shows, taken from a real run in a scratch repository."""

import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PLACE: Final = Path(__file__).parent / "screenshot.svg"
COMMAND: Final = ("check", "--sandbox", "tier-too-small")
_WIDTH: Final = 100
_DATE: Final = "2026-11-20T11:00:00+00:00"
_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_THEME: Final = TerminalTheme(
    (22, 24, 29),
    (215, 218, 224),
    [(60, 64, 72), (240, 113, 120), (143, 206, 126), (240, 190, 100), (110, 165, 245), (200, 150, 240), (100, 205, 215),
     (215, 218, 224)],
    [(120, 126, 138), (255, 140, 145), (165, 225, 150), (255, 210, 130), (140, 185, 255), (220, 175, 255),
     (130, 225, 235), (255, 255, 255)],
)  # fmt: skip


def write() -> None:
    """Runs the command and keeps its picture. The font is whatever monospaced one the reader has."""
    with tempfile.TemporaryDirectory() as folder:
        shown = _run(_repository(Path(folder) / "app"))
    console = Console(record=True, width=_WIDTH, file=StringIO(), legacy_windows=False)
    console.print(Text(f"$ preflight {' '.join(COMMAND)}\n", "bold"), Text.from_ansi(shown.rstrip()), sep="")
    picture = console.export_svg(title="preflight", theme=_THEME, unique_id="preflight")
    lines = (line.rstrip() for line in _FONT.sub("", picture).replace("Fira Code, monospace", "monospace").splitlines())
    PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _repository(path: Path) -> Path:
    """As a user would have it: one commit, and the example's settings."""
    path.mkdir()
    example = Path(__file__).parent.parent / ".preflight.yml.example"
    (path / ".preflight.yml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
           (("NAME", "You"), ("EMAIL", "you@example.com"), ("DATE", _DATE))}  # fmt: skip
    for words in (["init", "--quiet", "--initial-branch=main"], ["add", "-A"], ["commit", "--quiet", "-m", "app"]):
        subprocess.run(["git", *words], cwd=path, env={**os.environ, **who}, check=True)
    return path


def _run(repository: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "preflight", *COMMAND, "--color", "always"],
        cwd=repository,
        env={**os.environ, "COLUMNS": str(_WIDTH), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 1:
        sys.exit(f"the run ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
