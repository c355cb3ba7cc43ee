"""Faults of the network in words that a person can act on.

An exception's own text is quoted nowhere: h11's quotes headers, and a header is where the key is.
"""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import httpx

from preflight.providers.payload import quoted

TROUBLE: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError)
"""All that a network, or whoever sits at its other end, can raise through httpx."""

SETTINGS_TROUBLE: Final = (httpx.InvalidURL, OSError, ValueError, ImportError)
"""All that unusable proxy or TLS variables raise while a session is opened."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer, or only a part of one."""

    reason: str
    again: bool = False
    """Whether another try may fare better."""


def of_settings(error: BaseException) -> Fault:
    """The fault of a session that could not be opened."""
    if isinstance(error, OSError):
        return Fault("the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read")
    return Fault("the environment's proxy settings (HTTPS_PROXY, ALL_PROXY, NO_PROXY) cannot be used")


_CAUSES: Final[tuple[tuple[type[BaseException], str, bool], ...]] = (
    (httpx.ProxyError, "no connection to {where}: the proxy refused it", False),
    (socket.gaierror, "the name {where} could not be resolved (DNS)", True),
    (ssl.SSLCertVerificationError, "the TLS certificate of {where} is not trusted ({detail})", False),
    (ssl.SSLError, "TLS with {where} failed ({detail})", False),
    (ConnectionRefusedError, "{where} refused the connection", True),
    (ConnectionResetError, "{where} reset the connection", True),
    (BrokenPipeError, "{where} reset the connection", True),
    (httpx.ConnectTimeout, "{where} could not be reached in time", True),
    (httpx.TimeoutException, "{where} took too long to answer", True),
)
"""What may be found along the chain of causes, the telling ones first: words, and whether to try again."""


def of(error: BaseException, *, where: str, begun: bool) -> Fault:
    """The fault that `error` means; `begun` when the head of the answer had come already."""
    if begun and isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return Fault("the connection ended in the middle of the answer", again=True)
    chain = tuple(_chain(error))
    for kind, words, again in _CAUSES:
        if found := next((link for link in chain if isinstance(link, kind)), None):
            return Fault(words.format(where=where, detail=_detail(found)), again)
    if not isinstance(error, httpx.RemoteProtocolError):
        return Fault(f"{where} could not be reached", again=True)
    if "disconnected" in str(error):
        return Fault(f"{where} closed the connection without an answer", again=True)
    return Fault(f"{where} answered with something that is not HTTP")


def _detail(error: BaseException) -> str:
    """OpenSSL's own word for what went wrong, such as "self-signed certificate"."""
    return quoted(str(getattr(error, "verify_message", None) or getattr(error, "reason", None) or ""), 80)


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
