"""Where a vendor's key may go: decided here, before any connection is made, from nothing but strings.

A base URL decides who receives the key, so it is read strictly: what two parsers could take for two hosts is
refused.
"""

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from preflight.providers.base import Vendor

_BASE_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>/[\w.~/-]*)?",
    re.ASCII | re.IGNORECASE,
)
_NUMERIC_LABEL: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEFAULT_PORT: Final = {"https": 443, "http": 80}
_LONGEST: Final = 2048


class EndpointKind(StrEnum):
    """Whose host it is."""

    OFFICIAL = "official"
    LOOPBACK = "loopback"
    ALLOWED = "allowed"
    """Not the vendor's, but named with `--allow-host`."""
    WRONG = "wrong"
    """Known to be mistaken for production."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A base URL, judged."""

    url: str
    """Normalised, without trailing slash: request paths are appended to it. Empty when it cannot be read."""
    host: str
    """Lower-case, without port, brackets or trailing dot. Empty when the URL cannot be read."""
    source: str
    """`default`, the name of the variable that set it, or `region` and its name."""
    kind: EndpointKind
    sendable: bool = True
    """Whether a key may be sent there."""
    reason: str = ""
    """Why it is not simply the vendor's own host; fits after a colon."""


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def resolve(
    vendor: Vendor, environ: Mapping[str, str], allow_hosts: Collection[str], *, region: str | None = None
) -> Endpoint:
    """The endpoint of `vendor`: its variable in `environ`, else its host in `region`, else its default.

    A variable that is set to nothing does not mean the default: the vendor's own Python client takes it for
    the base URL and then fails on every call.
    """
    variable = vendor.base_url_variable
    regional = vendor.regions.get(region or "")
    source = variable if variable in environ else f"region {region}" if regional else "default"
    raw = environ.get(variable, regional or vendor.base_url)
    parts = _parse(raw)
    if isinstance(parts, str):
        return Endpoint(url="", host="", source=source, kind=EndpointKind.REFUSED, sendable=False, reason=parts)
    kind, sendable, reason = _judge(vendor, parts, {_plain(host) for host in allow_hosts})
    return Endpoint(url=parts.url, host=parts.host, source=source, kind=kind, sendable=sendable, reason=reason)


def without_key(raw: str, *, source: str) -> Endpoint:
    """A server that the user names and that gets no key: any host will do, the form is as strict."""
    parts = _parse(raw)
    if isinstance(parts, str):
        return Endpoint(url="", host="", source=source, kind=EndpointKind.REFUSED, sendable=False, reason=parts)
    kind = EndpointKind.LOOPBACK if _is_loopback(parts.host) else EndpointKind.ALLOWED
    return Endpoint(url=parts.url, host=parts.host, source=source, kind=kind, reason=f"named by {source}")


def _judge(vendor: Vendor, parts: _Parts, allowed: Collection[str]) -> tuple[EndpointKind, bool, str]:
    host, secure = parts.host, parts.scheme == "https"
    if _is_loopback(host):
        return EndpointKind.LOOPBACK, True, "it is this machine"
    if host in vendor.wrong_hosts:
        return EndpointKind.WRONG, secure and host in allowed, vendor.wrong_hosts[host]
    if not secure:
        return EndpointKind.REFUSED, False, "the key would travel unencrypted over http"
    if host in vendor.hosts:
        if parts.port is not None:
            return EndpointKind.REFUSED, False, f"{vendor.title} does not serve its API on port {parts.port}"
        return EndpointKind.OFFICIAL, True, ""
    if host in allowed:
        return EndpointKind.ALLOWED, True, "allowed by --allow-host"
    return (
        EndpointKind.REFUSED,
        False,
        f"it is not a host of {vendor.title} (--allow-host {host} would allow it)",
    )


def _parse(raw: str) -> _Parts | str:
    """The parts, normalised; or why it is no base URL, without quoting it: it may hold a password."""
    if problem := _problem(raw):
        return problem
    match = _BASE_URL.fullmatch(raw)
    if match is None:
        return "it is not a URL of the form https://host[:port][/path]"
    scheme = match["scheme"].lower()
    host = _plain(match["host"])
    if not _is_host(host):
        return "it has no valid host name"
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port <= 65535:
        return "its port is not between 1 and 65535"
    if port == _DEFAULT_PORT[scheme]:
        port = None
    return _Parts(scheme, host, port, (match["path"] or "").rstrip("/"))


def _problem(raw: str) -> str | None:
    """The mistakes and tricks that deserve their own words."""
    authority = re.split(r"[/?#]", raw.partition("://")[2], maxsplit=1)[0]
    problems = (
        (not raw, "it is set to nothing; unset it to use the default"),
        (len(raw) > _LONGEST, f"it is longer than {_LONGEST:,} characters"),
        (any(c.isspace() or not c.isprintable() for c in raw), "it holds white space or control characters"),
        ("\\" in raw, "it holds a backslash"),
        (not raw.isascii(), "it holds characters beyond ASCII"),
        (not raw.lower().startswith(("http://", "https://")), "it does not begin with https://"),
        ("@" in authority, "it holds a user name or password"),
        ("%" in raw, "it holds percent-encoded characters"),
        ("?" in raw or "#" in raw, "it holds a query or a fragment"),
    )
    return next((words for holds, words in problems if holds), None)


def _plain(host: str) -> str:
    """One spelling per host: `API.Example.com.` and `api.example.com` are the same."""
    host = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(host).compressed
    except ValueError:
        return host.removesuffix(".")


def _is_host(host: str) -> bool:
    if ":" in host:
        return _address(host) is not None
    labels = host.split(".")
    if _NUMERIC_LABEL.fullmatch(labels[-1]):  # "127.1" and "0x7f000001" are addresses to some, names to others
        return _address(host) is not None
    return len(host) <= 253 and all(0 < len(label) <= 63 for label in labels)


def _is_loopback(host: str) -> bool:
    address = _address(host)
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return host in {"localhost", "::1"}


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
