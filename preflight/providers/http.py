"""Asks one vendor within one budget of time. Whatever a vendor or a network does becomes a `Reply`.

Client      questions, retries, the budget
Line        one connection, in a thread of its own      preflight.providers.line
payload     bytes to JSON, with limits                  preflight.providers.payload
faults      exceptions to words                         preflight.providers.faults
"""

import json
import logging
import random as randomness
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from preflight import clock
from preflight._version import __version__
from preflight.parts import Known, NotReadable, Part
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.providers.payload import MAX_BYTES, JsonObject, json_object, quoted
from preflight.providers.retry import TRIES, asked_wait, backoff, worth_retrying
from preflight.redact import Secret
from preflight.words import number

if TYPE_CHECKING:
    import httpx

    from preflight.providers.line import Answer, Line, Request

BUDGET: Final = 20.0
"""Seconds for all questions to one vendor together."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a vendor wants to be addressed: the header with the key, and those that go with every request."""

    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of one question."""

    status: int | None
    """None when no answer came at all."""
    body: JsonObject | None = field(default=None, repr=False)
    """The JSON object of an answer with status 200; hostile until checked."""
    problem: str = ""
    """What is wrong, in words that fit after a colon; empty exactly when there is a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """What a client depends on besides its endpoint and key, and a test may replace."""

    transport: "httpx.BaseTransport | None" = None
    """None for the network."""
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = randomness.random
    clock: Callable[[], float] = time.monotonic


_REAL: Final = Seams()


class Client:
    """Asks one endpoint with one key, or with none. Its budget starts when it is made; one thread may use it at a time.

    `most_bytes`: of a body, as sent and once unpacked.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        key: Secret | None,
        *,
        budget: float = BUDGET,
        most_bytes: int = MAX_BYTES,
        seams: Seams = _REAL,
    ) -> None:
        self.host = endpoint.host
        self._most_bytes = most_bytes
        self._endpoint = endpoint
        self._key = key
        self._seams = seams
        self._deadline = seams.clock() + budget
        self._line: Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def get_json(self, path: str, dialect: Dialect) -> Reply:
        """GET `path`, appended to the base URL."""
        return self._ask("GET", path, dialect, content=None)

    def post_json(self, path: str, body: Mapping[str, object], dialect: Dialect) -> Reply:
        """POST `body` to `path`. Only for requests that read: a lost answer is asked for again."""
        return self._ask("POST", path, dialect, content=json.dumps(body).encode())

    def _ask(self, method: str, path: str, dialect: Dialect, *, content: bytes | None) -> Reply:
        if problem := self._not_sendable():
            return Reply(status=None, problem=problem)
        from preflight.providers.line import Request

        request = Request(
            method=method,
            url=self._endpoint.url + path,
            headers=self._headers(dialect, has_content=content is not None),
            content=content,
            most_bytes=self._most_bytes,
        )
        for attempt in range(1, TRIES):
            answer = self._try(request, attempt)
            pause, asked = self._pause(answer, attempt)
            if pause is None:
                return self._reply(answer, attempt)
            left = self._left()
            if pause >= left:
                note = f"asked us to wait {number(pause)} s, more than the {number(max(left, 0))} s left"
                return self._reply(answer, attempt, note if asked else "no time left for another try")
            self._seams.sleep(pause)
        return self._reply(self._try(request, TRIES), TRIES)

    def _not_sendable(self) -> str | None:
        """Why nothing, and so no key, leaves the process at all."""
        if not self._endpoint.sendable:
            return f"{'nothing was' if self._key is None else 'the key was not'} sent: {self._endpoint.reason}"
        if self._key is None:
            return None
        key = self._key.reveal()
        if not (key.isascii() and key.isprintable() and key == key.strip()):
            return "the key was not sent: it holds characters that no HTTP header can carry"
        return None

    def _headers(self, dialect: Dialect, *, has_content: bool) -> Mapping[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": f"preflight/{__version__}",
            **dialect.headers,
        }
        if self._key is not None:
            headers[dialect.key_header] = dialect.key_prefix + self._key.reveal()
        return {**headers, "Content-Type": "application/json"} if has_content else headers

    def _try(self, request: "Request", attempt: int) -> "Answer":
        from preflight.providers.faults import Fault
        from preflight.providers.line import Answer, Line

        left = self._left()
        if left <= 0:
            return Answer(fault=Fault("no time was left to ask"))
        if self._line is None:
            _silence_libraries()
            self._line = Line(self._open_session, where=self._where())
        answer = self._line.carry(request, left)
        outcome = answer.status or (answer.fault.reason if answer.fault else "no answer")
        took = left - self._left()
        _log.info("try %d: %s %s: %s (%.2f s)", attempt, request.method, request.url, outcome, took)
        return answer

    def _open_session(self) -> "httpx.Client":
        import httpx

        return httpx.Client(
            transport=self._seams.transport,
            verify=httpx.create_ssl_context() if self._endpoint.url.startswith("https:") else False,
            trust_env=self._endpoint.kind is not EndpointKind.LOOPBACK,  # the environment's proxies
            follow_redirects=False,
        )

    def _where(self) -> str:
        """The host, for messages, and whether a proxy stands before it: its faults look like the host's."""
        from urllib.request import getproxies_environment, proxy_bypass

        proxies = getproxies_environment()
        proxied = proxies.get("https") or proxies.get("all")
        if not proxied or self._endpoint.kind is EndpointKind.LOOPBACK or proxy_bypass(self.host):
            return self.host
        return f"{self.host} (through the environment's proxy)"

    def _left(self) -> float:
        return self._deadline - self._seams.clock()

    def _pause(self, answer: "Answer", attempt: int) -> tuple[float | None, bool]:
        """Seconds before the next try, None when there is none; and whether the vendor asked for them."""
        if answer.status is not None and answer.status != 200:
            if not worth_retrying(answer.status):
                return None, False
        elif answer.fault is None or not answer.fault.again:
            return None, False
        pause = backoff(attempt, self._seams.random)
        asked = asked_wait(answer.headers.get("retry-after"), clock.now())
        return (asked, True) if asked is not None and asked > pause else (pause, False)

    def _reply(self, answer: "Answer", tries: int, note: str = "") -> Reply:
        notes = [words for words in (f"{tries} tries" if tries > 1 else "", note) if words]
        if answer.status is None:
            reason = answer.fault.reason if answer.fault else "no answer"
            return Reply(status=None, problem="; ".join([reason, *notes]))
        body = _body(answer, self._most_bytes)
        match answer.status, body:
            case 200, Known(value):
                return Reply(status=200, body=value)
            case 200, NotReadable(reason):
                return Reply(status=200, problem="; ".join([f"HTTP 200 with {reason}", *notes]))
        return Reply(status=answer.status, problem="; ".join([_refusal(answer, body), *notes]))


def _body(answer: "Answer", most_bytes: int) -> Part[JsonObject]:
    if answer.fault is not None:
        return NotReadable(f"no whole answer: {answer.fault.reason}")
    headers = answer.headers
    return json_object(
        answer.body,
        content_type=headers.get("content-type", ""),
        encoding=headers.get("content-encoding", ""),
        most_bytes=most_bytes,
    )


def _refusal(answer: "Answer", body: Part[JsonObject]) -> str:
    """`HTTP 401: "No API key was provided."`, or where a redirect points."""
    words = f"HTTP {answer.status}"
    if 300 <= (answer.status or 0) < 400:
        return f"{words}: a redirect to {_target(answer.headers.get('location', ''))}, which was not followed"
    match body:
        case Known(value) if isinstance(error := value.get("error"), str) and error.strip():
            return f'{words}: "{quoted(error)}"'
    return words


def _target(location: str) -> str:
    """The host that a redirect names; the rest of the address may hold anything."""
    try:
        host = urlsplit(location).hostname
    except ValueError:
        return "an unreadable address"
    return quoted(host, 100) if host else "another path"


def _silence_libraries() -> None:
    """Keeps the libraries' debug lines, which print headers, out of every log; ours says what was asked."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
