"""Which files are code that launches, and how each of them is read."""

import re
from typing import Final

from preflight.lints.code import Language, Module
from preflight.lints.plain import read_plain
from preflight.lints.python import read_python
from preflight.posture.javascript import PAGES, SUFFIXES, is_test, scripts
from preflight.tree.model import File
from preflight.tree.names import base, is_dotenv

LARGEST: Final = 1 << 20
"""Bytes of a file that is parsed; a larger one is read as text."""
_LONGEST_LINE: Final = 5_000
_COMPONENTS: Final = frozenset({".vue", ".svelte", ".astro"})
_AS_TEXT: Final = frozenset(
    {
        ".json", ".jsonc", ".json5", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".properties", ".tfvars", ".go", ".rb",
        ".php", ".java", ".kt", ".swift", ".rs", ".cs", ".dart", ".ex", ".exs", ".lua", ".scala", ".sh", ".bash",
        ".zsh", ".ps1",
    }
)  # fmt: skip
_TEST: Final = re.compile(
    r"(?:.*/)?(?:tests?|testing|test_data|testdata|fixtures|mocks|cassettes|benchmarks?)/.*"
    r"|(?:.*/)?(?:test_[^/]*|[^/]*_test|conftest|[^/]*[._-](?:spec|test)s?)\.[a-z]+",
    re.IGNORECASE,
)
_SETTINGS: Final = re.compile(r"(?:.*/)?\.preflight(?:\.yml|/.*)")  # this tool's own
LOCKS: Final = frozenset(
    {
        "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "poetry.lock", "uv.lock",
        "pdm.lock", "pixi.lock", "Pipfile.lock",
    }
)  # fmt: skip


def is_code(file: File) -> bool:
    """Whether a file is code or settings of the project's own, in a language that is read here."""
    if file.content is None or file.ignored or _TEST.fullmatch(file.path) or is_test(file.path):
        return False
    if base(file.path) in LOCKS or file.path.endswith(".pyi") or _SETTINGS.fullmatch(file.path):
        return False
    if file.shipped_root and not _is_written_by_hand(file):
        return False  # what a build has put out, for which its sources speak
    known = {".py", *SUFFIXES, *PAGES, *_AS_TEXT}
    return file.suffix in known or is_dotenv(file.path)


def read(file: File, *, parse: bool = True) -> Module:
    """The module, parsed where its language has a parser at hand and it is no program's output."""
    if not parse or not _is_written_by_hand(file):
        return read_plain(file, _language(file))
    if file.suffix == ".py":
        return read_python(file) or read_plain(file, Language.PYTHON)
    if file.suffix in SUFFIXES | PAGES:
        from preflight.lints.javascript import read_javascript

        code = scripts(file.text) if file.suffix in PAGES | _COMPONENTS else file.text
        return read_javascript(file, code) or read_plain(file, Language.NODE)
    return read_plain(file, Language.OTHER)


def _language(file: File) -> Language:
    if file.suffix == ".py":
        return Language.PYTHON
    return Language.NODE if file.suffix in SUFFIXES | PAGES else Language.OTHER


def _is_written_by_hand(file: File) -> bool:
    content = file.content or b""
    return len(content) <= LARGEST and max(map(len, content.split(b"\n"))) <= _LONGEST_LINE
