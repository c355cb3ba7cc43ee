"""Files that no parser reads here, as text: texts and the names that they are given to, nothing of their structure."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import EnvRead, Language, Module, Pair, Place, Str
from preflight.posture.javascript import SUFFIXES, blanked
from preflight.tree.model import File

_TEXT: Final = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\\n]){0,2000})\1""")
_HOLE: Final = re.compile(r"\$\{[^{}\n]{0,200}\}")
# `model: "x"`, `"model": 'x'`, `model = "x"`; in settings also without quotes.
_NAME: Final = r"""(?<![\w.-])["']?(?P<name>[A-Za-z_][\w-]{0,60})["']?[ \t]{0,20}(?P<sign>:=|[:=])[ \t]{0,20}"""
_QUOTED: Final = re.compile(_NAME + r"""(?P<quote>["'`])(?P<value>[^"'`\n]{0,500})(?P=quote)""")
_BARE: Final = re.compile(r"^[ \t-]*" + _NAME + r"""(?P<value>[^\s"'`#,{}\[\]][^\s"'`#,{}\[\]]{0,500})""", re.MULTILINE)
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))(?:#|//|--).*", re.MULTILINE)
_ENV: Final = re.compile(
    r"""(?:process\.env\.|import\.meta\.env\.|\bgetenv\(\s*["']|\bENV\[\s*["']|\benv\(\s*["'])(\w+)"""
)
_SETTINGS: Final = frozenset({".yml", ".yaml", ".toml", ".env", ".ini", ".cfg", ".properties", ".tfvars", ""})


def read_plain(file: File, language: Language) -> Module:
    """Texts, pairs and variables of the environment; no calls, no loops."""
    text = file.text
    code = blanked(text) if file.suffix in SUFFIXES else _COMMENT.sub(lambda match: " " * len(match.group()), text)
    return Module(
        file=file,
        language=language,
        parsed=False,
        strings=tuple(_strings(code)),
        pairs=tuple(_pairs(code, settings=file.suffix in _SETTINGS)),
        env=tuple(EnvRead(match[1], match.start(1)) for match in _ENV.finditer(code)),
    )


def _strings(code: str) -> Iterator[Str]:
    for match in _TEXT.finditer(code):
        yield Str(_HOLE.sub("{}", match[2]), match.start())


def _pairs(code: str, *, settings: bool) -> Iterator[Pair]:
    for pattern in (_QUOTED, _BARE) if settings else (_QUOTED,):
        for match in pattern.finditer(code):
            place = Place.ENTRY if match["sign"] == ":" else Place.ASSIGNED
            value = Str(_HOLE.sub("{}", match["value"]), match.start("value") - ("quote" in match.re.groupindex))
            yield Pair(place, match["name"], value)
