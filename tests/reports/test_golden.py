"""What every format but the terminal's makes of one launch review, and of strings that nobody would choose.

The pictures are kept beside this file; `python -m tests.reports.test_golden` draws them anew.
"""

from pathlib import Path

import pytest

from preflight.reports import PLAIN, formats, render
from tests.report_builders import hostile, launch_review

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {"launch-review": launch_review, "hostile": hostile}
EXTENSIONS = {
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "html": "html",
    "json": "json",
    "junit": "xml",
    "markdown": "md",
    "prometheus": "prom",
    "sarif": "sarif",
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", EXTENSIONS)
def test_looks_as_it_should(format, name):
    expected = (GOLDEN / f"{name}.{EXTENSIONS[format]}").read_text(encoding="utf-8")
    assert render(format, REPORTS[name](), PLAIN) == expected


def test_every_format_has_its_picture():
    assert sorted([*EXTENSIONS, "text"]) == formats()


if __name__ == "__main__":
    for name, make in REPORTS.items():
        for format, extension in EXTENSIONS.items():
            (GOLDEN / f"{name}.{extension}").write_text(render(format, make(), PLAIN), encoding="utf-8")
