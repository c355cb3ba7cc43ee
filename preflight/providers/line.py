"""One line to one host, in a thread of its own.

No timeout of a socket bounds a slow name server, or a server that sends a byte now and then. So the asking
thread waits only as long as it wants to; and the thread that opened a connection is the one that closes it.
"""

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from preflight.providers import faults
from preflight.providers.faults import Fault
from preflight.providers.payload import MAX_BYTES, too_large

_CONNECT_SECONDS: Final = 5.0  # a lost packet is worth another try; a vendor that is at work is not asked again
_GOODBYE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send; it holds the key, so it prints as nothing."""

    method: str = field(repr=False)
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    most_bytes: int = MAX_BYTES
    """Of the answer's body, as sent."""
    server_name: str = ""
    """For TLS, where the URL names an address instead of a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `status` is None when nothing did, and `fault` says why not all of it did."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By lower-case name."""
    body: bytes = field(default=b"", repr=False)
    fault: Fault | None = None


class GaveUp(Exception):
    """The asking thread no longer waits."""


class Line:
    """Carries one request at a time. `open_session` is called at the first, in the line's own thread."""

    def __init__(self, open_session: Callable[[], httpx.Client], *, where: str) -> None:
        self._open_session = open_session
        self._where = where
        self._jobs: queue.SimpleQueue[_Exchange | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=f"asks {where}", daemon=True)
        self._thread.start()

    def carry(self, request: Request, seconds: float) -> Answer:
        """The answer, or as much of it as came within `seconds`."""
        exchange = _Exchange(request, seconds, self._where)
        self._jobs.put(exchange)
        try:
            return exchange.answer.result(timeout=seconds)
        except TimeoutError:
            return exchange.give_up()

    def close(self) -> None:
        """Ends the thread; it is not waited for when it hangs."""
        self._jobs.put(None)
        self._thread.join(_GOODBYE_SECONDS)

    def _work(self) -> None:
        with contextlib.ExitStack() as stack:
            session: httpx.Client | None = None
            while exchange := self._jobs.get():
                try:
                    session = session or stack.enter_context(self._open_session())
                except faults.SETTINGS_TROUBLE as error:
                    exchange.answer.set_result(Answer(fault=faults.of_settings(error)))
                else:
                    exchange.run(session)


class _Exchange:
    """A request under way: written by the line's thread, read by the asking one."""

    def __init__(self, request: Request, seconds: float, where: str) -> None:
        self.answer: Future[Answer] = Future()
        self._request = request
        self._seconds = seconds
        self._where = where
        self._head: Answer | None = None
        self._socket: socket.socket | None = None
        self._given_up = threading.Event()

    def give_up(self) -> Answer:
        """Stops waiting: wakes the line's thread if a socket holds it, and answers with what is there."""
        self._given_up.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        if self._head is None:
            return Answer(fault=Fault(f"{self._where} took too long to answer"))
        return _with(self._head, fault=Fault("the answer did not end in time"))

    def run(self, session: httpx.Client) -> None:
        """Sends, reads, and settles `answer`."""
        try:
            self.answer.set_result(self._run(session))
        except faults.TROUBLE as error:
            fault = faults.of(error, where=self._where, begun=self._head is not None)
            self.answer.set_result(_with(self._head or Answer(), fault=fault))
        except BaseException as error:  # a bug, or GaveUp: handed to whoever still waits
            self.answer.set_exception(error)

    def _run(self, session: httpx.Client) -> Answer:
        session.cookies.clear()
        request = session.build_request(
            self._request.method,
            self._request.url,
            headers=dict(self._request.headers),
            content=self._request.content,
            timeout=httpx.Timeout(self._seconds, connect=min(_CONNECT_SECONDS, self._seconds)),
            extensions=self._extensions(),
        )
        response = session.send(request, stream=True)
        with contextlib.closing(response):
            self._head = Answer(status=response.status_code, headers=dict(response.headers))
            body = bytearray()
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > self._request.most_bytes:
                    return _with(self._head, fault=Fault(too_large(self._request.most_bytes)))
            return _with(self._head, body=bytes(body))

    def _extensions(self) -> dict[str, Any]:
        named = {"sni_hostname": self._request.server_name} if self._request.server_name else {}
        return {"trace": self._watch, **named}

    def _watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Keeps hold of a connection's socket, and lets nothing be sent once given up."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
        elif event.endswith(".send_request_headers.started") and self._given_up.is_set():
            raise GaveUp


def _with(head: Answer, *, body: bytes = b"", fault: Fault | None = None) -> Answer:
    return Answer(status=head.status, headers=head.headers, body=body, fault=fault)
