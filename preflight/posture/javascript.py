"""JavaScript, TypeScript and what holds them, read as text: enough to tell code from comments."""

import re
from typing import Final

from preflight.tree.names import base

SUFFIXES: Final = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro"})
PAGES: Final = frozenset({".html", ".htm"})
_MARKUP: Final = (".vue", ".svelte", ".astro", ".html", ".htm")
# A string or template is passed over whole, so that no `//` in it is taken for a comment. One without an end goes to
# the end of its line, or of the file: a search that gave up and began anew at each quote would take for ever.
_LEXEMES: Final = re.compile(
    r"""("(?:\\.|[^"\\\n])*+(?:"|\\?$|\Z)|'(?:\\.|[^'\\\n])*+(?:'|\\?$|\Z)|`(?:\\[\s\S]|[^`\\])*+(?:`|\\?\Z))"""
    r"|(/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*)",
    re.MULTILINE,
)
_HTML_COMMENT: Final = re.compile(r"<!--[\s\S]*?(?:-->|\Z)")
_SCRIPT: Final = re.compile(r"<script\b[^>]{0,2000}>([\s\S]*?)(?:</script|\Z)", re.IGNORECASE)
_NOT_NEWLINE: Final = re.compile(r"[^\n]")
_PROLOGUE: Final = re.compile(r"""\s*+((?:["'`]use [\w ]{1,40}["'`][\s;]*+)*+)""")
_TEST: Final = re.compile(
    r"(?:.*/)?(?:__tests__|__mocks__|__fixtures__|tests?|e2e|cypress|playwright|stories|\.storybook)/.*"
    r"|.*[.\-_](?:test|spec|stories|story|cy|e2e|d)\.[cm]?[jt]sx?"
)


def blanked(text: str, *, markup: bool = False) -> str:
    """`text` with its comments replaced by blanks, so that places stay what they are."""
    if markup:
        text = _HTML_COMMENT.sub(_blank, text)
    return _LEXEMES.sub(lambda match: match.group() if match[1] else _blank(match), text)


def scripts(text: str) -> str:
    """An HTML page with all but its inline scripts replaced by blanks."""
    pieces, end = [], 0
    for match in _SCRIPT.finditer(text):
        pieces += [_NOT_NEWLINE.sub(" ", text[end : match.start(1)]), match[1]]
        end = match.end(1)
    return "".join((*pieces, _NOT_NEWLINE.sub(" ", text[end:])))


def is_markup(path: str) -> bool:
    """Whether the file may hold comments as HTML has them."""
    return path.lower().endswith(_MARKUP)


def is_test(path: str) -> bool:
    """A test, a story or a declaration file: what it names is in no product."""
    return _TEST.fullmatch(path) is not None


def is_config(path: str) -> bool:
    """`vite.config.ts` and the like, which run when something is built."""
    return ".config." in base(path)


def says_use_client(code: str) -> bool:
    """Whether a module without comments begins with the directive `"use client"`."""
    prologue = _PROLOGUE.match(code)
    return prologue is not None and "use client" in prologue[1]


def _blank(match: re.Match[str]) -> str:
    return _NOT_NEWLINE.sub(" ", match.group())
