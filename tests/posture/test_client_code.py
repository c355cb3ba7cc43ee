"""Which modules run where users are."""

import json

import pytest

from preflight.posture.client_code import Packages, source_of
from preflight.tree.model import Tree

CODE = "import RunwayML from '@runwayml/sdk'\n"
PAGE = "<script type=module src=/src/main.ts></script>"


def manifest(*names, kind="dependencies"):
    return json.dumps({kind: dict.fromkeys(names, "*")})


def client(path, code=CODE, **files):
    """Why the module at `path` runs at the user's; `files` are by names in which `__` is a slash and `_` a dot."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    tree = Tree.of({path: code, **named})
    (file,) = (file for file in tree.files if file.path == path)
    source = source_of(file, Packages.of(tree))
    assert source
    return source.client


VITE = {"package_json": manifest("vite", kind="devDependencies"), "index_html": PAGE}


@pytest.mark.parametrize(
    ("path", "code", "files", "says"),
    [
        ("app/page.tsx", f'"use client";\n{CODE}', {}, '"use client"'),
        ("app/page.tsx", f'// hello\n"use client";\n{CODE}', {}, '"use client"'),
        ("server/page.tsx", f'"use client";\n{CODE}', {"package_json": manifest("next")}, '"use client"'),
        ("src/main.ts", CODE, VITE, "a Vite app"),
        ("src/api/runway.ts", CODE, VITE, "a Vite app"),
        ("web/src/a.ts", CODE, {"web__vite_config_ts": "", "web__index_html": PAGE}, "a Vite app"),
        ("web/src/a.ts", CODE, {"package_json": manifest("vite"), "web__index_html": PAGE}, "a Vite app"),
        ("src/App.jsx", CODE, {"package_json": manifest("react-scripts")}, "a Create React App (package.json)"),
        ("apps/m/App.tsx", CODE, {"apps__m__package_json": manifest("expo")}, "an Expo app (apps/m/package.json)"),
        ("lib/a.ts", CODE, {"package_json": manifest("react-native")}, "a React Native app"),
        ("src/A.vue", f"<script setup>{CODE}</script>", {}, "component"),
        ("src/A.svelte", f"<script>{CODE}</script>", {}, "component"),
        ("public/index.html", f"<script type=module>{CODE}</script>", {}, "a web page"),
    ],
)
def test_code_that_runs_at_the_users(path, code, files, says):
    assert says in (client(path, code, **files) or "")


@pytest.mark.parametrize(
    ("path", "code", "files"),
    [
        ("app/api/route.ts", CODE, {"package_json": manifest("next")}),
        ("app/page.tsx", CODE, {"package_json": manifest("next")}),
        ("app/page.tsx", f'// "use client"\n{CODE}', {"package_json": manifest("next")}),
        ("src/index.ts", CODE, {"package_json": manifest("vite", "vitest")}),
        ("src/index.ts", CODE, {"package_json": manifest("express"), "index_html": PAGE}),
        ("server/index.ts", CODE, VITE),
        ("src/server/index.ts", CODE, VITE),
        ("src/api.server.ts", CODE, VITE),
        ("vite.config.ts", CODE, VITE),
        ("src/main.test.ts", CODE, VITE),
        ("src/main.ts", CODE, {"package_json": manifest("vite", "@sveltejs/kit"), "index_html": PAGE}),
        ("app/x+api.ts", CODE, {"package_json": manifest("expo")}),
        ("scripts/build.js", CODE, {"package_json": manifest("expo")}),
        ("other/a.ts", CODE, {"apps__m__package_json": manifest("expo")}),
        ("src/a.ts", CODE, {"package_json": "not json"}),
        ("src/a.ts", CODE, {"package_json": "[" * 100_000}),
        ("src/a.ts", CODE, {"package_json": '{"dependencies": ["expo"]}'}),
        ("src/routes/+page.server.ts", CODE, {"package_json": manifest("@sveltejs/kit", "vite")}),
    ],
)
def test_code_that_runs_on_servers_or_of_which_nothing_tells(path, code, files):
    assert client(path, code, **files) is None


def test_other_languages_are_no_sources():
    (file,) = Tree.of({"a.py": "import runwayml\n"}).files
    assert source_of(file, Packages({}, frozenset())) is None
