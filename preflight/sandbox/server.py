"""The sandbox's server: plain HTTP on 127.0.0.1, quiet, gone when it is told to stop."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Final
from urllib.parse import parse_qsl

from preflight.redact import Secret
from preflight.sandbox.fake import Keys, fakes
from preflight.sandbox.routes import Request, Response, Routes
from preflight.sandbox.scenarios import Scenario

HOST: Final = "127.0.0.1"
_MOST_BODY: Final = 1 << 16
_IDLE_SECONDS: Final = 5.0
_NO_ROUTE: Final = Response(status=404, body='{"error": "Not found"}')
_WRONG_METHOD: Final = Response(status=405, body='{"error": "Method not allowed"}')
_BAD_LENGTH: Final = Response(status=400, body='{"error": "The body is too long, or of unknown length"}')


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the sandbox received."""

    method: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    url: str
    """Without trailing slash; Runway's and GPTBots' base URL, and the beginning of RunTools'."""
    keys: Mapping[str, Keys]
    """The keys that it accepts, by provider; no vendor knows them."""
    scenario: Scenario
    requests: list[Asked] = field(default_factory=list)
    """What was asked so far, in order of arrival."""

    @property
    def key(self) -> Secret:
        """Runway's."""
        return self.keys["runway"][None]

    def base_url(self, provider: str) -> str:
        """What the vendor's variable for its base URL has to be set to."""
        return self.url + fakes()[provider].path


@contextmanager
def serve(scenario: Scenario, *, port: int = 0) -> Iterator[Sandbox]:
    """Plays `scenario` on a loopback port, a free one by default. Raises OSError when `port` is taken."""
    server = _Server((HOST, port), _Handler)
    keys = {name: fake.keys() for name, fake in fakes().items()}
    sandbox = Sandbox(url=f"http://{HOST}:{server.server_address[1]}", keys=keys, scenario=scenario)
    server.play(sandbox, _merged({name: fake.routes(scenario, keys[name]) for name, fake in fakes().items()}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
    thread.start()
    try:
        yield sandbox
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _merged(routes: Mapping[str, Routes]) -> Routes:
    """All vendors' paths; no two may have the same."""
    merged = {path: route for own in routes.values() for path, route in own.items()}
    if len(merged) != sum(map(len, routes.values())):
        raise ValueError(f"two vendors of {', '.join(routes)} have a path in common")
    return merged


class _Server(ThreadingMixIn, TCPServer):  # not HTTPServer: that one asks the name server who 127.0.0.1 is
    allow_reuse_address = True
    daemon_threads = True
    sandbox: Sandbox
    routes: Routes

    def play(self, sandbox: Sandbox, routes: Routes) -> None:
        """What requests are answered with."""
        self.sandbox, self.routes = sandbox, routes
        self.stopping = threading.Event()

    def answer(self, request: Request) -> Response:
        """The scenario's answer."""
        scenario = self.sandbox.scenario
        self.sandbox.requests.append(Asked(request.method, request.path))
        if scenario.delay:
            self.stopping.wait(scenario.delay)
        if scenario.instead is not None:
            return scenario.instead
        if route := self.routes.get((request.method, request.path)):
            return route(request)
        known = any(path == request.path for _, path in self.routes)
        return _WRONG_METHOD if known else _NO_ROUTE

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is its own business."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "preflight-sandbox"
    sys_version = ""
    timeout = _IDLE_SECONDS

    def _reply(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= _MOST_BODY):
            self._send(_BAD_LENGTH)
            return
        request = Request(
            method=self.command,
            path=self.path.partition("?")[0],
            query=dict(parse_qsl(self.path.partition("?")[2])),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )
        self._send(self.server.answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _reply

    def _send(self, response: Response) -> None:
        body = response.body.encode()
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")  # no idle connection outlives the server
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: requests are recorded, not printed."""
