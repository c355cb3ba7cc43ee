"""Several questions at the same time, in threads that cannot keep the process from ending."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

T = TypeVar("T")

AT_ONCE: Final = 4
"""Requests that one vendor gets from us at a time."""


def together(jobs: Sequence[Callable[[], T]], *, at_once: int = AT_ONCE) -> list[T]:
    """The jobs' results, in the jobs' order. Raises what the first job that fails has raised, after all have ended."""
    if len(jobs) == 1:
        return [jobs[0]()]
    waiting: SimpleQueue[tuple[Callable[[], T], Future[T]]] = SimpleQueue()
    futures: list[Future[T]] = [Future() for _ in jobs]
    for pair in zip(jobs, futures, strict=True):
        waiting.put(pair)
    workers = [threading.Thread(target=_work, args=(waiting,), daemon=True) for _ in range(min(at_once, len(jobs)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [future.result() for future in futures]


def _work(waiting: "SimpleQueue[tuple[Callable[[], T], Future[T]]]") -> None:
    while True:
        try:
            job, future = waiting.get_nowait()
        except Empty:
            return
        try:
            future.set_result(job())
        except BaseException as error:  # handed to whoever waits
            future.set_exception(error)
