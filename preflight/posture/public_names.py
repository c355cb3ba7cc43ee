"""Keys under names that web frameworks copy into what browsers get."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from preflight.posture.client_code import Source
from preflight.posture.javascript import is_test
from preflight.posture.kinds import kind_of
from preflight.posture.naming import PUBLIC_PREFIXES, Naming
from preflight.tree.model import File
from preflight.tree.names import base
from preflight.verdict import Finding

RULE: Final = "public-variable"
INLINED: Final = "inlined-variable"
_MOST: Final = 20
"""Places of one name in one file, and blocks of a config: more would say nothing new."""
_COMMENT: Final = re.compile(r"(?:^|\s)(?:#|//|;|--)[^\n]*", re.MULTILINE)
# How code reads a variable: `process.env.NAME`, `import.meta.env["NAME"]`, `const {NAME} = import.meta.env`,
# `import {NAME} from '$env/static/public'`, `Constants.expoConfig.extra.NAME`.
_READ: Final = re.compile(r"""\b(?:env|extra)\s{0,9}(?:\?\.|!?\.|(?:\?\.)?\[\s{0,9}["'`])\s{0,9}([A-Za-z_]\w{0,99})""")
_TAKEN: Final = re.compile(
    r"""\{([^{}]{0,4000})\}\s{0,9}(?::\s{0,9}[\w.]{1,99}\s{0,9})?(?:=\s{0,9}(?:import\.meta|process)\.env\b"""
    r"""|from\s{0,9}["'](?:\$env/(?:static|dynamic)/public|@env|astro:env/client|react-native-config|react-native-dotenv)["'])"""
)
# How a bundler is told to put a value in place of a name.
_DEFINED: Final = re.compile(r"""(?:process|import\.meta)\.env\.([A-Za-z_]\w*)["'`]?\]?\s*:""")
# What frameworks hand to the client whole, by the name of their config.
_HANDED_OVER: Final = {
    "next.config": re.compile(r"\b(?:env|publicRuntimeConfig)\s{0,9}:\s{0,9}\{"),
    "nuxt.config": re.compile(r"\bpublic\s{0,9}:\s{0,9}\{"),
    "app.config": re.compile(r"\bextra\s{0,9}:\s{0,9}\{"),  # Expo
}
_LONGEST_BLOCK: Final = 4000
_PROPERTY: Final = re.compile(r"""(?:^|[,\s])["']?([A-Za-z_]\w*)["']?\s*(?::|,|\Z)""")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_BUNDLERS: Final = re.compile(r"(?:vite|webpack|rollup|rsbuild|rspack|esbuild|vue)[\w.-]*\.[cm]?[jt]s")


def set_publicly(file: File, naming: Naming) -> Iterator[Finding]:
    """Names of keys with a public prefix in a file that sets variables."""
    if kind_of(file.path):
        code = _COMMENT.sub(lambda match: " " * len(match.group()), file.text)
        yield from _exposed(file, naming, ((token.name, token.start) for token in naming.tokens(code)))


def read_publicly(source: Source, naming: Naming) -> Iterator[Finding]:
    """The same in code that reads them."""
    exposing = any(prefix in source.code for prefix in PUBLIC_PREFIXES)
    if exposing and not is_test(source.file.path):
        yield from _exposed(source.file, naming, _read_in(source.code))


def inlined(source: Source, naming: Naming) -> Iterator[Finding]:
    """Names of keys, private ones, that a bundler is told to replace by their values."""
    name = base(source.file.path)
    found: Iterator[tuple[str, int]] = iter(())
    if block := _HANDED_OVER.get(name.rpartition(".")[0]):
        found = _properties(source.code, block)
    elif _BUNDLERS.fullmatch(name):
        found = ((match[1], match.start(1)) for match in _DEFINED.finditer(source.code))
    for variable, at in found:
        if naming.names_key(variable):
            yield source.file.finding(INLINED, at, what=variable, note="the build puts its value into the code")


def _exposed(file: File, naming: Naming, names: Iterable[tuple[str, int]]) -> Iterator[Finding]:
    told: Counter[str] = Counter()
    for name, at in names:
        prefix = naming.exposed(name)
        told[name] += 1
        if prefix and told[name] <= _MOST:
            yield file.finding(RULE, at, what=name, note=f"{prefix} copies its value into what browsers get")


def _properties(code: str, begins: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    for block in islice(begins.finditer(code), _MOST):
        for named in _PROPERTY.finditer(_up_to_its_end(code, block.end())):
            yield named[1], block.end() + named.start(1)


def _up_to_its_end(code: str, start: int) -> str:
    """What stands between a brace, after which `start` is, and the one that closes it."""
    depth = 1
    for at in range(start, min(len(code), start + _LONGEST_BLOCK)):
        depth += (code[at] == "{") - (code[at] == "}")
        if not depth:
            return code[start:at]
    return ""


def _read_in(code: str) -> Iterator[tuple[str, int]]:
    for match in _READ.finditer(code):
        yield match[1], match.start(1)
    for block in _TAKEN.finditer(code):
        for name in _NAME.finditer(block[1]):
            yield name.group(), block.start(1) + name.start()
