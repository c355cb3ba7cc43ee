r"""Characters written as escapes: \u0061, \u{61}, \x61, \141, %61, &#97;, &#x61;, and =61 in mail."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from preflight.secrets.decode.decoded import Decoded, substituted

# Printable ASCII only: a key is made of nothing else. The first class lets the search skip at full speed.
_ESCAPE: Final = re.compile(
    rb"""[\\%&](?:
        (?<=\\)(?:u00|u\{0{0,4}|x|x\{|U000000)(?P<code>[2-7][0-9A-Fa-f])\}?+
      | (?<=\\)(?P<octal>0?[01][0-7]{2})
      | (?<=%)(?P<percent>[2-7][0-9A-Fa-f])
      | (?<=&)\#(?:[xX]0{0,5}(?P<entity>[2-7][0-9A-Fa-f])|0{0,5}(?P<decimal>\d{2,3}));
    )""",
    re.VERBOSE,
)
# What an escape of a key's characters begins with, and that character alone: far the faster search.
_SIGNS: Final = {
    b"\\": (b"\\u00", b"\\u{", b"\\x", b"\\U", b"\\0", b"\\1"),
    b"%": (b"%2", b"%3", b"%5", b"%6", b"%7"),
    b"&": (b"&#",),
}
_NAMES: Final = {b"\\": "escapes", b"%": "percent", b"&#": "html-entities"}
# Lines are broken before the 77th character; other text has its = at other places.
_SOFT_BREAK: Final = re.compile(rb"=(?<=[^\n]{72}=)(?<![^\n]{76}=)\r?\n")
_BASES: Final = {"code": 16, "octal": 8, "percent": 16, "entity": 16, "decimal": 10}
_QUOTED: Final = re.compile(rb"=(?:([2-7][0-9A-F])|[ \t]*\r?\n)")


def escapes(text: bytes) -> Iterator[Decoded]:
    """`text` with its escapes read, if it has any."""
    signs = (sign for character, signs in _SIGNS.items() if character in text for sign in signs)
    if any(sign in text for sign in signs):
        name = _NAMES[max(_NAMES, key=text.count)]
        if decoded := substituted(name, text, pattern=_ESCAPE, by=_character):
            yield decoded


def quoted_printable(text: bytes) -> Iterator[Decoded]:
    """`text` with the codes and soft line breaks of quoted-printable read, if it shows signs of them."""
    if b"=" in text and (b"=3D" in text or _SOFT_BREAK.search(text)):
        decoded = substituted("quoted-printable", text, pattern=_QUOTED, by=_quoted_character)
        if decoded:
            yield decoded


def _character(found: re.Match[bytes]) -> bytes:
    return _meaning(found.group())


@lru_cache(maxsize=4096)
def _meaning(escape: bytes) -> bytes:
    found = _ESCAPE.fullmatch(escape)
    kind = found and found.lastgroup
    return bytes([int(found[kind], _BASES[kind]) & 0x7F]) if found and kind else escape


def _quoted_character(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)]) if found[1] else b""
