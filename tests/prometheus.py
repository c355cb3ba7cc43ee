"""Prometheus for tests: the real one on loopback where it is installed, and a fake that answers what it is told to."""

import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

HOST = "127.0.0.1"
EXECUTABLE, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
needs_prometheus = pytest.mark.skipif(
    not (EXECUTABLE and PROMTOOL), reason="prometheus is not installed (apt-get install prometheus)"
)
_START_SECONDS = 30.0

Answer = Callable[[str, Mapping[str, str]], tuple[int, object]]
"""Path below `/api/v1/` and parameters → status and body; a body that is not bytes is sent as JSON."""


@contextmanager
def speaking(answer: Answer) -> Iterator[str]:
    """The address of a server whose every answer is `answer`'s."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            assert "authorization" not in {name.lower() for name in self.headers}, "a key was sent"
            parameters = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
            status, body = answer(url.path.removeprefix("/api/v1/"), parameters)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with _serving(Handler) as url:
        yield url


@contextmanager
def exporting(text: Callable[[], str]) -> Iterator[str]:
    """`host:port` of a target that can be scraped; `text` is asked at each scrape."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = text().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with _serving(Handler) as url:
        yield url.removeprefix("http://")


@contextmanager
def prometheus(folder: Path, target: str, rules: str) -> Iterator[str]:
    """The address of a real server that scrapes `target` and evaluates `rules` every second."""
    assert EXECUTABLE is not None
    (folder / "rules.yml").write_text(rules, encoding="utf-8")
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        "rule_files: [rules.yml]\n"
        f"scrape_configs: [{{job_name: app, static_configs: [{{targets: ['{target}']}}]}}]\n",
        encoding="utf-8",
    )
    port = _free_port()
    command = [EXECUTABLE, "--config.file=prometheus.yml", "--storage.tsdb.path=data"]
    command += [f"--web.listen-address={HOST}:{port}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    url = f"http://{HOST}:{port}"
    try:
        wait_until(lambda: _answers(f"{url}/-/ready"), lambda: (folder / "log").read_text(encoding="utf-8"))
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def backfill(folder: Path, samples: Mapping[str, Iterable[tuple[float, float]]]) -> None:
    """Gives a server that is yet to start a past: series → times (seconds since 1970) and values, rising in time."""
    lines = [f"{name} {value} {at:.3f}" for name, pairs in samples.items() for at, value in pairs]
    (folder / "past").write_text("\n".join((*lines, "# EOF", "")), encoding="ascii")
    assert PROMTOOL is not None
    command = [PROMTOOL, "tsdb", "create-blocks-from", "openmetrics", "past", "data"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def wait_until(holds: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Fails the test with what `otherwise` says if that takes too long."""
    deadline = time.monotonic() + _START_SECONDS
    while not holds():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer((HOST, 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
