"""Loopback servers that behave as networks do on bad days. Each is a context manager that stops what it started."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn

HOST = "127.0.0.1"
DRIP_SECONDS = 0.02

Behaviour = Callable[[socket.socket, threading.Event], None]
"""What happens on a connection once the request's head has come; the event is set when the server stops."""


@dataclass
class Played:
    """A running server."""

    url: str
    heads: list[bytes] = field(default_factory=list)
    """Request line and headers of each request, as they came."""

    def holds(self, text: str) -> bool:
        return any(text.encode() in head for head in self.heads)


@contextmanager
def playing(*behaviours: Behaviour, paths: Mapping[str, Behaviour] | None = None) -> Iterator[Played]:
    """The n-th connection gets the n-th behaviour, all further ones the last; but a path of `paths` gets its own."""
    server = _Server((HOST, 0), _Handler)
    played = Played(f"http://{HOST}:{server.server_address[1]}")
    server.play(played, behaviours or (answer(404),), paths or {})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield played
    finally:
        server.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def closed_port() -> Iterator[str]:
    """The URL of a port that nobody listens on, and that nobody else can take meanwhile."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield f"http://{HOST}:{taken.getsockname()[1]}"


def answer(
    status: int,
    body: object = b"",
    *,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """A whole answer; a body that is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": content_type, "Content-Length": str(len(content)), **(headers or {})}
    return raw(head(status, fields) + content)


def head(status: int, fields: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{k}: {v}" for k, v in fields.items()), "Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(content: bytes) -> Behaviour:
    """These bytes, then the end."""
    return lambda connection, stop: connection.sendall(content)


def cut(status: int, content: bytes) -> Behaviour:
    """An answer that ends before its announced length."""
    return raw(head(status, {"Content-Length": str(len(content) + 100)}) + content)


def hang(connection: socket.socket, stop: threading.Event) -> None:
    """Never a word."""
    stop.wait()


def hang_after(content: bytes) -> Behaviour:
    """These bytes, then never another."""

    def behave(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(content)
        stop.wait()

    return behave


def reset(connection: socket.socket, stop: threading.Event) -> None:
    """The connection is torn down, not closed."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drip(start: bytes, forever: bytes) -> Behaviour:
    """These bytes, then a few more every now and then, without end."""

    def behave(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(start)
        while not stop.wait(DRIP_SECONDS):
            connection.sendall(forever)

    return behave


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True

    def play(self, played: Played, behaviours: tuple[Behaviour, ...], paths: Mapping[str, Behaviour]) -> None:
        self.played, self.behaviours, self.paths = played, behaviours, paths
        self.stop = threading.Event()
        self.lock = threading.Lock()

    def next_behaviour(self, request: bytes) -> Behaviour:
        with self.lock:
            self.played.heads.append(request)
            path = request.split(b" ", 2)[1].partition(b"?")[0].decode() if request.count(b" ") > 1 else ""
            if path in self.paths:
                return self.paths[path]
            return self.behaviours[min(len(self.played.heads), len(self.behaviours)) - 1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of these servers are expected to go away."""


class _Handler(BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.request.settimeout(5)
        received = b""
        # A TLS client says hello in binary and waits: that is all there is to read of it.
        while b"\r\n\r\n" not in received and not received.startswith(b"\x16"):
            chunk = self.request.recv(65536)
            if not chunk:
                return
            received += chunk
        with suppress(OSError):
            self.server.next_behaviour(received)(self.request, self.server.stop)
