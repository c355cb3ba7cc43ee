"""Which long alphanumeric runs can hold a key, plain or encoded.

A run of 44 is nothing rare in a repository: signatures, images in base64, digests of lock files. Text that is
hex, or an encoding of letters and digits, can be told from those at a glance:

- base64 of letters and digits: every fourth character comes from the 18 that begin such a group, also when it
  is base64 of base64
- base64 of UTF-16: every other byte is zero, so a third of the characters is `A`
- UTF-16: letters and NULs by turns
- escapes: `%6b`, `%256b`, `\\x6b`, `\\u006b`, `\\u{6b}`, `\\153`, `&#107;`, also of a few characters; one that
  stands for an underscore says enough
- base64 of an archive: it begins with the archive's magic number
"""

import re
from typing import Final

_HEX: Final = re.compile(rb"[0-9a-fA-F]{41}")  # one more than a SHA-1
_BASE64: Final = re.compile(rb"(?:[M-OQ-Za-e][0-9A-Za-z]{3}){10}")
_UTF_16: Final = re.compile(rb"(?:[0-9A-Za-z]\0{1,3}){24}")
# Both begin with a sign, so that the search skips from one to the next.
_ESCAPES: Final = re.compile(
    rb"""[%\\&](?:
        (?:(?<=%)|(?<=\\)(?:x|u00))[2-7][0-9A-Fa-f](?:(?:%|\\x|\\u00)[2-7][0-9A-Fa-f]){7}
      | (?<=\\)[01]?[0-7]{2}(?:\\[01]?[0-7]{2}){11}
      | (?<=&)\#(?:x[2-7][0-9A-Fa-f]|\d{2,3});(?:&\#(?:x[2-7][0-9A-Fa-f]|\d{2,3});){7}
    )""",
    re.VERBOSE,
)
_UNDERSCORE: Final = re.compile(
    rb"[%\\&](?:(?:(?<=%)(?:25)*+|(?<=\\)(?:x|u00|u\{))5[Ff]|(?<=\\)0?137|(?<=&)#(?:0*+95|[xX]0*+5[Ff]);)"
)
"""No writer escapes it but one that escapes whatever is no letter and no digit: then the rest is as it was."""
_ESCAPE: Final = re.compile(  # of printable ASCII
    rb"""[%\\&](?:
        (?:(?<=%)(?:25)*|(?<=\\)(?:u00|u\{0{0,4}|x\{?|U000000))(?P<hex>[2-7][0-9A-Fa-f])\}?
      | (?<=\\)0?(?P<octal>[01][0-7]{2})
      | (?<=&)\#(?:0*(?P<decimal>\d{2,3})|[xX]0*(?P<code>[2-7][0-9A-Fa-f]));
    )""",
    re.VERBOSE,
)
_BASES: Final = {"hex": 16, "code": 16, "octal": 8, "decimal": 10}
_DEPTH: Final = 2  # escapes inside escapes
_SIGN: Final = re.compile(rb"[%\\&]")
_ARCHIVE: Final = re.compile(rb"UEsD|QlpoO|Td6WFoA|JVBER")  # zip, bzip2, xz, PDF
_DIGEST_LABELS: Final = (
    b"sha256", b"sha512", b"sha384", b"sha224", b"checksum",
    b"content-hash",  # Poetry
    b"sha256 value", b"sha512 value",  # Gradle
    b'"zh',  # Terraform
)  # fmt: skip
_LABEL_ENDS: Final = b" \t\"'`:=-([{<>,"
_DIGEST: Final = re.compile(rb"[0-9a-fA-F]{56}(?:[0-9a-fA-F]{8}(?:[0-9a-fA-F]{32}){0,2})?")
_DIGEST_FOLDERS: Final = re.compile(rb"/[0-9a-f]{2}/[0-9a-f]{2}/\Z")
_DIGEST_REST: Final = re.compile(rb"[0-9a-f]{60}")
_LABEL_BYTES: Final = 18


def may_hold_key(data: bytes, begin: int, end: int, *, depth: int = 0) -> bool:
    """Whether the run that is `data[begin:end]` deserves the full rules."""
    if _HEX.search(data, begin, end):
        return not is_digest(data, begin, end)
    if data.find(b"\0", begin, end) >= 0 and _UTF_16.search(data, begin, end):
        return True
    if _SIGN.search(data, begin, end):
        if _ESCAPES.search(data, begin, end) or _UNDERSCORE.search(data, begin, end):
            return True
        plain = _ESCAPE.sub(_character, data[begin:end].replace(b"\0", b""))
        if depth < _DEPTH and len(plain) < end - begin and may_hold_key(plain, 0, len(plain), depth=depth + 1):
            return True
    return bool(
        _BASE64.search(data, begin, end)
        or 5 * data.count(b"A", begin, end) >= end - begin
        or _ARCHIVE.search(data, begin, end)
    )


def _character(escape: re.Match[bytes]) -> bytes:
    kind = escape.lastgroup
    return bytes([int(escape[kind], _BASES[kind]) & 0x7F]) if kind else b""


def is_digest(data: bytes, begin: int, end: int) -> bool:
    """Whether the run is a checksum that is called one, or a package's address by its checksum (two folders of two
    digits, then the rest): lock files hold both by the thousand.
    """
    before = data[max(0, begin - _LABEL_BYTES) : begin]
    label = before.rstrip(_LABEL_ENDS)
    if label.endswith(_DIGEST_LABELS) and len(label) < len(before):
        return bool(_DIGEST.fullmatch(data, begin, end))
    return bool(_DIGEST_FOLDERS.search(before) and _DIGEST_REST.fullmatch(data, begin, end))
