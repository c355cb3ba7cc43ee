"""The files of a repository → the traps in them."""

import time
from pathlib import Path

import pytest

from preflight.lints import review as review_module
from preflight.lints.review import review
from preflight.providers.runway import VENDOR
from preflight.tree.model import Tree, Unread
from tests.lints.builders import TABLE

BAD = 'client.image_to_video.create(model="gen3a_turbo", ratio=ratio)  # runwayml'


def told(files, **flags):
    own = frozenset(flags.pop("own", ()))
    return review(Tree.of(files, **flags), VENDOR, TABLE, own)


def places(integration):
    return [(trap.rule, f.path, f.line) for trap in integration.traps for f in trap.findings if not f.set_aside]


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_app.py",
        "src/__tests__/app.ts",
        "src/app.test.ts",
        "conftest.py",
        "app_test.py",
        "types/app.d.ts",
        "stubs/app.pyi",
        "README.md",
        "docs/guide.rst",
    ],
)
def test_what_does_not_launch_is_not_looked_at(path):
    assert places(told({path: BAD})) == []


@pytest.mark.parametrize("path", ["app.py", "src/test/../app.py", "latest/app.py", "contest.py"])
def test_code_is(path):
    assert places(told({path: BAD})) == [("retired-model", path, 1)] or "/test/" in path


def test_the_settings_of_this_tool_call_nobody():
    """They name variables, hosts' words and models without calling anything; `models` reads their workload itself."""
    text = Path(__file__).parents[2].joinpath(".preflight.yml.example").read_text(encoding="utf-8")
    assert told(dict.fromkeys((".preflight.yml", "apps/web/.preflight.yml", ".preflight/x.yml"), text)).files == 0


def test_ignored_files_are_not_looked_at():
    assert places(told({"build/app.py": BAD}, ignored=["build/app.py"])) == []


def test_untracked_files_are():
    assert places(told({"app.py": BAD}, untracked=["app.py"])) == [("retired-model", "app.py", 1)]


def test_one_trap_in_several_places_is_one():
    integration = told({"a.py": BAD + "\n\n" + BAD, "b.py": BAD})
    (trap,) = integration.traps
    assert (trap.rule, trap.what, trap.fix) == ("retired-model", "gen3a_turbo", "use gen4_turbo")
    assert [(f.path, f.line) for f in trap.findings] == [("a.py", 1), ("a.py", 3), ("b.py", 1)]
    assert len({f.fingerprint for f in trap.findings}) == 3


@pytest.mark.parametrize(
    ("comment", "counts"),
    [
        ("preflight: allow retired-model kept for a replay", False),
        ("preflight: allow kept for a replay", False),
        ("preflight: allow wrong-host kept for a replay", True),
        ("preflight: allow retired-model", True),
        ("preflight: allow", True),
        ("preflight: deny retired-model kept for a replay", True),
    ],
)
def test_allow_comments(comment, counts):
    for path, code in (("a.py", f"{BAD} {comment}"), ("a.ts", f"const model = 'gen3a_turbo'; // runwayml {comment}")):
        integration = told({path: code})
        assert len(integration.traps) == 1, path
        assert bool(places(integration)) is counts, path


def test_the_reason_is_kept_without_the_lints_id():
    (trap,) = told({"a.py": f"{BAD} preflight: allow retired-model kept for a replay"}).traps
    assert trap.findings[0].set_aside == "allowed in place: kept for a replay"


def test_files_that_speak_of_other_things_are_not_parsed():
    integration = told({"a.py": 'runway = "27L"\nmodel = "x"', "b.py": "import fal  # not runway"})
    assert (integration.files, integration.traps, integration.as_text) == (0, (), ())


def test_code_that_does_not_name_the_vendor_is_known_by_the_sdks_own_names():
    code = "export const go = (client) => client.imageToVideo.create({ model, ratio }).waitForTaskOutput();"
    words = VENDOR.code_words
    assert places(told({"strategy.ts": code}, words=words)) == [("node-chained-wait", "strategy.ts", 1)]


def test_what_is_seen_is_told():
    integration = told(
        {
            "a.py": 'import runwayml\nclient.text_to_image.create(model="gen4_image", ratio="1024:1024")',
            "b.ts": "import R from '@runwayml/sdk';\nclient.imageToVideo.create({ model: 'gen4.5', ratio: r });",
            "uv.lock": '[[package]]\nname = "runwayml"\nversion = "5.24.0"\n',
            "old.py": "print 'runwayml'",
        }
    )
    assert integration.files == 3
    assert integration.models == ("gen4.5", "gen4_image")
    assert [one.version for one in integration.installed] == ["5.24.0"]
    assert integration.as_text == ("old.py",)
    assert not integration.needs_js


def test_a_lock_file_decides_on_the_sdks_defects():
    code = "from runwayml import RunwayML\nRunwayML().image_to_video.create(**b).wait_for_task_output()"
    assert places(told({"a.py": code})) == [("python-sync-wait", "a.py", 2)]
    assert places(told({"a.py": code, "requirements.txt": "runwayml==3.4.0\n"})) == []


def test_a_variable_that_the_config_names_is_right():
    code = 'import runwayml\nos.environ["RUNWAY_API_KEY"]\nclient = runwayml.RunwayML()'
    assert places(told({"a.py": code})) == [("wrong-key-variable", "a.py", 2)]
    assert places(told({"a.py": code}, own=["RUNWAY_API_KEY"])) == []


@pytest.mark.parametrize(
    ("path", "said"), [("app.py", True), ("src/app.ts", True), ("uv.lock", True), ("logo.bin", False), (None, True)]
)
def test_what_could_not_be_read_is_said_where_it_may_be_code(path, said):
    assert bool(told({}, unread=[Unread("could not be read", path)]).unread) is said


def test_a_vendor_without_a_table_is_not_looked_at():
    integration = review(Tree.of({"a.py": BAD}), VENDOR, None)
    assert (integration.table, integration.traps) == (None, ())


def test_a_key_in_a_place_that_is_shown_is_not():
    from tests.keys import runway_key

    integration = told({"a.py": f'client.image_to_video.create(model="{runway_key()}", ratio=r)  # runwayml'})
    assert runway_key() not in repr(integration.traps)


CYCLES = """# runwayml
S = (S, T)
T = (S, "FAILED")
a = not b
b = not a or b
text = f"{text}{other}"
other = f"{text}{text}{other}"
body = {"model": "gen4.5", "uri": body, "list": [body]}
def wait():
    while True:
        task = client.tasks.retrieve(i)
        if task.status in S or a or b or text == "FAILED":
            return
        client.image_to_video.create(**body)
        client.image_to_video.create(model=text, ratio=other, prompt_image=body)
        requests.get(text + other + f"{text}")
"""


def doubling(levels, of):
    """Names that stand for two of the next: read without care they would be read 2^levels times."""
    return "\n".join([f"x{n} = {of.format(f'x{n + 1}')}" for n in range(levels)] + [f"x{levels} = 'FAILED'"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("cycles.py", CYCLES),
        ("texts.py", doubling(60, 'f"{{{0}}}{{{0}}}"') + "\nclient.image_to_video.create(model=x0)  # runwayml"),
        ("lists.py", f"{doubling(60, '({0}, {0})')}\n" + CYCLES.replace("in S", "in x0")),
        ("truths.py", f"{doubling(60, 'not {0} or {0}')}\n" + CYCLES.replace("or a", "or x0")),
        ("deep.py", "# runwayml\n" + "\n".join(f"{' ' * n}if x{n}:" for n in range(90)) + "\n" + " " * 90 + "pass"),
        ("elif.py", "# runwayml\nif a: pass\n" + "elif b: pass\n" * 2000),
        ("deep.ts", "// runwayml\n" + "if (a) {" * 3000 + "}" * 3000),
        ("brackets.ts", "// runwayml\n" + "((((\n" * 20_000),
        ("sum.ts", "// runwayml\nx = " + "a +\n" * 20_000 + "b"),
        ("switch.ts", "async function f() { for (;;) { const t = await client.tasks.retrieve(i); // runwayml\n"
         + "switch (t.status) { case 'A': a(); case 'B':" * 40 + "}" * 42),
        ("timers.ts", "// runwayml\nfunction f() { client.tasks.retrieve(i); }\n" + "setTimeout(f, 10);\n" * 6000),
        ("numbers.py", f"{doubling(60, '{0} + {0}')}\nwhile a:\n  client.tasks.retrieve(i)  # runwayml\n  sleep(x0)"),
        ("versions.go", "// runwayml\n" + 'h.Set("X-Runway-Version", "2024-09-13")\n' * 6000),
        ("handed_on.py", "BASE = 'https://api.dev.runwayml.com/v1'\n"
         + "".join(f"def f{n}(path): f{n + 1}(path)\n" for n in range(5000))),
        ("requirements.txt", "\n" * 200_000 + "runwayml==5.24.0"),
        ("Pipfile.lock", '"runwayml": {' * 50_000),
        ("uv.lock", 'name = "runwayml"\n' * 50_000),
        ("pnpm-lock.yaml", "\n " * 100_000 + "@runwayml/sdk@1.0.0:"),
        ("a.yml", "# runwayml\n" + "model: \n" * 50_000 + "a" * 100_000),
        ("a.json", '{"runwayml": "' + "model: '" * 50_000),
    ],
)  # fmt: skip
def test_hostile_files_are_read_in_linear_time(path, code):
    began = time.process_time()
    told({path: code})
    assert time.process_time() - began < 5


def test_beyond_so_much_code_files_are_read_as_text(monkeypatch):
    monkeypatch.setattr(review_module, "MOST_PARSED", len(BAD) + 1)
    integration = told({"a.py": BAD, "b.py": BAD})
    assert integration.as_text == ("b.py",)
    assert [place[1] for place in places(integration)] == ["a.py", "b.py"]
