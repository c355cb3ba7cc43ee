"""Between a client and its vendor: proxies, names, TLS, ports."""

import socket
import threading
import time

import pytest

from preflight.providers.runway import VENDOR
from tests.providers.clients import KEY, get, wait_for_threads_to_end, without_proxy
from tests.servers import answer, closed_port, playing


def test_loopback_never_goes_through_a_proxy(monkeypatch):
    with playing(answer(200, {"from": "proxy"})) as proxy, playing(answer(200, {"from": "server"})) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert get(server.url).body == {"from": "server"}
    assert proxy.heads == []


def test_other_hosts_go_through_the_environments_proxy_which_never_sees_the_key(monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with playing(answer(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        reply = get(VENDOR.base_url)
    assert reply.problem == (
        "no connection to api.dev.runwayml.com (through the environment's proxy): the proxy refused it"
    )
    assert proxy.heads[0].startswith(b"CONNECT api.dev.runwayml.com:443")
    assert not proxy.holds(KEY)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HTTPS_PROXY", "carrier-pigeon://coop", "proxy settings"),
        ("HTTPS_PROXY", "http://proxy:port", "proxy settings"),
        ("SSL_CERT_FILE", "/nowhere/at/all.pem", "SSL_CERT_FILE"),
    ],
)
def test_unusable_settings_of_the_environment_are_named(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    assert says in get(VENDOR.base_url).problem


def test_a_name_that_does_not_resolve(monkeypatch):
    def lookup(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    without_proxy(monkeypatch)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    reply = get(VENDOR.base_url)
    assert reply.problem == "the name api.dev.runwayml.com could not be resolved (DNS); 3 tries"


def test_a_slow_name_server_does_not_outlast_the_budget_and_nothing_is_sent_afterwards(monkeypatch):
    answered, real = threading.Event(), socket.getaddrinfo
    looked = threading.Event()

    def lookup(host, *args, **kwargs):
        answered.wait(10)
        looked.set()
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with playing(answer(200, {})) as server:
        began = time.monotonic()
        reply = get(server.url, budget=0.3)
        assert time.monotonic() - began < 1.5
        answered.set()
        assert looked.wait(5)
        wait_for_threads_to_end()
    assert reply.problem == "127.0.0.1 took too long to answer"
    assert server.heads == []


def test_tls_that_is_none():
    with playing(answer(200, {})) as server:
        reply = get(server.url.replace("http:", "https:"), budget=2.0)
    assert reply.problem.startswith("TLS with 127.0.0.1 failed (")
    assert not server.holds(KEY)


def test_a_closed_port_is_named_as_such():
    with closed_port() as url:
        assert get(url).problem == "127.0.0.1 refused the connection; 3 tries"
