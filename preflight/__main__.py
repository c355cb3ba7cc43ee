"""The process: runs the command line and turns whatever happens into an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys

from preflight._version import __version__

TYPE_CHECKING = False  # what type checkers take for true: `preflight --version` should not pay for typing
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

    from preflight.exit_codes import ExitCode


# What writing to a full disk, a full quota or a broken device ends with; a reader that has gone is another matter.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def main() -> NoReturn:
    """Entry point of the `preflight` and `golive-preflight` scripts and of `python -m preflight`."""
    code = run()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (BrokenPipeError, ValueError):
        _abandon_stdout()
    except OSError as error:
        full = _not_written(error)
        code = code if code in {70, 130} else full
    if "click" not in sys.modules:  # no command was loaded, nor any plug-in: nothing has anything left to do
        os._exit(code)  # taking Python apart takes longer than git does to answer
    sys.exit(code)


def collect_seldom() -> None:
    """Has Python look for cycles of garbage less often: a run makes few, and looking takes a tenth of its time."""
    gc.set_threshold(50_000, 20, 20)


def run() -> int:
    """Runs the command line of this process. Returns the exit code; never raises."""
    collect_seldom()
    if sys.argv[1:] == ["--version"]:  # asked by scripts and hooks, often: not worth loading the command line for
        return _print(f"preflight {__version__}\n")
    if not _has_working_directory():
        _say("the working directory is no longer there", "cd into one that is")
        return 2
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a character must not end the run
    try:
        line = found = None
        if sys.argv[1:2] == ["scan"]:  # a commit may wait for this: see whether its usual answer will do
            from preflight.commands._first_look import first_look

            line, found = first_look(sys.argv[2:])
        if line:
            return _print(f"{line}\n")
        from preflight.commands._root import root

        code = root(prog_name="preflight", standalone_mode=False, obj=found)
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except BaseException as error:
        return _explain(error)


def _explain(error: BaseException) -> int:
    """Says on stderr what went wrong, in the form that its kind deserves."""
    import click

    from preflight.errors import ConfigError, PreflightError
    from preflight.exit_codes import ExitCode

    match error:
        case PreflightError():
            _say(error.message, error.hint, lines=isinstance(error, ConfigError))
            return error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            _write(sys.stderr, error.format_message() + "\n")
            return ExitCode.USAGE
        case click.ClickException():
            context = getattr(error, "ctx", None)
            _say(error.format_message(), f"`{context.command_path} --help` shows the options" if context else None)
            return ExitCode.USAGE
        case SystemExit(code=int() as code):  # how click ends when a shell asks for completions
            return code
        case KeyboardInterrupt() | click.Abort() | EOFError():
            _write(sys.stderr, "preflight: interrupted\n")
            return ExitCode.INTERRUPTED
        case OSError(filename=None) if error.errno in _FULL:
            return _not_written(error)
        case _:
            import traceback

            from preflight.bugs import bug_report

            _write(sys.stderr, bug_report("".join(traceback.format_exception(error)), sys.argv[1:]))
            return ExitCode.BUG


def _not_written(error: OSError) -> ExitCode:
    """Nobody has read the verdict, whatever it was."""
    from preflight.exit_codes import ExitCode

    _abandon_stdout()
    _say(f"the output cannot be written: {(error.strerror or 'error').lower()}", "free some space, or write elsewhere")
    return ExitCode.USAGE


def _say(message: str, hint: str | None, *, lines: bool = False) -> None:
    """The one place where errors are printed: whatever a name holds, no key and no control character gets through.

    `lines`: the message has several of its own; in any other, a line feed comes from outside.
    """
    from preflight.printable import printable

    said = _printable_lines(message) if lines else printable(message)
    _write(sys.stderr, f"preflight: {said}\n" + (f"  -> {_printable_lines(hint)}\n" if hint else ""))


def _printable_lines(text: str) -> str:
    from preflight.printable import printable

    return "\n".join(map(printable, text.split("\n")))


def _print(text: str) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.write(text)
            sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _abandon_stdout()
    except OSError as error:
        return _not_written(error)
    return 0


def _write(stream: TextIO | None, text: str) -> None:
    try:
        if stream is not None:
            stream.write(text)
    except (OSError, ValueError, AttributeError):
        _abandon_stdout()


def _abandon_stdout() -> None:
    """The reader has gone (`| head`): let nothing more fail on it, at exit least of all."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process


def _has_working_directory() -> bool:
    """False where it was deleted meanwhile."""
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _forget_the_working_directory() -> None:
    """`python -m` looks for modules there first; the repository under review may have a `click.py`."""
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if sys.path and _has_working_directory() and os.path.abspath(sys.path[0]) == os.getcwd() != ours:
        del sys.path[0]


if __name__ == "__main__":
    _forget_the_working_directory()
    main()
