"""Where reports go: stdout and files."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.errors import UsageError
from preflight.report import Report
from preflight.reports import PLAIN, Style, formats, render

Render = Callable[[str, Report, Style], str]
"""Format, report and style to text."""


@dataclass(frozen=True, slots=True)
class Output:
    """One `--output FORMAT=FILE`."""

    format: str
    path: Path


def parse_outputs(values: Sequence[str]) -> list[Output]:
    """Checks every `FORMAT=FILE` before anything is run, so that no result is lost to a typing error."""
    outputs = []
    for value in values:
        format, equals, name = value.partition("=")
        if not equals or not name or format not in formats():
            raise UsageError(
                f"--output {value}: expected FORMAT=FILE, FORMAT being one of {', '.join(formats())}",
                hint="for example --output json=report.json",
            )
        path = Path(name)
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise UsageError(f"--output {value}: {path} cannot be written", hint="make its directory first")
        outputs.append(Output(format, path))
    return outputs


def deliver(report: Report, format: str, outputs: Sequence[Output], style: Style, *, render: Render = render) -> None:
    """Writes the files first, then prints; a reader that has gone away does not change the exit code."""
    for output in outputs:
        try:
            output.path.write_text(render(output.format, report, PLAIN), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write {output.path}: {error.strerror}", hint="choose another --output") from error
    text = render(format, report, style)
    if format == "github":
        from preflight.commands._github import hand_over

        hand_over(report, os.environ)
    emit(text, as_data=format != "text")


def emit(text: str, *, as_data: bool = False) -> None:
    """Prints to stdout; a closed pipe ends the printing, not the run.

    `as_data`: in UTF-8 with its own line ends, whatever the console, as a program or a file expects it.
    """
    if sys.stdout is None:
        return
    try:
        if as_data:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ValueError:  # stdout was closed before we started
        return


def log_to_stderr() -> None:
    """What `-v` shows: each request as it is made. Every line is scrubbed."""
    import logging

    from preflight.redact import scrub

    class Scrubbed(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return scrub(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubbed("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("preflight")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
