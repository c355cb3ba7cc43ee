"""One HEAD: what comes back from servers of every kind, TLS included."""

import http.server
import ipaddress
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager

import pytest

from preflight.assets.address import Target
from preflight.assets.head import head
from preflight.assets.model import Answer
from preflight.parts import Known, NotReadable
from tests.servers import answer, cut, drip, hang, playing, raw, reset

LOOPBACK = ipaddress.ip_address("127.0.0.1")


def at(url, host="cdn.example.com", *, secure=False, path="/a.png?sig=1"):
    return Target(LOOPBACK, host, int(url.rpartition(":")[2]), secure, path)


def test_what_a_server_says():
    headers = {"Content-Type": "Image/PNG; charset=x", "Content-Length": "1234"}
    with playing(answer(200, b"", headers=headers)) as played:
        found = head(at(played.url), seconds=5)
    assert found == Known(Answer(status=200, content_type="image/png", length=1234))
    (request,) = played.heads
    assert request.startswith(b"HEAD /a.png?sig=1 HTTP/1.1\r\n")
    assert f"host: cdn.example.com:{played.url.rpartition(':')[2]}".encode() in request.lower()
    assert b"authorization" not in request.lower()
    assert b"cookie" not in request.lower()


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://other.example/b.png?token=1", "other.example"),
        ("/b.png", "another path"),
        ("https://[broken", "an unreadable address"),
        ("", ""),
    ],
)
def test_a_redirect_is_told_and_not_followed(location, told):
    with playing(answer(302, b"", headers={"Location": location} if location else {})) as played:
        found = head(at(played.url), seconds=5)
    assert isinstance(found, Known)
    assert (found.value.status, found.value.location) == (302, told)
    assert len(played.heads) == 1


@pytest.mark.parametrize("length", ["-1", "1.5", "1e3", "9" * 40, "x", None])
def test_a_length_that_is_none_is_not_guessed(length):
    line = f"Content-Length: {length}\r\n" if length else ""
    with playing(raw(f"HTTP/1.1 200 OK\r\n{line}\r\n".encode())) as played:
        found = head(at(played.url), seconds=5)
    assert isinstance(found, NotReadable) or found.value.length is None


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (reset, "reset the connection"),
        (raw(b""), "closed the connection without an answer"),
        (raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), "answer"),
        (hang, "took too long"),
        (drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), ""),
    ],
    ids=["reset", "nothing", "ssh", "hangs", "drips"],
)
def test_faults_are_reasons(behaviour, says):
    with playing(behaviour) as played:
        found = head(at(played.url), seconds=0.5)
    assert isinstance(found, NotReadable)
    assert says in found.reason


def test_a_body_that_should_not_come_is_not_read():
    with playing(cut(200, b"x" * 100)) as played:
        found = head(at(played.url), seconds=2)
    assert isinstance(found, Known)
    assert found.value.status == 200


def test_no_proxy_is_asked(monkeypatch):
    with playing(answer(200)) as proxy, playing(answer(200)) as played:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert isinstance(head(at(played.url), seconds=5), Known)
    assert proxy.heads == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for cdn.example.com that signs itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "30", "-keyout", key, "-out", cert, "-subj", "/CN=cdn.example.com",
         "-addext", "subjectAltName=DNS:cdn.example.com"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@contextmanager
def serving_tls(certificate):
    """A real TLS server on loopback; the server names that clients asked for."""
    names = []

    class Quiet(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4")
            self.send_header("Content-Length", "7")
            self.end_headers()

        def log_message(self, *args):
            """Says nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    context.sni_callback = lambda connection, name, context: names.append(name)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    server.handle_error = lambda *args: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", names
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_tls_is_checked_against_the_name_though_the_address_is_called(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with serving_tls(certificate) as (url, names):
        found = head(at(url, secure=True), seconds=5)
        assert found == Known(Answer(status=200, content_type="video/mp4", length=7))
        assert names == ["cdn.example.com"]
        wrong = head(at(url, host="other.example.com", secure=True), seconds=5)
    assert isinstance(wrong, NotReadable)
    assert "not trusted" in wrong.reason


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(certificate):
    with serving_tls(certificate) as (url, _):
        found = head(at(url, secure=True), seconds=5)
    assert isinstance(found, NotReadable)
    assert "not trusted" in found.reason


def test_the_name_is_never_resolved_again(monkeypatch):
    real = socket.getaddrinfo

    def only_addresses(host, *rest, **more):
        ipaddress.ip_address(host)  # raises for a name
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_addresses)
    with playing(answer(200)) as played:
        assert isinstance(head(at(played.url), seconds=5), Known)
