"""The front ends: what they make of code, and where they say that it stands."""

import sys

import pytest

from preflight.lints import javascript
from preflight.lints.code import Language, Place, Str
from tests.lints.builders import found, ids, module


def texts(read):
    return [text.text for text in read.strings]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("a.py", 'a = f"x/{b}/y" + c', ["x/{}/y", "x/{}/y{}"]),
        ("a.py", '"""doc"""\ndef f():\n    "doc"\n    return "x"', ["x"]),
        ("a.ts", "'use strict';\nconst a = `x/${b}/y`;", ["x/{}/y"]),
        ("a.ts", "const a = 'x' + b; // 'y'", ["x", "x{}"]),
        ("a.vue", "<template>'no'</template>\n<script>\nconst a = 'x';\n</script>", ["x"]),
        ("a.go", 'url := "x" // "y"', ["x"]),
    ],
)
def test_texts(name, code, expected):
    assert texts(module(code, name)) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.py", 'B = "https://h"\n\nclass C:\n    def __init__(self, base=B):\n        self.base = base\n\n'
         '    def go(self):\n        get(f"{self.base}/x")'),
        ("a.ts", "const B = 'https://h';\nclass C {\n  base = B;\n  go() { return get(`${this.base}/x`); }\n}"),
        ("a.ts", "const B = 'https://h';\nfunction go({ base = B }) { return get(base + '/x'); }"),
        ("a.py", 'def go(base=os.getenv("H", "https://h")):\n    get(base + "/x")'),
    ],
)  # fmt: skip
def test_names_are_taken_for_what_they_stand_for(name, code):
    read = module(code, name)
    (call,) = (call for call in read.calls if call.last == "get" and len(call.path) == 1)
    text = read.text(call.positional[0])
    assert text is not None
    assert text.text == "https://h/x"


@pytest.mark.parametrize(
    "code",
    [
        'B = "a"\nB = "b"\nget(B)',
        'def f(B):\n    get(B)\n\nB = "a"',
        'for B in x:\n    get(B)\n\nB = "a"',
        "B = B\nget(B)",
        'B += "a"\nget(B)',
        'B, c = "a", 1\nget(B)',
    ],
)
def test_names_with_more_than_one_value_stand_for_none(code):
    read = module(code)
    (call,) = (call for call in read.calls if call.last == "get")
    assert read.text(call.positional[0]) is None


def test_variables_of_the_environment():
    for name, code in (
        ("a.py", 'os.environ["A"]; os.environ.get("B"); os.getenv("C", "x")'),
        ("a.ts", "process.env.A; process.env['B']; import.meta.env.C"),
        ("a.rb", 'ENV["A"]; x = env("B"); getenv("C")'),
    ):
        assert [read.name for read in module(code, name).env] == ["A", "B", "C"], name


@pytest.mark.parametrize(
    ("name", "code", "place"),
    [
        ("a.py", '# ä€😀 runwayml\nx = "ä€😀"; model = "gen3a_turbo"', "retired-model 2 gen3a_turbo"),
        ("a.ts", "// ä€😀 runwayml\nconst x = 'ä€😀', model = 'gen3a_turbo';", "retired-model 2 gen3a_turbo"),
        ("a.yaml", "# runwayml ä\nmodel: gen3a_turbo", "retired-model 2 gen3a_turbo"),
        ("a.py", '# runwayml\r\n\r\nmodel = "gen3a_turbo"\r\n', "retired-model 3 gen3a_turbo"),
        ("a.py", '# runwayml\nx = "\x0c\x1c"\nmodel = "gen3a_turbo"\n', "retired-model 3 gen3a_turbo"),
    ],
)
def test_lines_and_columns_count_characters(name, code, place):
    assert found(code, name) == [place]
    read = module(code, name)
    (pair,) = (pair for pair in read.pairs if pair.name == "model")
    assert read.file.text[pair.value.at :].strip("\"'").startswith("gen3a_turbo")


@pytest.mark.parametrize(
    "code",
    [
        "print 'python 2'",
        "{% if video %}",
        "def f(:",
        "x = " + "(" * 300 + ")" * 300,
        "x = " + "+".join(["a"] * 20_000),
        "x = '\0'",
        "x = 'a\udcffb'",
    ],
    ids=["python 2", "a template", "half", "brackets", "a long sum", "nul", "no utf-8"],
)
def test_python_that_cannot_be_parsed_is_read_as_text(code):
    read = module(f"{code}\n# runwayml\nmodel = 'gen3a_turbo'\n")
    assert not read.parsed
    assert read.language is Language.PYTHON
    assert [pair.name for pair in read.pairs if pair.place is Place.ASSIGNED][-1] == "model"


def test_warnings_of_the_parser_are_nobodys_business(recwarn):
    assert module(r'x = "\d"').parsed
    assert list(recwarn) == []


@pytest.mark.parametrize("code", ["((((((" * 200, "{" * 5000, "`${" * 500, "", "\0", "a\udcff", "class {", "?.?.?."])
def test_broken_javascript_is_borne(code):
    module(code, "a.ts")


def test_what_no_person_wrote_is_read_as_text():
    code = "const a=" + "1+" * 3000 + "1;const c={model:'gen3a_turbo'};/* runwayml */"
    assert not module(code, "a.js").parsed
    assert ids(code, "a.js") == ["retired-model"]


@pytest.fixture
def _no_tree_sitter(monkeypatch):
    for name in ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript"):
        monkeypatch.setitem(sys.modules, name, None)
    javascript._parser.cache_clear()
    yield
    javascript._parser.cache_clear()


@pytest.mark.usefixtures("_no_tree_sitter")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const body = { model: 'gen3a_turbo' }; // runwayml", ["retired-model"]),
        ("fetch('https://api.runwayml.com/v1/tasks')", ["wrong-host"]),
        ("fetch('https://api.dev.runwayml.com/v1/generate')", ["invented-endpoint"]),
        ("h = { 'X-Runway-Version': '2024-09-13' }", ["api-version-outdated"]),
        (
            "import R from '@runwayml/sdk';\nc.imageToVideo.create({ a: f(1) })\n  .waitForTaskOutput()",
            ["node-chained-wait"],
        ),
        ("import R from '@runwayml/sdk';\n(await c.imageToVideo.create(b)).waitForTaskOutput()", []),
        ("import R from '@runwayml/sdk';\nc.tasks.retrieve(id).waitForTaskOutput()", []),
        ("// model: 'gen3a_turbo' runwayml\nconst a = ['gen3a_turbo'];", []),
    ],
)
def test_without_tree_sitter_javascript_is_read_as_text(code, expected):
    assert not javascript.is_readable()
    assert not module(code, "a.ts").parsed
    assert ids(code, "a.ts") == expected


def test_settings_name_models_without_quotes():
    read = module("video:\n  model: gen4.5\n  # model: old\n  - model: 'x'\nother: {model: y}\n", "a.yml")
    models = [pair.value for pair in read.pairs if pair.name == "model"]
    assert {value.text for value in models if isinstance(value, Str)} >= {"gen4.5", "x"}
    assert "old" not in {value.text for value in models if isinstance(value, Str)}
