"""One HEAD request, without a key, without a redirect, without a proxy, to the address that was judged."""

import logging
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from preflight._version import __version__
from preflight.assets.address import Target
from preflight.assets.model import Answer
from preflight.parts import Known, NotReadable, Part
from preflight.providers.payload import quoted

if TYPE_CHECKING:
    import httpx

_log: Final = logging.getLogger(__name__)
_MOST_DIGITS: Final = 15


def head(target: Target, *, seconds: float) -> Part[Answer]:
    """What the server says; every fault of a network becomes a reason."""
    from preflight.providers.line import Line, Request

    for library in ("httpx", "httpcore"):  # their own lines would show whole URLs
        logging.getLogger(library).setLevel(logging.WARNING)
    address = f"[{target.address}]" if target.address.version == 6 else str(target.address)
    scheme, usual = ("https", 443) if target.secure else ("http", 80)
    port = "" if target.port == usual else f":{target.port}"
    host = f"[{target.host}]" if ":" in target.host else target.host
    began = time.monotonic()
    line = Line(lambda: _session(secure=target.secure), where=quoted(target.host, 80))
    try:
        answer = line.carry(
            Request(
                method="HEAD",
                url=f"{scheme}://{address}:{target.port}{target.path}",
                headers={"Host": f"{host}{port}", "Accept": "*/*", "User-Agent": f"preflight/{__version__}"},
                content=None,
                server_name=target.host if target.secure else "",
            ),
            seconds,
        )
    finally:
        line.close()
    took = time.monotonic() - began
    _log.info("HEAD %s at %s: %s (%.2f s)", target.host, target.address, answer.status or answer.fault, took)
    if answer.status is None:
        return NotReadable(answer.fault.reason if answer.fault else "no answer")
    return Known(
        Answer(
            status=answer.status,
            content_type=quoted(answer.headers.get("content-type", "").partition(";")[0].strip().lower(), 60),
            length=_length(answer.headers.get("content-length")),
            location=_location(answer.headers.get("location", "")),
        )
    )


def _session(*, secure: bool) -> "httpx.Client":
    import httpx

    return httpx.Client(
        verify=httpx.create_ssl_context() if secure else False,
        trust_env=False,  # a proxy would look the name up again, and might find another address
        follow_redirects=False,
    )


def _length(header: str | None) -> int | None:
    value = (header or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else None


def _location(header: str) -> str:
    try:
        host = urlsplit(header).hostname
    except ValueError:
        return "an unreadable address"
    return quoted(host, 80) if host else "another path" if header else ""
