"""A step of GitHub Actions: its summary and outputs are files that the runner names, to be appended to."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from preflight.report import Report
from preflight.reports.github import LARGEST_SUMMARY, outputs, summary


def hand_over(report: Report, environ: Mapping[str, str]) -> None:
    """Appends to the files that are named. One that cannot be written is said on stderr; the verdict stands."""
    if path := environ.get("GITHUB_STEP_SUMMARY"):
        _append(path, summary(report, room=LARGEST_SUMMARY - _size(path)))
    if path := environ.get("GITHUB_OUTPUT"):
        _append(path, outputs(report))


def _append(path: str, text: str) -> None:
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        print(f"preflight: cannot append to {path}: {error.strerror}", file=sys.stderr)


def _size(path: str) -> int:
    """What earlier commands of the step have written."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
