"""One running git process: bounded waits, and failure told in one clean line."""

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, Final

from preflight.errors import GitError, GitStalled
from preflight.redact import scrub
from preflight.text import printable

_CHUNK: Final = 1 << 20
_STDERR_SHOWN: Final = 4096
_HUNG_UP: Final = -13  # SIGPIPE: git still wrote when we had read enough
_HINTS: Final = {
    "dubious ownership": "git config --global --add safe.directory PATH (or '*' in a container)",
    "unknown repository extension": "install a newer git: this one cannot read the repository's format",
    "Permission denied": "run as the owner of the repository, or make its files readable",
    "config line": "mend the file of settings that git names",
    "config file": "mend the file of settings that git names",
}
_STALLED: Final = "see what git waits for there: a pipe in place of a file, a disk that does not answer"


class Running:
    """Output of a git process, and its end."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", stderr: IO[bytes]) -> None:
        assert process.stdout is not None
        self.name = name
        self.stdout = process.stdout
        self._process = process
        self._stderr = stderr
        self._waiting_since: float | None = None
        self._stalled = False

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only at the end of the output."""
        self._waiting_since = monotonic()
        data = self.stdout.read(size)
        self._waiting_since = None
        return data

    def readline(self) -> bytes:
        """The next line with its newline; empty at the end of the output. GitError for a line cut short."""
        self._waiting_since = monotonic()
        line = self.stdout.readline(_CHUNK)
        self._waiting_since = None
        if line and not line.endswith(b"\n"):
            raise GitError(f"git {self.name} stopped, or wrote a line of more than {_CHUNK:,} bytes")
        return line

    def records(self) -> Iterator[bytes]:
        """The NUL-terminated records of a `-z` output, without their NUL."""
        rest = b""
        while chunk := self.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\0")
            yield from whole
        if rest:
            yield rest

    @contextmanager
    def watched(self, seconds: float) -> Iterator[None]:
        """Within the block, a wait for output longer than `seconds` kills the process."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, seconds), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _watch(self, done: threading.Event, seconds: float) -> None:
        while not done.wait(min(seconds / 4, 1.0)):
            since = self._waiting_since
            if since is not None and monotonic() - since > seconds:
                self._stalled = True
                self._process.kill()

    def finish(self, seconds: float, *, accept: Sequence[int] = (0,)) -> None:
        """Waits for the end; GitError where git stalled or its exit status is not in `accept`."""
        if not self._stalled and not self.stdout.closed:
            self.stdout.close()  # git that still writes ends here
        try:
            status = self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._stalled = True
        if self._stalled:
            raise GitStalled(f"git {self.name} gave no answer within {seconds:g} s", hint=_STALLED)
        if status not in accept and status != _HUNG_UP:
            raise self._failure(status)

    def complaints(self) -> list[str]:
        """What git wrote to stderr so far: printable, scrubbed lines, the first few kilobytes of it."""
        self._stderr.seek(0)
        head = self._stderr.read(_STDERR_SHOWN).splitlines()
        return [scrub(printable(line)) for line in head if line.strip()]

    def _failure(self, status: int) -> GitError:
        lines = self.complaints() or [f"exit status {status}"]
        text = next((line for line in lines if line.startswith("fatal: ")), lines[0])
        hint = next((hint for sign, hint in _HINTS.items() if any(sign in line for line in lines)), None)
        return GitError(f"git {self.name} failed: {text.removeprefix('fatal: ')[:300]}", hint=hint)


@contextmanager
def start(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], stdin: bytes | Running | None = None
) -> Iterator[Running]:
    """Runs `command`; however the block ends, the process has ended after it.

    Raises:
        GitError: it cannot be started.
    """
    name = next(word for word in command[1:] if not word.startswith("-"))
    with _scratch_file() as stderr, _input(stdin) as source:
        try:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=stderr,
                bufsize=_CHUNK,
                pipesize=_CHUNK if hasattr(os, "pipe2") else -1,
            )
        except (OSError, ValueError) as error:
            raise GitError(f"git {name} cannot be started: {scrub(printable(str(error)))[:300]}") from None
        with process:
            if isinstance(stdin, Running):
                stdin.stdout.close()  # ours: the new process now holds the only reading end
            try:
                yield Running(name, process, stderr)
            finally:
                if process.poll() is None:
                    process.kill()


@contextmanager
def _input(stdin: bytes | Running | None) -> Iterator[int | IO[bytes]]:
    """Something a process can read from. A file takes whole input without a thread to feed a pipe."""
    match stdin:
        case None:
            yield subprocess.DEVNULL
        case Running():
            yield stdin.stdout
        case bytes():
            with _scratch_file() as file:
                file.write(stdin)
                file.seek(0)
                yield file


def _scratch_file() -> IO[bytes]:
    """A file without a name. Where memory can be one, a commit hook does not wait for `tempfile` and its imports."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("preflight"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()
