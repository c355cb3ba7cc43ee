"""The launch report in a real browser: axe-core finds nothing to object to, and there is something to see.

Needs Chromium on PATH, and for the first part axe-core, which `make test` fetches by npm.
"""

import html
import json
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from preflight.reports import render
from tests.report_builders import every_kind, hostile, launch_review

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(sys.prefix) / "extras" / "node_modules" / "axe-core" / "axe.min.js"
REPORTS = {"every kind": every_kind, "launch review": launch_review, "hostile": hostile}
SCHEMES = {"dark": 0, "light": 1}
WIDTHS = {"desk": 1280, "phone": 390}
RUN_AXE = """
axe.run(document, {resultTypes: ['violations']}).then(found => {
  const told = document.createElement('pre');
  told.id = 'axe';
  told.textContent = JSON.stringify(found.violations.map(one => [one.id, one.nodes.map(node => node.html)]));
  document.body.append(told);
});
"""
RUN_SEEN = """
const seen = document.createElement('pre');
seen.id = 'seen';
seen.textContent = JSON.stringify([...document.querySelectorAll('.pill, .answer')].map(one => {
  const box = one.getBoundingClientRect();
  return [one.textContent.trim(), box.left, innerWidth - box.right, box.height];
}));
document.body.append(seen);
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH")


def browse(page: Path, *options: str, scheme: str = "light", width: int = 1280) -> str:
    """What headless Chromium prints, as someone with this taste and this screen."""
    done = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={page.parent / 'profile'}", f"--window-size={width},900",
            f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", *options, page.as_uri(),
        ],
        capture_output=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    return done.stdout


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: `make test` fetches it where npm is")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing(tmp_path, name, scheme, width):
    """The page's own policy forbids scripts, so the copy under test goes without it."""
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.*?>", "", render("html", REPORTS[name]()))
    scripts = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{RUN_AXE}</script></body>"
    page = tmp_path / "page.html"
    page.write_text(text.replace("</body>", scripts), encoding="utf-8")
    shown = browse(page, "--virtual-time-budget=30000", "--dump-dom", scheme=scheme, width=WIDTHS[width])
    found = re.search(r'<pre id="axe">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-500:]
    assert json.loads(html.unescape(found[1])) == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_verdict_can_be_seen(tmp_path, width):
    """None is hidden, pushed off the page, or cut at its edge."""
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.*?>", "", render("html", every_kind()))
    page = tmp_path / "page.html"
    page.write_text(text.replace("</body>", f"<script>{RUN_SEEN}</script></body>"), encoding="utf-8")
    shown = browse(page, "--dump-dom", width=width)
    found = re.search(r'<pre id="seen">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-500:]
    boxes = json.loads(html.unescape(found[1]))
    assert len(boxes) == 2 * len(every_kind().results) + len(every_kind().closed_by)
    for what, *room in boxes:
        assert min(room) >= 0, what


def test_no_script_of_anybodys_runs(tmp_path):
    """Even one that got past the escaping: the policy stops it."""
    page = tmp_path / "page.html"
    planted = "<script>document.title = 'taken over'</script></body>"
    page.write_text(render("html", hostile()).replace("</body>", planted), encoding="utf-8")
    shown = browse(page, "--dump-dom")
    assert "<title>taken over" not in shown
    assert "<title>Not ready" in shown


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_there_is_something_to_see(tmp_path, scheme, width):
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(render("html", launch_review()), encoding="utf-8")
    browse(page, f"--screenshot={picture}", scheme=scheme, width=WIDTHS[width])
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (WIDTHS[width], 900)
    assert len(content) > 20_000  # a blank page of this size takes some 5,000


def test_prints_on_a4(tmp_path):
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(render("html", launch_review()), encoding="utf-8")
    browse(page, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    content = paper.read_bytes()
    assert content.startswith(b"%PDF")
    sizes = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}
