"""Asks one vendor within one budget of time. Whatever a vendor or a network does becomes a `Reply`.

Client      questions, retries, the budget
Question    what is asked, and how                      preflight.providers.question
Reply       what became of it                           preflight.providers.reply
Line        one connection, in a thread of its own      preflight.providers.line
payload     bytes to JSON, with limits                  preflight.providers.payload
faults      exceptions to words                         preflight.providers.faults
"""

import logging
import random as randomness
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from preflight import clock
from preflight._version import __version__
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.providers.payload import MAX_BYTES
from preflight.providers.question import Dialect, Question
from preflight.providers.reply import Reply, reply_of
from preflight.providers.retry import asked_wait, backoff, worth_retrying
from preflight.providers.together import AT_ONCE, together
from preflight.redact import Secret
from preflight.words import number

if TYPE_CHECKING:
    import httpx

    from preflight.providers.line import Answer, Line, Request

BUDGET: Final = 20.0
"""Seconds for all questions to one vendor together."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """What a client depends on besides its endpoint and key, and a test may replace."""

    transport: "httpx.BaseTransport | None" = None
    """None for the network."""
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = randomness.random
    clock: Callable[[], float] = time.monotonic


_REAL: Final = Seams()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user wants of a client."""

    auth: str | None = None
    """How the config wants the key presented, where the vendor takes it in several ways; None for the usual one."""
    told: Callable[[str], None] = field(default=lambda words: None)
    """Told how far a read of many pages has come."""
    most_bytes: int = MAX_BYTES
    """Of a body, as sent and once unpacked."""


_USUAL: Final = Settings()


class Client:
    """Asks one endpoint with one key, or none. Its budget starts when it is made; one thread may use it at a time."""

    def __init__(
        self,
        endpoint: Endpoint,
        key: Secret | None,
        *,
        budget: float = BUDGET,
        settings: Settings = _USUAL,
        seams: Seams = _REAL,
    ) -> None:
        self.host = endpoint.host
        self.auth = settings.auth
        self._settings = settings
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

    def get_json(self, path: str, dialect: Dialect, *, bare_list: str | None = None) -> Reply:
        """GET `path`, appended to the base URL.

        `bare_list`: a JSON list is taken too, for an object with the list under this name.
        """
        return self._ask(Question("GET", path, bare_list=bare_list), dialect)

    def get_all(
        self, paths: Sequence[str], dialect: Dialect, *, pages: bool = False, bare_list: str | None = None
    ) -> list[Reply]:
        """GETs of all `paths`, a few at a time over lines of their own; the replies in their order.

        `pages`: they are the pages of one list, all but the first: tells which ones have come.
        """
        lines = min(AT_ONCE, len(paths))
        come = count(2)

        def ask(share: Sequence[str]) -> list[Reply]:
            replies = []
            with self._sibling() as client:
                for path in share:
                    replies.append(client.get_json(path, dialect, bare_list=bare_list))
                    if pages:
                        self._settings.told(f"page {next(come)} of {len(paths) + 1}")
            return replies

        shares = together([partial(ask, paths[line::lines]) for line in range(lines)], at_once=lines)
        return [shares[place % lines][place // lines] for place in range(len(paths))]

    def post_json(self, path: str, body: Mapping[str, object], dialect: Dialect) -> Reply:
        """POST `body` to `path`. Only for requests that read: a lost answer is asked for again."""
        return self._ask(Question("POST", path, body), dialect)

    def put_json(self, path: str, body: Mapping[str, object], dialect: Dialect) -> Reply:
        """PUT `body` to `path`, once: whoever writes has to look afterwards what came of it."""
        return self._ask(Question("PUT", path, body, tries=1), dialect)

    def _ask(self, question: Question, dialect: Dialect) -> Reply:
        if problem := self._not_sendable():
            return Reply(status=None, problem=problem)
        from preflight.providers.line import Request

        content, tries, bare_list = question.content(), question.tries, question.bare_list
        request = Request(
            method=question.method,
            url=self._endpoint.url + question.path,
            headers=self._headers(dialect, has_content=content is not None),
            content=content,
            most_bytes=self._settings.most_bytes,
        )
        reply = partial(reply_of, bare_list=bare_list, most_bytes=self._settings.most_bytes)
        for attempt in range(1, tries):
            answer = self._try(request, attempt)
            pause, asked = self._pause(answer, attempt)
            if pause is None:
                return reply(answer, notes=_notes(attempt))
            left = self._left()
            if pause >= left:
                note = f"asked us to wait {number(pause)} s, more than the {number(max(left, 0))} s left"
                return reply(answer, notes=_notes(attempt, note if asked else "no time left for another try"))
            self._seams.sleep(pause)
        return reply(self._try(request, tries), notes=_notes(tries))

    def _sibling(self) -> "Client":
        """One with the same time left, for another thread."""
        return Client(self._endpoint, self._key, budget=self._left(), settings=self._settings, seams=self._seams)

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


def _notes(tries: int, note: str = "") -> list[str]:
    return [words for words in (f"{tries} tries" if tries > 1 else "", note) if words]


def _silence_libraries() -> None:
    """Keeps the libraries' debug lines, which print headers, out of every log; ours says what was asked."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
