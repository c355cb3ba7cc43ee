"""A job split between processes, where the platform can fork."""

import os
import select
import signal
import sys
from collections.abc import Callable
from enum import IntEnum, auto
from typing import Any, Final, TypeVar

Result = TypeVar("Result")
Tick = Callable[[int], None]
Work = Callable[[int, Tick], Result]
"""(worker's number, tick) to a picklable result; call tick with the units done since the last call."""

KILLED: Final = "a worker process was killed"
"""What to say where a result is None."""
_HEADER: Final = 8
_READ: Final = 1 << 20


class _Message(IntEnum):
    TICK = auto()
    DONE = auto()
    ERROR = auto()


def can_fork() -> bool:
    """Whether work may be split: forking beside other threads is not safe."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return hasattr(os, "fork") and alone and (os.cpu_count() or 1) > 1


def fan_out(work: Work[Result], *, jobs: int, tick: Tick) -> list[Result | None]:
    """The results of all workers, in order; None for one that was killed. Raises what a worker raised.

    However it ends, no child is left behind.
    """
    if jobs == 1:
        return [work(0, tick)]
    import pickle  # noqa: F401 -- here, before the processes part

    children: dict[int, int] = {}  # pipe to read: process
    try:
        for number in range(jobs):
            _start(work, number, children)
        return _collect(list(children), tick)
    finally:
        for pipe, pid in children.items():
            os.close(pipe)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _start(work: Work[Result], number: int, children: dict[int, int]) -> None:
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writing)
        children[reading] = pid
        return
    try:  # the child: it must never return into the caller's code
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for pipe in (reading, *children):
            os.close(pipe)
        _send(writing, *_outcome(work, number, writing, parent))
    finally:
        os._exit(0)


def _outcome(work: Work[Result], number: int, pipe: int, parent: int) -> tuple[_Message, object]:
    def tick(units: int) -> None:
        if os.getppid() != parent:
            os._exit(0)  # nobody is left to tell
        _send(pipe, _Message.TICK, units)

    import pickle

    try:
        return _Message.DONE, work(number, tick)
    except Exception as error:  # the parent raises it
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            return _Message.ERROR, RuntimeError(f"a worker failed: {type(error).__name__}")
        return _Message.ERROR, error


def _send(pipe: int, message: _Message, value: object) -> None:
    import pickle

    payload = pickle.dumps((message, value), protocol=pickle.HIGHEST_PROTOCOL)
    left = memoryview(len(payload).to_bytes(_HEADER, "big") + payload)
    while left:
        left = left[os.write(pipe, left) :]


def _collect(pipes: list[int], tick: Tick) -> list[Any]:
    results: list[Any] = [None] * len(pipes)
    waiting = list(pipes)
    while waiting:
        for pipe in select.select(waiting, [], [])[0]:
            message, value = _receive(pipe)
            if message == _Message.TICK:
                tick(value)
                continue
            if message == _Message.ERROR:
                raise value
            results[pipes.index(pipe)] = value
            waiting.remove(pipe)
    return results


def _receive(pipe: int) -> tuple[_Message, Any]:
    import pickle

    try:
        length = int.from_bytes(_read(pipe, _HEADER), "big")
        message, value = pickle.loads(_read(pipe, length))
    except EOFError:
        return _Message.DONE, None
    return message, value


def _read(pipe: int, length: int) -> bytes:
    chunks: list[bytes] = []
    while length:
        chunk = os.read(pipe, min(length, _READ))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)
