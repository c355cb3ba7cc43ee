"""Faults that a loopback server cannot easily play, from exceptions as httpx raises them."""

import ssl

import httpx
import pytest

from preflight.providers import faults
from tests.keys import runway_key


def raised(outer, *causes):
    """The exception, with its causes chained as the libraries do."""
    error = outer
    for cause in causes:
        error.__cause__ = cause
        error = cause
    return outer


def untrusted(words):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = words
    return error


@pytest.mark.parametrize(
    ("error", "reason", "again"),
    [
        (
            raised(httpx.ConnectError(""), untrusted("self-signed certificate")),
            "the TLS certificate of h is not trusted (self-signed certificate)",
            False,
        ),
        (raised(httpx.WriteError(""), OSError(), BrokenPipeError()), "h reset the connection", True),
        (httpx.ConnectTimeout(""), "h could not be reached in time", True),
        (httpx.ReadTimeout(""), "h took too long to answer", True),
        (raised(httpx.ConnectError(""), OSError(101, "unreachable")), "h could not be reached", True),
        (UnicodeError("label too long"), "h could not be reached", True),
    ],
)
def test_words(error, reason, again):
    assert faults.of(error, where="h", begun=False) == faults.Fault(reason, again)


def test_an_exceptions_own_text_is_not_quoted():
    key = runway_key(5)
    error = httpx.LocalProtocolError(f"Illegal header value b'Bearer {key}'")
    assert key[:20] not in repr(faults.of(error, where="h", begun=False))
