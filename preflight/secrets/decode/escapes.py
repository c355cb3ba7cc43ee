r"""Characters written as escapes: \u0061, \u{61}, \x61, \141, \_, %61, &#97;, &#x61;, &lowbar;, and =61 in mail."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from preflight.secrets.decode.decoded import Decoded, substituted

# Printable ASCII only: a key is made of nothing else. The first class lets the search skip at full speed.
# Backslashes are doubled each time that a text becomes a string of another, such as JSON in JSON.
_ESCAPE: Final = re.compile(
    rb"""[\\%&](?:
        (?<=\\)\\{0,3}+(?:
            (?:u00|u\{0{0,4}|x|x\{|U000000)(?P<code>[2-7][0-9A-Fa-f])\}?+
          | (?P<octal>0?[01][0-7]{2})
          | (?P<bare>_)
        )
      | (?<=%)(?P<percent>[2-7][0-9A-Fa-f])
      | (?<=&)\#(?:[xX]0{0,5}(?P<entity>[2-7][0-9A-Fa-f])|0{0,5}(?P<decimal>\d{2,3}));
      | (?<=&)(?P<named>lowbar);
    )""",
    re.VERBOSE,
)
# What an escape of a key's characters begins with, and that character alone: far the faster search.
_SIGNS: Final = {
    b"\\": (b"\\u00", b"\\u{", b"\\x", b"\\U", b"\\0", b"\\1", b"\\_"),
    b"%": (b"%2", b"%3", b"%5", b"%6", b"%7"),
    b"&": (b"&#", b"&lowbar"),
}
_NAMES: Final = {b"\\": "escapes", b"%": "percent", b"&": "html-entities"}
# Lines are broken before the 77th character; other text has its = at other places. A writer that breaks them
# elsewhere is told by the key that it cuts, or by an underscore for which the format has no need of a code.
_SOFT_BREAK: Final = re.compile(rb"=(?<=[^\n]{72}=)(?<![^\n]{76}=)\r?\n")
_CODES: Final = (b"=3D", b"=5F")
_BASES: Final = {"code": 16, "octal": 8, "percent": 16, "entity": 16, "decimal": 10}
_QUOTED: Final = re.compile(rb"=(?:([2-7][0-9A-F])|[ \t]*\r?\n)")


def escapes(text: bytes) -> Iterator[Decoded]:
    """`text` with its escapes read, if it has any."""
    signs = (sign for character, signs in _SIGNS.items() if character in text for sign in signs)
    if any(sign in text for sign in signs):
        name = _NAMES[max(_NAMES, key=text.count)]
        if decoded := substituted(name, text, pattern=_ESCAPE, by=_character):
            yield decoded


def quoted_printable(text: bytes, literals: Sequence[bytes]) -> Iterator[Decoded]:
    """`text` with the codes and soft line breaks of quoted-printable read, if it shows signs of them.

    `literals`: what keys begin with.
    """
    if b"=" in text and (any(code in text for code in _CODES) or _soft_break(text, tuple(literals))):
        decoded = substituted("quoted-printable", text, pattern=_QUOTED, by=_quoted_character)
        if decoded:
            yield decoded


def _soft_break(text: bytes, literals: tuple[bytes, ...]) -> bool:
    if b"=\n" not in text and b"=\r\n" not in text:
        return False
    return bool(_SOFT_BREAK.search(text) or any(cut.search(text) for cut in _cuts(literals)))


@cache
def _cuts(literals: tuple[bytes, ...]) -> tuple[re.Pattern[bytes], ...]:
    """A soft line break behind the start of a key, or inside of it."""
    inside = (
        b"(?<=%b=)\r?\n%b" % (re.escape(literal[:at]), re.escape(literal[at:]))
        for literal in literals
        for at in range(1, len(literal))
    )
    behind = (re.compile(re.escape(literal) + rb"[0-9A-Za-z]*+=\r?\n[0-9A-Za-z]") for literal in literals)
    return (re.compile(b"=(?:%b)" % b"|".join(inside)), *behind)


def _character(found: re.Match[bytes]) -> bytes:
    return _meaning(found.group())


@lru_cache(maxsize=4096)
def _meaning(escape: bytes) -> bytes:
    found = _ESCAPE.fullmatch(escape)
    kind = found and found.lastgroup
    if not (found and kind):
        return escape
    return bytes([int(found[kind], _BASES[kind]) & 0x7F]) if kind in _BASES else b"_"


def _quoted_character(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)]) if found[1] else b""
