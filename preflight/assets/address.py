"""Whether a URL is fit to name an input, and which address stands behind it; decided before anything is asked."""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from preflight.parts import Known, NotReadable, Part
from preflight.printable import veiled

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_SHOWN: Final = 80
# Addresses of IPv4 that IPv6 carries: what is behind them decides.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the address that was judged, and the name that it was given under."""

    address: Ip
    host: str
    port: int
    secure: bool
    path: str
    """With its query."""


def faults_of(url: str, longest: int) -> tuple[str, ...]:
    """Why the vendor's fetcher would refuse a URL, whatever is behind it."""
    parts = _split(url)
    if parts is None:
        return ("it is no URL that can be read",)
    host = parts.hostname or ""
    checks = (
        (parts.scheme.lower() != "https", "it does not begin with https://"),
        (len(url) > longest, f"it is {len(url):,} characters long; {longest:,} are allowed"),
        (address_in(host) is not None, "its host is an IP address; a domain name is wanted"),
        (not host, "it has no host"),
        (bool(host) and address_in(host) is None and not _is_domain(host), "its host is no domain name"),
        (parts.username is not None or parts.password is not None, "it holds a user name or password"),
        (any(c.isspace() or not c.isprintable() for c in url), "it holds white space or control characters"),
    )
    return tuple(words for holds, words in checks if holds)


def name_of_url(url: str) -> str:
    """A URL as reports show it: without a query, which may hold a signature, and without a password."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return veiled(url.partition("?")[0], limit=_SHOWN)
    port = f":{parts.port}" if parts.port else ""
    query = "?…" if parts.query else ""
    return veiled(f"{parts.scheme}://{parts.hostname}{port}{parts.path}", limit=_SHOWN) + query


def target_of(url: str, *, allow_private: bool, seconds: float) -> Part[Target]:
    """The address behind a URL's name, asked once; why not, where it is not to be contacted.

    All addresses that the name has must be public, unless `allow_private`: a name that has both is a trick.
    """
    parts = _split(url)
    if parts is None or not parts.hostname:
        return NotReadable("it is no URL that can be read")
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    found = _resolved(parts.hostname, port, seconds)
    match found:
        case NotReadable():
            return found
        case Known(addresses):
            private = [address for address in addresses if not is_public(address)]
            if private and not allow_private:
                return NotReadable(
                    f"{veiled(parts.hostname, limit=_SHOWN)} leads to {private[0]}, which is no public address "
                    "(--allow-private would contact it)"
                )
            if not secure and not addresses[0].is_loopback:
                return NotReadable("nothing is asked without TLS")
            path = parts.path or "/"
            return Known(
                Target(addresses[0], parts.hostname, port, secure, f"{path}?{parts.query}" if parts.query else path)
            )


def is_public(address: Ip) -> bool:
    """Whether an address is anybody's: not loopback, private, link-local, reserved, or one of those in disguise."""
    inner: Ip | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def address_in(host: str) -> Ip | None:
    """The IP address that a host is, in any spelling that some program reads as one."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    if not re.fullmatch(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", host, re.IGNORECASE):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, UnicodeError, ValueError):
        return None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme and parts.netloc else None


def _is_domain(host: str) -> bool:
    labels = host.rstrip(".").split(".")
    return len(labels) > 1 and len(host) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()


def _resolved(host: str, port: int, seconds: float) -> Part[Sequence[Ip]]:
    """All addresses of a name, within a time that no resolver may exceed."""
    if literal := address_in(host):
        return Known([literal])
    answers: queue.SimpleQueue[Part[Sequence[Ip]]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
            answers.put(Known(list(dict.fromkeys(addresses))) if addresses else NotReadable("it has no address"))
        except (OSError, UnicodeError, ValueError):
            answers.put(NotReadable(f"the name {veiled(host, limit=_SHOWN)} could not be resolved (DNS)"))

    threading.Thread(target=ask, daemon=True, name="asks DNS").start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return NotReadable(f"the name {veiled(host, limit=_SHOWN)} was not resolved in time (DNS)")
