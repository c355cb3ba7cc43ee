"""Bytes from a vendor, or from whoever answers in its place: read with limits, quoted with care."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from preflight.parts import Known, NotReadable, Part
from preflight.printable import veiled

MAX_BYTES: Final = 1 << 20
"""Most bytes of a body, as sent and once unpacked; the answers we ask for have a few thousand."""
_QUOTE: Final = 200
_AUTODETECT: Final = zlib.MAX_WBITS | 32  # gzip or zlib, by the header
_TYPES: Final = {
    list: "list",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}

JsonObject = Mapping[str, Any]


def quoted(text: str, limit: int = _QUOTE) -> str:
    """`text` made safe to print: one line, printable, without secrets, at most `limit` characters."""
    # Far more is looked at than shown, so that a secret which straddles the cut is still seen whole.
    return veiled(" ".join(text[: limit * 20].split()), limit=limit)


def too_large(most_bytes: int) -> str:
    """What a body of more than that is called."""
    return f"a body of more than {most_bytes >> 20} MiB"


def kind_of(value: object) -> str:
    """The JSON name of a value's type."""
    return _TYPES.get(type(value), "object")


def json_object(
    body: bytes, *, content_type: str, encoding: str, bare_list: str | None = None, most_bytes: int = MAX_BYTES
) -> Part[JsonObject]:
    """The JSON object in `body`, or what there is instead, in words that fit after "HTTP 200 with".

    `bare_list`: a JSON list is taken too, for an object with the list under this name.
    """
    match _unpacked(body, encoding.strip().lower(), most_bytes):
        case NotReadable() as gone:
            return gone
        case Known(plain):
            media_type = quoted(content_type.partition(";")[0].strip().lower(), 60)
            return _object(_parsed(plain, media_type), bare_list)


def _object(value: Part[object], bare_list: str | None) -> Part[JsonObject]:
    match value:
        case Known(dict() as found):
            return Known(found)
        case Known(list() as found) if bare_list is not None:
            return Known({bare_list: found})
        case Known(other):
            return NotReadable(f"a JSON {kind_of(other)} instead of an object")
        case NotReadable() as gone:
            return gone


def _parsed(body: bytes, media_type: str) -> Part[object]:
    if not body.strip():
        return NotReadable("an empty body instead of JSON")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotReadable("a body that is not UTF-8")
    try:
        return Known(json.loads(text))
    except json.JSONDecodeError as error:
        return NotReadable(_not_json(error, text, media_type))
    except RecursionError:
        return NotReadable("JSON that is nested too deeply")
    except ValueError:  # a number of thousands of digits
        return NotReadable("JSON with a number too long to read")


def _not_json(error: json.JSONDecodeError, text: str, media_type: str) -> str:
    if "html" in media_type or text.lstrip()[:1] == "<":
        return f"{media_type or 'markup'} instead of JSON: a proxy or a login page may stand in between"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return f"JSON that breaks off after {len(text):,} characters"
    return f"{media_type or 'a body'} that is not JSON (character {error.pos + 1:,})"


def _unpacked(body: bytes, encoding: str, most_bytes: int) -> Part[bytes]:
    if encoding in {"", "identity"}:
        return Known(body)
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        return NotReadable(f"a body encoded as {quoted(encoding, 40)}, which was not asked for")
    unzip = zlib.decompressobj(_AUTODETECT)
    try:
        plain = unzip.decompress(body, most_bytes + 1)
    except zlib.error:
        return NotReadable("a body whose compression is damaged")
    if len(plain) > most_bytes:
        return NotReadable(f"{too_large(most_bytes)} once unpacked")
    return Known(plain) if unzip.eof else NotReadable("a compressed body that breaks off")
