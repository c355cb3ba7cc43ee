"""`client-exposure`: from the files of small repositories to verdicts with file and line."""

import base64
import json

import pytest

from preflight.posture.exposure import read_exposure
from preflight.redact import Secret, redact
from preflight.tree.model import Tree, Unread
from preflight.verdict import Confidence, Status
from preflight_checks.client_exposure import client_exposure
from tests.cli import app, preflight
from tests.keys import runway_key
from tests.posture.builders import NAMING

KEY = runway_key()
SHOWN = redact(KEY)
HOST = "api.dev.runwayml.com"
SDK = "@runwayml/sdk"
VITE = {"package.json": '{"devDependencies": {"vite": "5"}}', "index.html": "<script src=/src/main.ts></script>"}
EXPO = {"package.json": '{"dependencies": {"expo": "51"}}'}
NEXT = {"package.json": '{"dependencies": {"next": "15"}}'}
PAGE = {"dist/index.html": "<script src=/assets/a.js></script>"}
CALL = f'fetch("https://{HOST}/v1/tasks",{{headers:{{Authorization:`Bearer ${{e}}`}}}})'


def judged(files, own=(), **flags):
    return list(client_exposure(read_exposure(Tree.of(files, **flags), NAMING, own)))


def found(files, **flags):
    return [(f.rule, f.redacted, f"{f.path}:{f.line}") for v in judged(files, **flags) for f in v.findings]


@pytest.mark.parametrize(
    ("path", "content", "name", "line"),
    [
        (".env", "A=1\nNEXT_PUBLIC_RUNWAYML_API_SECRET=x\n", "NEXT_PUBLIC_RUNWAYML_API_SECRET", 2),
        (".env.example", "VITE_RUNWAY_API_KEY=\n", "VITE_RUNWAY_API_KEY", 1),
        ("apps/m/.env.local", "EXPO_PUBLIC_RUNWAY_KEY=x\n", "EXPO_PUBLIC_RUNWAY_KEY", 1),
        ("Dockerfile", "FROM x\nARG REACT_APP_RUNWAY_TOKEN\n", "REACT_APP_RUNWAY_TOKEN", 2),
        ("docker-compose.yml", "environment:\n  - GATSBY_RUNWAY_API_KEY\n", "GATSBY_RUNWAY_API_KEY", 2),
        (".github/workflows/w.yml", "env:\n  PUBLIC_RUNWAY_SECRET: ${{ secrets.R }}\n", "PUBLIC_RUNWAY_SECRET", 2),
        ("src/a.ts", "\nconst k = import.meta.env.VITE_RUNWAY_API_KEY\n", "VITE_RUNWAY_API_KEY", 2),
        ("src/a.ts", "import.meta.env['VITE_RUNWAY_API_KEY']\n", "VITE_RUNWAY_API_KEY", 1),
        ("src/a.ts", "import.meta.env?.VITE_RUNWAY_API_KEY\n", "VITE_RUNWAY_API_KEY", 1),
        ("src/a.js", "process.env.NEXT_PUBLIC_RUNWAY_KEY!\n", "NEXT_PUBLIC_RUNWAY_KEY", 1),
        ("src/a.js", "const { MODE, VITE_RUNWAY_KEY } = import.meta.env\n", "VITE_RUNWAY_KEY", 1),
        ("src/a.svelte", "import { PUBLIC_RUNWAY_KEY } from '$env/static/public'\n", "PUBLIC_RUNWAY_KEY", 1),
        ("src/a.vue", "{{ $config.env.NUXT_PUBLIC_RUNWAY_TOKEN }}\n", "NUXT_PUBLIC_RUNWAY_TOKEN", 1),
    ],
)
def test_a_public_prefix_on_the_name_of_a_key_fails(path, content, name, line):
    (verdict,) = judged({path: content})
    assert (verdict.status, verdict.subject) == (Status.FAIL, name)
    assert [(f.rule, f.redacted, f.path, f.line) for f in verdict.findings] == [("public-variable", name, path, line)]
    assert "rename it to RUNWAYML_API_SECRET" in verdict.remedy


def test_one_variable_in_many_places_is_one_answer():
    (verdict,) = judged(
        {".env": "VITE_RUNWAY_KEY=x\n", "src/a.ts": "import.meta.env.VITE_RUNWAY_KEY\n"}, ignored=[".env"]
    )
    assert verdict.message.endswith(": 2 places")
    assert [f"{f.path}:{f.line}" for f in verdict.findings] == [".env:1", "src/a.ts:1"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("vite.config.ts", "define: {\n 'process.env.RUNWAYML_API_SECRET': JSON.stringify(env.KEY) }\n"),
        ("next.config.mjs", "export default {\n env: { RUNWAYML_API_SECRET: process.env.RUNWAYML_API_SECRET } }\n"),
        ("webpack.prod.js", "new DefinePlugin({\n 'process.env.RUNWAYML_API_SECRET': 1 })\n"),
        ("nuxt.config.ts", "runtimeConfig: { public: { a: { b: 1 },\n RUNWAYML_API_SECRET: '' } }\n"),
        ("app.config.ts", "extra: { eas: { projectId: 'x' },\n RUNWAYML_API_SECRET: process.env.KEY }\n"),
    ],
)
def test_a_bundler_that_puts_the_value_into_the_code_fails(path, content):
    assert found({path: content}) == [("inlined-variable", "RUNWAYML_API_SECRET", f"{path}:2")]


@pytest.mark.parametrize(
    ("path", "content", "files"),
    [
        ("app/a.tsx", f"'use client'\nimport RunwayML from '{SDK}'\n", NEXT),
        ("app/a.tsx", f"'use client'\nimport RunwayML, {{ TaskFailedError }} from \"{SDK}\"\n", NEXT),
        ("app/a.tsx", f"'use client'\nimport * as Runway from '{SDK}'\n", NEXT),
        ("app/a.tsx", f"'use client'\nimport {{ RunwayML }} from '{SDK}'\n", NEXT),
        ("app/a.tsx", f"'use client'\nexport {{ default }} from '{SDK}'\n", NEXT),
        ("app/a.tsx", f"'use client'\nconst x = await import('{SDK}')\n", NEXT),
        ("src/a.js", f"\nconst RunwayML = require('{SDK}')\n", VITE),
        ("App.tsx", f"\nimport RunwayML from '{SDK}'\n", EXPO),
        ("web/a.html", f"<script type=module>\nimport R from 'https://esm.sh/{SDK}@4.20.1'\n</script>\n", {}),
    ],
)
def test_the_sdk_in_code_that_runs_at_the_users_fails(path, content, files):
    assert found({path: content, **files}) == [("sdk-in-client", SDK, f"{path}:2")]


@pytest.mark.parametrize(
    "header",
    [
        "Authorization: `Bearer ${key}`",
        '"Authorization": "Bearer " + key',
        "authorization:'Bearer '+key",
        '[`Authorization`]: "Bearer ".concat(key)',
    ],
)
def test_a_call_with_the_key_from_code_that_runs_at_the_users_fails(header):
    content = f"const u = 'https://{HOST}/v1';\nfetch(u, {{ headers: {{ {header} }} }})\n"
    assert found({"src/a.ts": content, **VITE}) == [("call-from-client", HOST, "src/a.ts:2")]


@pytest.mark.parametrize(
    ("path", "content", "encoding"),
    [
        ("dist/assets/a.js", f'const a=1;\nconst k="{KEY}";', ()),
        ("dist/assets/a.js.map", '{"sources":[],\n"sourcesContent":["const k=\\"' + KEY + '\\";\\n"]}', ()),
        (
            "dist/assets/a.js",
            'runway;\natob("' + base64.b64encode(f"the key is {KEY}".encode()).decode() + '")',
            ("base64",),
        ),
        ("dist/.env", f"A=1\nRUNWAYML_API_SECRET={KEY}\n", ()),
        ("dist/_expo/static/js/ios/a.hbc", b"\0\1\n\2" + KEY.encode() + b"\0", ()),
    ],
)
@pytest.mark.parametrize("ignored", [True, False])
def test_a_key_in_what_a_build_put_out_fails_ignored_or_not(path, content, encoding, ignored):
    (verdict,) = judged({path: content, **PAGE}, ignored=[path, *PAGE] if ignored else [])
    assert verdict.status is Status.FAIL
    assert [(f.rule, f.redacted, f.path, f.line, f.encoding) for f in verdict.findings] == [
        ("key-in-build", SHOWN, path, 2, encoding)
    ]
    assert KEY not in repr(verdict)


def test_the_key_of_this_environment_is_found_without_a_documented_form():
    own = Secret("app-" + KEY[10:34])
    (verdict,) = judged({"out/a.js": f"gptbots;k='{own.reveal()}'", "out/index.html": ""}, own=(own,))
    assert verdict.status is Status.FAIL
    assert verdict.subject == str(own)
    assert "the key that this environment uses" in verdict.findings[0].note


def test_a_value_too_short_for_a_key_is_not_looked_for():
    (verdict,) = judged({"out/a.js": "runway;x", "out/index.html": "<x>"}, own=(Secret("x"),))
    assert verdict.status is Status.PASS


def test_a_key_in_a_build_for_servers_warns():
    (verdict,) = judged({"dist/server.js": f'"{KEY}"'}, ignored=["dist/server.js"])
    assert verdict.status is Status.WARN
    assert verdict.findings[0].confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    "path", ["dist/assets/a.js", ".next/static/chunks/a.js", "apps/web/out/a.js", "build/client/a.mjs", "www/a.js"]
)
@pytest.mark.parametrize(
    "call",
    [
        CALL,
        f'fetch("https://{HOST}/v1",{{headers:{{Authorization:"Bearer "+r}}}})',
        f'fetch("https://{HOST}/v1",{{headers:{{authorization:"Bearer ".concat(r)}}}})',
        f"const c='https://{HOST}';h.headers.common['Authorization']='Bearer '+t",
    ],
)
def test_a_call_that_carries_the_key_in_what_a_build_put_out_fails(path, call):
    root = path.partition("/a.js")[0].partition("/assets")[0].partition("/client")[0]
    files = {path: f"a;\n{call}", f"{root}/index.html": ""}
    assert found(files, ignored=list(files)) == [("call-in-build", HOST, f"{path}:2")]


def test_a_page_that_a_program_serves_is_looked_at():
    files = {"package.json": '{"bin": "dist/cli.js"}', "dist/ui/index.html": "", "dist/ui/js/a.js": CALL}
    assert found(files) == [("call-in-build", HOST, "dist/ui/js/a.js:1")]


def test_a_program_that_is_handed_to_users_is_looked_at():
    manifest = '{"main": "dist/main.js", "devDependencies": {"electron": "33"}}'
    files = {"package.json": manifest, "dist/window/index.html": "", "dist/main.js": CALL}
    assert found(files) == [("call-in-build", HOST, "dist/main.js:1")]


def test_pages_below_a_folder_of_languages_are_served_with_all_beside_them():
    files = {"package.json": '{"scripts": {}}', "dist/en/index.html": "", "dist/assets/a.js": CALL}
    assert found(files) == [("call-in-build", HOST, "dist/assets/a.js:1")]


def test_a_call_far_from_the_host_may_be_another_call():
    (verdict,) = judged({"dist/a.js": f'"https://{HOST}";{"x();" * 1000}f({{Authorization:"Bearer "+t}})', **PAGE})
    assert verdict.status is Status.WARN
    assert verdict.message.startswith("it may be that")


def test_a_source_map_tells_which_source_makes_the_call():
    sources = {
        "../node_modules/@runwayml/sdk/index.mjs": "export class RunwayML {}",
        "../node_modules/@runwayml/sdk/client.mjs": CALL,
        "../node_modules/other/a.js": CALL,
        "../src/video.ts": f"// see docs\n{CALL}",
        "../src/doc.ts": f"/* {CALL} */",
    }
    content = json.dumps({"version": 3, "sources": list(sources), "sourcesContent": list(sources.values())}, indent=0)
    verdicts = judged({"dist/a.js.map": content, **PAGE})
    assert [(v.status, f.rule, f.line, f.note) for v in verdicts for f in v.findings] == [
        (Status.FAIL, "sdk-in-build", 4, "its module ../node_modules/@runwayml/sdk/index.mjs and others"),
        (Status.FAIL, "call-in-build", 7, "../src/video.ts sends the key"),
    ]


NEAR_MISSES = {
    "a key that is meant for browsers": {".env": "NEXT_PUBLIC_RUNWAY_PUB_KEY=x\nVITE_RUNWAY_PUBLISHABLE_KEY=x\n"},
    "what is no key": {".env": "NEXT_PUBLIC_RUNWAY_AVATAR_ID=x\nNEXT_PUBLIC_RUNWAY_ENABLED=1\n"},
    "where tokens come from": {".env": "VITE_RUNWAY_TOKEN_URL=/api/token\nVITE_RUNWAY_TOKEN_ENDPOINT=/t\n"},
    "another vendor's": {".env": "RUNWAY=1\nNEXT_PUBLIC_MAPS_API_KEY=x\n"},
    "a private variable": {"app/route.ts": "process.env.RUNWAYML_API_SECRET\n", **NEXT},
    "a comment in settings": {".env": "# never: NEXT_PUBLIC_RUNWAY_KEY=x\n"},
    "a comment in code": {"src/a.ts": "// not import.meta.env.VITE_RUNWAY_KEY\n/* env.VITE_RUNWAY_KEY */\n"},
    "a word in a message": {"src/a.ts": "throw new Error('do not set VITE_RUNWAY_KEY')\n"},
    "prose": {"README.md": "Never use NEXT_PUBLIC_RUNWAY_API_KEY.\n"},
    "a test": {"src/a.test.ts": "import.meta.env.VITE_RUNWAY_KEY\n", **VITE},
    "a list of bad names in Python": {"lint.py": "BAD = ['NEXT_PUBLIC_RUNWAY_API_KEY']\n"},
    "the SDK on a server": {"app/api/route.ts": f"import RunwayML from '{SDK}'\n", **NEXT},
    "the SDK in a server component": {"app/page.tsx": f"import RunwayML from '{SDK}'\n", **NEXT},
    "the SDK's types": {"app/a.tsx": f"'use client'\nimport type RunwayML from '{SDK}'\n", **NEXT},
    "named types": {"app/a.tsx": f"'use client'\nimport {{ type RunwayML, type Task }} from '{SDK}'\n", **NEXT},
    "the module of types": {"app/a.tsx": f"'use client'\nimport {{ Task }} from '{SDK}/resources'\n", **NEXT},
    "an error's class": {"app/a.tsx": f"'use client'\nimport {{ TaskFailedError }} from '{SDK}'\n", **NEXT},
    "a client library": {"app/a.tsx": "'use client'\nimport { Avatar } from '@runwayml/avatars-react'\n", **NEXT},
    "an import in a comment": {"src/a.ts": f"// import RunwayML from '{SDK}'\n", **VITE},
    "a name of a file that has it": {"src/a.ts": "import { go } from './runway'\n", **VITE},
    "a call to the own server": {
        "src/a.ts": "fetch('/api/runway', { headers: { Authorization: `Bearer ${session}` } })\n", **VITE
    },
    "a link to the vendor": {"src/a.ts": f"open('https://{HOST}/docs'); f({{ Accept: 'x' }})\n", **VITE},
    "a call of a server": {"server/a.ts": f"{CALL}\n", **VITE},
    "a vite config of a server": {"vite.config.ts": "define: { 'process.env.MODE': 1 } // runway\n"},
    "settings of Next that stay on the server": {
        "next.config.js": "serverRuntimeConfig: { RUNWAYML_API_SECRET: process.env.RUNWAYML_API_SECRET }\n"
    },
    "settings of Nuxt that stay on the server": {
        "nuxt.config.ts": "runtimeConfig: { RUNWAYML_API_SECRET: '', public: { base: '/api' } }\n"
    },
    "a build for servers": {"dist/index.js": f"{CALL}\n"},
    "the server's part of a build": {"dist/server/a.js": CALL, **PAGE},
    "a program that serves a page of its own": {
        "package.json": '{"main": "dist/index.js", "bin": {"a": "./dist/cli.js"}}', "dist/provider.js": CALL,
        "dist/ui/index.html": "", "dist/ui/a.js": "runway",
    },
    "an example in a bundled page": {
        "build/a.js": f'children:"fetch(\'https://{HOST}\', {{\\n  headers: {{\\n Authorization: `Bearer ${{key}}`\\n"',
        "build/index.html": "",
    },
    "a bundle without calls": {"dist/a.js": f'"https://{HOST}/v1";"Authorization: Bearer"', **PAGE},
    "an id that begins like a key": {"dist/a.js": 'runway;cache="key_0123456789abcdef0123"', **PAGE},
    "a map that is none": {"dist/a.js.map": '{"sources": 1, "sourcesContent": {}} runway', **PAGE},
}  # fmt: skip


@pytest.mark.parametrize("files", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_near_misses_stay_silent(files):
    (verdict,) = judged(files)
    assert verdict.status in {Status.PASS, Status.SKIP}, verdict.message


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ({}, Status.SKIP, "no client-side code names the vendor"),
        ({"src/a.ts": "// runway\n", **VITE}, Status.PASS, "1 client-side source file"),
        ({"dist/a.js": "x", **PAGE}, Status.PASS, "no key, and no call that carries one, in dist"),
    ],
)
def test_without_a_finding_it_says_what_it_looked_at(files, status, says):
    (verdict,) = judged(files)
    assert verdict.status is status
    assert says in verdict.message


def test_a_line_that_allows_it_is_set_aside_and_seen():
    (verdict,) = judged({".env": "VITE_RUNWAY_KEY=demo # preflight: allow a key of the sandbox alone\n"})
    assert verdict.status is Status.WARN
    assert verdict.message.endswith("allowed in place")


@pytest.mark.parametrize(
    ("path", "status"), [("src/a.ts", Status.UNKNOWN), ("dist/a.bin", Status.UNKNOWN), ("a.py", Status.SKIP)]
)
def test_what_could_not_be_read_is_no_pass(path, status):
    (verdict,) = judged({}, unread=[Unread("could not be read", path)])
    assert verdict.status is status


def test_a_user_sees_file_and_line_of_what_git_ignores(tmp_path):
    root = app(tmp_path / "app", {**VITE, ".gitignore": "dist\n.env\n", "src/a.ts": f"import R from '{SDK}'\n"})
    (root / "dist").mkdir()
    (root / "dist" / "index.html").write_text("")
    (root / "dist" / "a.js").write_text(f"a\n{CALL}")
    done = preflight("check", "--only", "client-exposure", "--format", "json", cwd=root)
    assert done.returncode == 1, done.stderr
    results = json.loads(done.stdout)["results"]
    assert {(r["status"], f["rule"], f["path"], f["line"]) for r in results for f in r["findings"]} == {
        ("fail", "call-in-build", "dist/a.js", 2),
        ("fail", "sdk-in-client", "src/a.ts", 1),
    }
