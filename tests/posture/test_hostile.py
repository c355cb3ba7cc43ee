"""Whatever a repository's files hold, looking at them takes time that grows with their size alone, and never raises."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.posture.env_files import read_env_files
from preflight.posture.exposure import read_exposure
from preflight.posture.storage import read_stores
from preflight.providers.runway import RUNWAY
from preflight.tree.model import Tree
from tests.keys import runway_key
from tests.posture.builders import BOTH

SIZE = 150_000
"""Characters of each content; what takes time that grows with its square takes minutes for all of them."""
SECONDS = 20
PAGE = {"dist/index.html": ""}
WORD = "RUNWAYML_API_SECRET"


def look(files):
    tree = Tree.of({**PAGE, **files})
    return read_env_files(tree, BOTH), read_exposure(tree, BOTH), read_stores(tree, RUNWAY.vendor)


PIECES = [
    "\\'", '\\"', "\\`", "'", "`", "\n", " ", "\t\n", "{", "}", "{}", "/*", "<!--", "<script", "<script>", "${",
    '"use a"', '"use a" ', "import ", ";import", "import{", "\nimport ", "require(", f"{WORD}=", f"{WORD}: |\n", "${{",
    f"{WORD}-", "runway-", "runway", f"name: {WORD}\n", f'"{WORD}":', f"- key: {WORD}\n\n", "env: {", "env.",
    "authorization:", "Authorization: `Bearer ${", "api.dev.runwayml.com", "vault ", "projects/", "key_", "} = ",
    "kind: Secret\n", f"{WORD}={runway_key()}\n", "secrets.RUNWAY_KEY }}", "${{ secrets.RUNWAY_KEY }}", "İ", "é",
    "public: {", "extra:{", "env_file: a\n", "env_file:\n - a\n", " - path: x\n", "env_file: [", "a,", "./",
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        "a.yml",
        ".github/workflows/a.yml",
        "render.yaml",
        "src/a.tsx",
        "a.html",
        "dist/a.js",
        "next.config.js",
        "nuxt.config.ts",
        "app.config.js",
        "compose.yml",
    ],
)
def test_no_content_takes_for_ever(path):
    files = {f"{number}/{path}": "runway " + piece * (SIZE // len(piece)) for number, piece in enumerate(PIECES)}
    began = perf_counter()
    look(files)
    assert perf_counter() - began < SECONDS


@pytest.mark.parametrize(
    "content",
    [
        '{"sources": [' + ",".join(['"runway"'] * 30_000) + '], "sourcesContent": [' + ",".join(['""'] * 30_000) + "]}",
        '{"sources": [' + "[" * 50_000,
        '{"sources": ["@runwayml/sdk"], "sourcesContent": [null]}',
        '{"sources": {"runway": 1}, "sourcesContent": 7}',
        "[]runway",
    ],
)
def test_no_map_and_no_manifest_takes_for_ever(content):
    began = perf_counter()
    look({"dist/a.js.map": content, "package.json": content})
    assert perf_counter() - began < SECONDS


@given(
    st.lists(
        st.sampled_from(
            [
                *"\n\t {}[]()<>\"'`:;,=#/*$.-|",
                WORD,
                "VITE_RUNWAY_KEY",
                "import",
                "from",
                "env",
                "value",
                "@runwayml/sdk",
                "use client",
                "Authorization",
                "Bearer ",
                "api.dev.runwayml.com",
                "\ud800",
                "İ",
                "\x00",
            ]
        ),
        max_size=40,
    )
)
@pytest.mark.parametrize("path", [".env", "a.yml", "src/a.vue", "dist/a.js", "vite.config.ts"])
def test_nothing_raises_and_every_place_is_in_the_file(path, parts):
    content = "".join(parts).encode("utf-8", "surrogatepass")
    files, exposure, stores = look({path: content})
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    findings = [*exposure.findings, *(finding for file in files.files for finding in file.keys)]
    for finding in findings:
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
    assert all(1 <= store.line <= len(lines) for store in stores.stores)
