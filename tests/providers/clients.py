"""Clients of servers that misbehave."""

import threading
import time
from datetime import UTC, datetime

from preflight.providers.endpoint import resolve
from preflight.providers.http import Client, Seams, Settings
from preflight.providers.question import Dialect
from preflight.providers.runway import VENDOR
from preflight.redact import Secret
from tests.keys import runway_key

KEY = runway_key(7)

PLAIN = Dialect()

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def client(url, *, budget=5.0, allow=(), key=KEY, settings=Settings(), **seams):  # noqa: B008 - a frozen value
    quick = {"sleep": lambda seconds: None, "random": lambda: 0.0, **seams}
    endpoint = resolve(VENDOR, {"RUNWAYML_BASE_URL": url}, allow)
    return Client(endpoint, Secret(key), budget=budget, settings=settings, seams=Seams(**quick))


def get(url, *, dialect=PLAIN, **options):
    with client(url, **options) as asking:
        return asking.get_json("/v1/thing", dialect)


def without_proxy(monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def wait_for_threads_to_end():
    ends = time.monotonic() + 5
    while time.monotonic() < ends and any(t.name.startswith("asks ") for t in threading.enumerate()):
        time.sleep(0.01)
    assert not any(t.name.startswith("asks ") for t in threading.enumerate())
