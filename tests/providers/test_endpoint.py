"""Where a key may go: a table of base URLs, plain, odd and malicious."""

import pytest

from preflight.providers.endpoint import EndpointKind, resolve, without_key
from preflight.providers.runway import VENDOR

OFFICIAL, LOOPBACK, ALLOWED, WRONG, REFUSED = (
    EndpointKind.OFFICIAL,
    EndpointKind.LOOPBACK,
    EndpointKind.ALLOWED,
    EndpointKind.WRONG,
    EndpointKind.REFUSED,
)
HOME = "https://api.dev.runwayml.com"


def endpoint(url, *allow):
    return resolve(VENDOR, {"RUNWAYML_BASE_URL": url}, allow)


def test_without_the_variable_the_default_holds():
    default = resolve(VENDOR, {}, ())
    assert (default.url, default.source, default.kind) == (HOME, "default", OFFICIAL)
    assert default.sendable


@pytest.mark.parametrize(
    ("url", "kind", "normal", "host"),
    [
        (HOME, OFFICIAL, HOME, "api.dev.runwayml.com"),
        (HOME + "/", OFFICIAL, HOME, "api.dev.runwayml.com"),
        ("HTTPS://API.Dev.RunwayML.com", OFFICIAL, HOME, "api.dev.runwayml.com"),
        (HOME + ":443", OFFICIAL, HOME, "api.dev.runwayml.com"),
        (HOME + ".", OFFICIAL, HOME, "api.dev.runwayml.com"),
        (HOME + "/gateway/", OFFICIAL, HOME + "/gateway", "api.dev.runwayml.com"),
        ("http://127.0.0.1:8080", LOOPBACK, "http://127.0.0.1:8080", "127.0.0.1"),
        ("http://127.8.9.1", LOOPBACK, "http://127.8.9.1", "127.8.9.1"),
        ("http://localhost:80/mock", LOOPBACK, "http://localhost/mock", "localhost"),
        ("http://LOCALHOST.:3000", LOOPBACK, "http://localhost:3000", "localhost"),
        ("https://localhost:8443", LOOPBACK, "https://localhost:8443", "localhost"),
        ("http://[::1]:9000", LOOPBACK, "http://[::1]:9000", "::1"),
        ("http://[0:0:0:0:0:0:0:1]:9000", LOOPBACK, "http://[::1]:9000", "::1"),
    ],
)
def test_a_good_url_is_normalised_and_may_get_the_key(url, kind, normal, host):
    judged = endpoint(url)
    assert (judged.kind, judged.url, judged.host) == (kind, normal, host)
    assert judged.sendable
    assert judged.source == "RUNWAYML_BASE_URL"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "set to nothing"),
        (" ", "white space"),
        (HOME + "\n", "white space"),
        ("\t" + HOME, "white space"),
        ("https://api.dev.\x00runwayml.com", "control characters"),
        ("https://api.dev.runwayml.com\u200b", "control characters"),
        ("https:\\\\api.dev.runwayml.com", "backslash"),
        ("https://evil.example\\@api.dev.runwayml.com", "backslash"),
        ("https://аpi.dev.runwayml.com", "beyond ASCII"),
        ("https://api.dev.runwayml。com", "beyond ASCII"),
        ("https://api%2edev.runwayml.com", "percent-encoded"),
        ("https://api.dev.runwayml.com@evil.example", "user name or password"),
        ("https://api.dev.runwayml.com:443@evil.example/", "user name or password"),
        ("https://user:pw@api.dev.runwayml.com", "user name or password"),
        ("https://api.dev.runwayml.com.evil.example", "not a host of Runway"),
        ("https://evil.example/api.dev.runwayml.com", "not a host of Runway"),
        ("https://evilapi.dev.runwayml.com", "not a host of Runway"),
        ("https://evil.example#@api.dev.runwayml.com", "query or a fragment"),
        ("https://evil.example?api.dev.runwayml.com", "query or a fragment"),
        ("https://xn--pi-6kc.dev.runwayml.com", "not a host of Runway"),
        ("https://api.dev.runwayml.com:8443", "port 8443"),
        ("https://api.dev.runwayml.com:80", "port 80"),
        ("https://api.dev.runwayml.com:0", "its port"),
        ("https://api.dev.runwayml.com:99999", "its port"),
        ("https://api.dev.runwayml.com:", "not a URL"),
        ("http://api.dev.runwayml.com", "unencrypted"),
        ("http://localhost.evil.example", "unencrypted"),
        ("http://10.0.0.5", "unencrypted"),
        ("http://0.0.0.0:8000", "unencrypted"),
        ("http://[::ffff:127.0.0.1]", "unencrypted"),
        ("http://127.1", "no valid host"),
        ("http://0x7f000001", "no valid host"),
        ("http://2130706433", "no valid host"),
        ("https://[::1%25eth0]", "percent-encoded"),
        ("https://[::zz]", "not a URL"),
        ("https://[1:2]", "no valid host"),
        ("https://", "not a URL"),
        ("https:///v1", "not a URL"),
        ("https://..", "no valid host"),
        ("https://" + "a" * 64 + ".example", "no valid host"),
        ("https://" + "a" * 3000, "longer than"),
        ("api.dev.runwayml.com", "does not begin with https://"),
        ("ftp://api.dev.runwayml.com", "does not begin with https://"),
        ("file:///etc/passwd", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
    ],
)
def test_a_bad_url_never_gets_the_key(url, reason):
    judged = endpoint(url)
    assert judged.kind is REFUSED
    assert not judged.sendable
    assert reason in judged.reason
    assert "pw" not in repr(judged)


def test_another_host_gets_the_key_only_when_it_is_named():
    assert not endpoint("https://gateway.example/runway").sendable
    allowed = endpoint("https://gateway.example:8443/runway", "Gateway.Example.")
    assert (allowed.kind, allowed.sendable) == (ALLOWED, True)
    assert allowed.url == "https://gateway.example:8443/runway"


def test_naming_a_host_does_not_allow_http_nor_its_neighbours():
    assert not endpoint("http://gateway.example", "gateway.example").sendable
    assert not endpoint("https://www.gateway.example", "gateway.example").sendable
    assert not endpoint("https://gateway.example", "example").sendable


@pytest.mark.parametrize("host", sorted(VENDOR.wrong_hosts))
def test_a_host_mistaken_for_production_is_wrong_even_when_the_request_may_be_sent(host):
    judged, allowed = endpoint(f"https://{host}"), endpoint(f"https://{host}", host)
    assert (judged.kind, judged.sendable) == (WRONG, False)
    assert (allowed.kind, allowed.sendable) == (WRONG, True)
    assert "api.dev.runwayml.com" in judged.reason
    assert not endpoint(f"http://{host}", host).sendable


@pytest.mark.parametrize(
    ("url", "kind", "normal"),
    [
        ("http://prom.example:9090/", ALLOWED, "http://prom.example:9090"),
        ("https://Prom.example/monitoring/", ALLOWED, "https://prom.example/monitoring"),
        ("http://127.0.0.1:9090", LOOPBACK, "http://127.0.0.1:9090"),
        ("http://[::1]:9090", LOOPBACK, "http://[::1]:9090"),
    ],
)
def test_a_server_that_gets_no_key_may_be_any_host_and_speak_http(url, kind, normal):
    judged = without_key(url, source="--prometheus")
    assert (judged.kind, judged.url, judged.sendable) == (kind, normal, True)
    assert judged.source == "--prometheus"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://user:pw@prom.example", "it holds a user name or password"),
        ("http://prom.example?token=pw", "it holds a query or a fragment"),
        ("file:///etc/passwd", "it does not begin with https://"),
        ("http://prom.example\\@pw", "it holds a backslash"),
        ("", "it is set to nothing; unset it to use the default"),
    ],
)
def test_its_form_is_as_strict_as_any(url, reason):
    judged = without_key(url, source="--prometheus")
    assert (judged.sendable, judged.reason) == (False, reason)
    assert "pw" not in repr(judged)
