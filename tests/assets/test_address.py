"""Which URLs are fit, and which addresses are anybody's."""

import ipaddress
import socket

import pytest

from preflight.assets.address import Target, address_in, faults_of, is_public, name_of_url, target_of
from preflight.parts import Known, NotReadable


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://cdn.example.com/a.png", None),
        ("https://cdn.example.com:8443/a.png?sig=1", None),
        ("https://xn--bcher-kva.example/a.png", None),
        ("http://cdn.example.com/a.png", "https://"),
        ("ftp://cdn.example.com/a.png", "https://"),
        ("https://203.0.113.9/a.png", "IP address"),
        ("https://[2001:db8::1]/a.png", "IP address"),
        ("https://3221226219/a.png", "IP address"),
        ("https://0x7f.1/a.png", "IP address"),
        ("https://localhost/a.png", "no domain name"),
        ("https://-a.example/a.png", "no domain name"),
        ("https:///a.png", "no URL"),
        ("https://user:secret@cdn.example.com/a.png", "password"),
        ("https://cdn.example.com/a b.png", "white space"),
        ("https://[broken/a.png", "no URL"),
        ("https://cdn.example.com:99999/a.png", "no URL"),
        ("https://cdn.example.com/" + "a" * 2025, "2,049 characters long; 2,048 are allowed"),
        ("https://cdn.example.com/" + "a" * 2024, None),
    ],
)
def test_urls(url, fault):
    faults = faults_of(url, 2048)
    assert faults == () if fault is None else [one for one in faults if fault in one], faults


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("2002:a9fe:a9fe::", False),
    ],
)
def test_addresses_that_are_anybodys(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("example.com", None),
        ("1.2.3.4.5", None),
        ("cafe", None),
    ],
)
def test_hosts_that_are_addresses(host, address):
    assert address_in(host) == (ipaddress.ip_address(address) if address else None)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://2130706433/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/a.png",
    ],
)
def test_what_is_not_public_is_not_contacted(url):
    found = target_of(url, allow_private=False, seconds=5)
    assert isinstance(found, NotReadable)
    assert "no public address (--allow-private would contact it)" in found.reason


def test_unless_the_user_says_so():
    found = target_of("https://localhost:8443/a.png?b=c", allow_private=True, seconds=5)
    assert isinstance(found, Known)
    target = found.value
    assert (target.host, target.port, target.secure, target.path) == ("localhost", 8443, True, "/a.png?b=c")
    assert target.address.is_loopback


def test_nothing_but_this_machine_is_asked_without_tls():
    assert isinstance(target_of("http://127.0.0.1:80/", allow_private=True, seconds=5), Known)
    found = target_of("http://10.0.0.1/", allow_private=True, seconds=5)
    assert found == NotReadable("nothing is asked without TLS")


def resolving(monkeypatch, *answers):
    """A name server that gives each answer in turn, the last one for ever; how often it was asked."""
    asked = []

    def getaddrinfo(host, port, **more):
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in answers[min(len(asked), len(answers)) - 1]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_with_one_private_address_is_a_trick(monkeypatch):
    resolving(monkeypatch, ["93.184.216.34", "10.0.0.7"])
    found = target_of("https://cdn.example.com/a.png", allow_private=False, seconds=5)
    assert isinstance(found, NotReadable)
    assert "cdn.example.com leads to 10.0.0.7" in found.reason


def test_the_address_that_was_judged_is_the_one_that_is_used(monkeypatch):
    asked = resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    found = target_of("https://cdn.example.com/a.png", allow_private=False, seconds=5)
    expected = Target(ipaddress.ip_address("93.184.216.34"), "cdn.example.com", 443, True, "/a.png")
    assert found == Known(expected)
    assert asked == ["cdn.example.com"]


def test_a_name_server_that_hangs_is_not_waited_for(monkeypatch):
    import threading

    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: stop.wait(10) and [])
    found = target_of("https://cdn.example.com/", allow_private=False, seconds=0.05)
    stop.set()
    assert isinstance(found, NotReadable)
    assert "not resolved in time" in found.reason


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://cdn.example.com/a.png?X-Signature=abc", "https://cdn.example.com/a.png?…"),
        ("https://user:secret@cdn.example.com/a.png", "https://cdn.example.com/a.png"),
        ("https://[broken?secret", "https://[broken"),
    ],
)
def test_names_in_reports_hold_no_secrets(url, name):
    assert name_of_url(url) == name
