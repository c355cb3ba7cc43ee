"""The documentation is what the code says: pages are generated, commands exist, links lead somewhere."""

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

from docs import pages, screenshot
from preflight.commands._root import root
from preflight.config.load import parse_config
from preflight.engine.discovery import discover
from preflight.parts import Known, NotReadable
from preflight.registry import Check
from preflight.verdict import Status
from tests.facts_builders import account

ROOT = Path(__file__).parent.parent
PROSE = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_page_is_as_it_is_made():
    """`make docs` makes them anew."""
    made = pages.pages()
    kept = {path.name: path.read_text(encoding="utf-8") for path in pages.FOLDER.iterdir()}
    assert sorted(kept) == sorted(made)
    for name, text in made.items():
        assert kept[name] == text, f"{name} is not as `python -m docs pages` writes it"


@pytest.mark.parametrize("check", discover(plugins=False).checks, ids=lambda check: check.slug)
def test_a_page_has_all_that_explain_prints(check):
    text = pages.pages()[f"{check.slug}.md"]
    words = re.sub(r"\s+", " ", text)
    for line in check.documentation.splitlines():
        assert re.sub(r"\s+", " ", line.strip()).removeprefix("- ") in words


def test_the_index_names_every_check_of_the_list():
    index = pages.pages()[pages.INDEX]
    installed = discover(plugins=False)
    for check in installed.checks:
        assert f"[`{check.slug}`]({check.slug}.md)" in index
    for slug in installed.not_built:
        assert f"| `{slug}` |" in index


def test_the_picture_is_one_file_that_needs_nothing_else():
    text = screenshot.PLACE.read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert not re.findall(r"""(?:href|src)=|url\((?!#)|@import|<script""", text)
    shown = re.sub(r"<[^>]*>", "", text).replace("\xa0", " ").replace("&#160;", " ")
    assert f"preflight {' '.join(screenshot.COMMAND)}" in shown
    assert "NOT READY" in shown


def commands():
    """Every command line that the documentation shows, with where it stands."""
    for path in PROSE:
        for block in re.findall(r"```console\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith("$ preflight "):
                    yield pytest.param(line.removeprefix("$ preflight ").partition("  #")[0], id=line[2:70])


@pytest.mark.parametrize("line", list(commands()))
def test_commands_that_are_shown_exist_with_their_options(line):
    command: click.Command = root
    for word in shlex.split(line):
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(click.Context(command), word)
            if found is None and command.name == "attest":
                return  # any other first word is a check
            assert found is not None, f"there is no {word}"
            command = found
        elif word.startswith("-"):
            known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
            assert word.partition("=")[0] in known | {"--help", "--version"}, word


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_readme_is_in_the_order_that_a_newcomer_needs():
    headings = re.findall(r"^## (.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[:9] == [
        "What it answers", "The two commands", "First real run", "In CI", "Before each commit", "The launch review",
        "Writing a check", "Exit codes", "What a person has to say",
    ]  # fmt: skip


def test_the_table_in_the_readme_names_checks_that_there_are():
    slugs = re.findall(r"^\| \w* ?\| `([a-z-]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(slugs) >= 18
    assert set(slugs) <= {check.slug for check in discover(plugins=False).checks}


def test_the_check_in_the_readme_judges():
    (code,) = blocks("python")
    module: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), module)
    one = module["pocket_money"]
    assert isinstance(one, Check)
    assert {heading for heading in ("Why", "How to fix", "References") if heading in one.documentation} == {
        "Why", "How to fix", "References",
    }  # fmt: skip
    for balance, status in ((Known(300), Status.PASS), (Known(299), Status.FAIL), (NotReadable("x"), Status.UNKNOWN)):
        assert [verdict.status for verdict in one(account(balance=balance))] == [status]


@pytest.mark.parametrize("text", [text for text in blocks("yaml") if "repos:" not in text])
def test_the_settings_in_the_readme_are_valid(text):
    parse_config(f"version: 1\n{text}", "README.md", known_checks=None, known_providers=None)


@pytest.mark.parametrize("path", [*PROSE, *sorted(pages.FOLDER.glob("*.md"))], ids=lambda path: path.name)
def test_links_within_the_repository_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        if "://" not in target:
            assert (path.parent / target).exists(), target
