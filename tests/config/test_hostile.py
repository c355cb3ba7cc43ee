import os
import time

import pytest

from preflight.config.load import load_config
from preflight.config.model import DEFAULT, Config
from preflight.errors import ConfigError
from preflight.slugs import CONTRACT_CHECKS
from tests.config.texts import CONTRACT, NAME, PROVIDERS, errors, parse
from tests.keys import runway_key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\n\tfoo: 1\n", ["2:1: not valid YAML: a tab cannot indent", r"  2 | \tfoo: 1", "use spaces"]),
        ("version: 1\nenvironment: a: b\n", ["2:15: not valid YAML", "put the value into quotes"]),
        ("version: 1\nwaivers: [\n", ["3:1: not valid YAML"]),
        ("version: 1\nenvironment: 'x\n", ["not valid YAML: found unexpected end of stream"]),
        ("version: 1\n---\nversion: 1\n", ["2:1: a second document starts here"]),
        ("%YAML 1.1\n---\nversion: 1\n", ["directives"]),
        (f"%YAML 1.{'9' * 5000}\n---\nversion: 1\n", ["not valid YAML"]),
        ('version: "\\UFFFFFFFF"\n', ["not valid YAML"]),
        ("version: !!int 1\n", ["1:10: tags (`!name`) are not read here"]),
        ("version: 1\nenvironment: !!python/object/apply:os.getcwd []\n", ["2:14: tags"]),
        ("version: 1\nenvironment: &a b\n", ["2:14: anchors (`&name`) are not read here"]),
        ("version: 1\nenvironment: *a\n", ["2:14: aliases (`*name`) are not read here"]),
        ("version: 1\nwaivers: &a [*a]\n", ["2:10: anchors", "2:14: aliases"]),
        ("version: 1\nchecks: {<<: {skip: []}}\n", ["2:10: ", "merge keys are not read here"]),
        ("version: 1\nenvironment: a\x00b\n", ["2:15: the character U+0000 cannot stand", r"environment: a\x00b"]),
        ("version: 1\nenvironment: a\x1b[2Jb\n", ["2:15: the character U+001B", r"a\x1b[2Jb"]),
        ("version: 1\r\n# a\x85b\r\n", ["2:4: the character U+0085"]),
        ("version: 1\n# a\u2028b\n", ["2:4: the character U+2028"]),
        ("\ufeffversion: 1\n", ["1:1: the character U+FEFF"]),
    ],
)
def test_yaml_that_is_not_read(text, says):
    message = errors(text)
    for words in says:
        assert words in message


@pytest.mark.parametrize(
    "template",
    [
        "version: 1\nproviders: {{runway: {{key: {}}}}}\n",
        "version: 1\nproviders: {{runway: {{key: {{env: {}}}}}}}\n",
        "version: 1\nproviders: {{runway: {{key: {{env: 'x {} y'}}}}}}\n",
        "version: 1\nproviders: {{runway: {{key: {{files: [{}]}}}}}}\n",
        "version: 1\nproviders: {{runway: {{api_secret: {}, dya: 1}}}}\n",
        "version: 1\nenvironments: {{{}: {{env: A}}}}\n",
        "version: 1\nwaivers: [{{check: drill, reason: {}, by: b, expires: 2027-01-15}}]\n",
        "version: 1\n{}: 1\n",
        "{}\n",
        "version: 1\nenvironment: a: {}\n",
        "version: 1\n# {}\n\tfoo: 1\n",
        "version: {}\n",
    ],
)
def test_a_pasted_key_is_never_echoed(template):
    key = runway_key()
    message = errors(template.format(key))
    assert key[4:20] not in message
    if "a: " not in template and "#" not in template:
        assert "names, never values" in message


def test_a_pasted_key_without_a_form_of_its_own_is_not_echoed_either():
    key = "app-" + "aB3" * 8
    message = errors(f"version: 1\nproviders: {{gptbots: {{key: {{env: {key}}}, keys: {key}}}}}\n")
    assert "aB3aB3" not in message
    assert message.count("names, never values") == 2


@pytest.mark.parametrize(
    "name", ["../.env", "a/../../.env", "/etc/passwd", "~/.env", "C:env", "a\\b", ".git/config", "x/.GIT/y"]
)
@pytest.mark.parametrize(
    "template",
    [
        "version: 1\nproviders: {{runway: {{key: {{files: ['{}']}}}}}}\n",
        "version: 1\nenvironments: {{a: {{file: '{}'}}}}\n",
        "version: 1\nsecrets: {{baseline: '{}'}}\n",
    ],
)
def test_files_stay_below_the_config(template, name):
    assert "expected a file below the config's directory" in errors(template.format(name))


@pytest.mark.parametrize("name", [".env", "deploy/.env.staging", "..env", ".gitignored.env", "a..b"])
def test_files_below_the_config_are_read(name):
    assert parse(f"version: 1\nenvironments: {{a: {{file: '{name}'}}}}\n").environments["a"].file == name


MIB = 1 << 20


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: &b [" + "*a, " * 9 + "]\nc: &c [" + "*b, " * 9 + "]\nversion: 1\n",
        "version: 1\nwaivers: &a [*a, *a]\n",
        "[" * MIB,
        "{" * MIB,
        "- " * (MIB // 2),
        "? " * (MIB // 2),
        "version: 1\na: [" + "1," * (MIB // 2),
        "version: 1\na: [" + "&a " * (MIB // 3),
        "version: 1\nwaivers: [" + "{}, " * 5000 + "]",
        "version: 1\n" + "".join(f"k{number}: 1\n" for number in range(60_000)),
        "version: 1\na: |\n" + " x\n" * (MIB // 3),
        "version: 1\nenvironment: " + "a" * MIB,
    ],
    ids=range(12),
)
def test_no_text_makes_it_hang_or_talk_without_end(text):
    began = time.process_time()
    message = errors(text)
    assert time.process_time() - began < 10
    assert len(message) < 20_000


def load(path) -> Config:
    return load_config(path, known_checks=CONTRACT_CHECKS, known_providers=PROVIDERS)


def test_a_file_is_loaded_with_and_without_a_byte_order_mark(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / NAME
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + CONTRACT.encode())
        config = load(path)
        assert config == parse(CONTRACT)
        assert (config.path, str(config.waivers[0].position)) == (path, ".preflight.yml:19:5")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, ".preflight.yml: cannot be read: no such file"),
        (lambda path: path.mkdir(), ".preflight.yml: not a regular file"),
        (os.mkfifo, ".preflight.yml: not a regular file"),
        (lambda path: path.write_bytes(b"#" * (MIB + 1)), "bigger than 1 MiB"),
        (lambda path: path.write_bytes(b"version: 1\nenvironment: caf\xe9\n"), ".preflight.yml:2: not UTF-8"),
        (lambda path: path.write_bytes("version: 1\n".encode("utf-16")), ".preflight.yml:1: not UTF-8"),
        (lambda path: path.symlink_to("/etc/hostname"), "leads out of"),
        (lambda path: path.symlink_to("../outside.yml"), "leads out of"),
        (lambda path: path.symlink_to("missing"), "cannot be read"),
    ],
)
def test_files_that_are_not_read(tmp_path, monkeypatch, make, says):
    (tmp_path / "outside.yml").write_text("version: 1\n", encoding="utf-8")
    folder = tmp_path / "app"
    folder.mkdir()
    monkeypatch.chdir(folder)
    make(folder / NAME)
    with pytest.raises(ConfigError, match=says):
        load(folder / NAME)


def test_a_symlink_within_the_repository_is_followed(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "shared.yml").write_text("version: 1\n", encoding="utf-8")
    (tmp_path / "app" / NAME).symlink_to("../shared.yml")
    config = load_config(tmp_path / "app" / NAME, known_checks=None, known_providers=None, root=tmp_path)
    assert config == DEFAULT
