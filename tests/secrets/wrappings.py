"""Ways to hide a key in text, each with the encodings under which it is to be found again.

A wrapping takes the key and a random generator and gives a file's content.
"""

import base64
import gzip
import json
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from textwrap import wrap

WORDS = [
    "the",
    "quick",
    "brown",
    "fox",
    "over",
    "lazy",
    "config",
    "value",
    "server",
    "host",
    "name",
    "import",
]
BEFORE = [
    "",
    "RUNWAYML_API_SECRET=",
    "key: ",
    '{"a": 1, "key": "',
    "# comment\nAPI=",
    "Authorization: Bearer ",
    "\t",
]
AFTER = ["\n", '"}\n', "\n# end\n", " # x\n", "\r\n"]

Wrap = Callable[[str, Random], bytes]


@dataclass(frozen=True, slots=True)
class Wrapping:
    name: str
    encoding: tuple[str, ...]
    wrap: Wrap


WRAPPINGS: list[Wrapping] = []


def wrapping(*encoding: str) -> Callable[[Wrap], Wrap]:
    def register(wrap: Wrap) -> Wrap:
        WRAPPINGS.append(Wrapping(wrap.__name__, encoding, wrap))
        return wrap

    return register


def prose(rng: Random, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(most)))


def within(text: str, rng: Random) -> bytes:
    """`text` as a value in the midst of a file."""
    value = rng.choice(BEFORE) + text + rng.choice(AFTER)
    return f"{prose(rng, 40)}\n{value}{prose(rng, 30)}".encode()


def around(encoded: bytes | str, rng: Random) -> bytes:
    """An encoded blob in the midst of a file."""
    text = encoded if isinstance(encoded, str) else encoded.decode()
    before = rng.choice(["data: ", 'x = "', "value: |\n  ", "", "path/to/", r"\n"])
    after = rng.choice(["\n", '"\n'])
    return f"{prose(rng, 30)}\n{before}{text}{after}{prose(rng, 20)}".encode()


def pieces(text: str, rng: Random, *, most: int = 5) -> list[str]:
    cuts = [0, *sorted(rng.sample(range(1, len(text)), rng.randrange(1, most))), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def lines(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


def broken(text: str, width: int) -> str:
    """`text`, which needs no codes, in lines that end in the soft break of quoted-printable."""
    return "=\n".join(lines(text, width - 1)) + "\n"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def binary(key: str, rng: Random) -> bytes:
    """The key between bytes that are no text, at any alignment."""
    return rng.randbytes(rng.randrange(1, 300)) + b"\n" + key.encode() + b"\0" + rng.randbytes(50)


@wrapping()
def plain(key: str, rng: Random) -> bytes:
    return within(key, rng)


@wrapping("base64")
def base64_of_the_key(key: str, rng: Random) -> bytes:
    return around(b64(key.encode()), rng)


@wrapping("base64")
def base64_of_a_file(key: str, rng: Random) -> bytes:
    return around(b64(within(key, rng)), rng)


@wrapping("base64")
def base64_of_a_binary(key: str, rng: Random) -> bytes:
    return around(b64(binary(key, rng)), rng)


@wrapping("base64")
def base64_unpadded(key: str, rng: Random) -> bytes:
    return around(b64(within(key, rng)).rstrip("="), rng)


@wrapping("base64")
def base64_url_safe(key: str, rng: Random) -> bytes:
    return around(base64.urlsafe_b64encode(binary(key, rng)), rng)


@wrapping("base64")
def base64_wrapped(key: str, rng: Random) -> bytes:
    encoded = lines(b64(within(key, rng)), rng.choice([60, 64, 72, 76]))
    return around((rng.choice(["\n", "\r\n"]) + rng.choice(["", "  ", "\t", "    # "])).join(encoded), rng)


@wrapping("base64")
def base64_wrapped_of_the_key(key: str, rng: Random) -> bytes:
    return around(rng.choice(["\n", "\n  "]).join(lines(b64(key.encode()), rng.choice([64, 76]))), rng)


@wrapping("base64")
def base64_wrapped_of_a_binary(key: str, rng: Random) -> bytes:
    return around("\n  ".join(lines(b64(binary(key, rng)), rng.choice([64, 76]))), rng)


@wrapping("base64")
def base64_lines_in_json(key: str, rng: Random) -> bytes:
    return around(json.dumps({"pem": "\n".join(lines(b64(within(key, rng)), 64)) + "\n"}), rng)


@wrapping("base64")
def base64_concatenated(key: str, rng: Random) -> bytes:
    return around(" +\n    ".join(f'"{line}"' for line in lines(b64(within(key, rng)), 60)), rng)


@wrapping("base64")
def base64_narrow(key: str, rng: Random) -> bytes:
    encoded = lines(b64(within(key, rng)), rng.randrange(20, 48))
    return around((rng.choice(["\n", "\r\n"]) + rng.choice(["", "  ", "\t", "    # "])).join(encoded), rng)


@wrapping("base64", "base64")
def base64_twice(key: str, rng: Random) -> bytes:
    return around(b64(b64(within(key, rng)).encode()), rng)


@wrapping("base64", "base64")
def base64_twice_of_the_key(key: str, rng: Random) -> bytes:
    return around(b64(b64(key.encode()).encode()), rng)


@wrapping("base64", "base64")
def base64_twice_wrapped(key: str, rng: Random) -> bytes:
    return around("\n".join(lines(b64(base64.encodebytes(within(key, rng))), 76)), rng)


@wrapping("base64", "utf-16")
def base64_of_utf16(key: str, rng: Random) -> bytes:
    codec = rng.choice(["utf-16", "utf-16-le", "utf-16-be"])
    return around(b64(within(key, rng).decode().encode(codec)), rng)


@wrapping("base64", "gzip")
def base64_of_gzip(key: str, rng: Random) -> bytes:
    return around(b64(gzip.compress(within(key, rng))), rng)


@wrapping("base64", "gzip")
def base64_of_gzip_wrapped(key: str, rng: Random) -> bytes:
    return around("\n  ".join(lines(b64(gzip.compress(within(key, rng))), rng.choice([64, 76]))), rng)


@wrapping("base64", "base64", "gzip")
def base64_twice_of_gzip(key: str, rng: Random) -> bytes:
    return around(b64(b64(gzip.compress(within(key, rng))).encode()), rng)


@wrapping("hex")
def hex_of_the_key(key: str, rng: Random) -> bytes:
    return around(rng.choice([str.lower, str.upper])(key.encode().hex()), rng)


@wrapping("hex")
def hex_of_a_file(key: str, rng: Random) -> bytes:
    return around(rng.choice([str.lower, str.upper])(within(key, rng).hex()), rng)


@wrapping("hex")
def hex_of_a_binary(key: str, rng: Random) -> bytes:
    return around(binary(key, rng).hex(), rng)


@wrapping("hex")
def hex_wrapped(key: str, rng: Random) -> bytes:
    return around("\n".join(wrap(within(key, rng).hex(), rng.choice([60, 64, 80]))), rng)


@wrapping("hex")
def hex_narrow(key: str, rng: Random) -> bytes:
    return around("\n".join(wrap(within(key, rng).hex(), rng.choice([20, 24, 32, 40]))), rng)


@wrapping("hex", "utf-16")
def hex_of_utf16(key: str, rng: Random) -> bytes:
    return around(key.encode("utf-16-le").hex(), rng)


@wrapping("hex", "gzip")
def hex_of_gzip(key: str, rng: Random) -> bytes:
    return around(gzip.compress(within(key, rng)).hex(), rng)


@wrapping("percent")
def percent(key: str, rng: Random) -> bytes:
    form = rng.choice(["%{:02X}", "%{:02x}"])
    return within("".join(form.format(ord(c)) for c in key), rng)


@wrapping("percent", "percent")
def percent_twice(key: str, rng: Random) -> bytes:
    return within("".join(f"%25{ord(c):02X}" for c in key), rng)


@wrapping("percent")
def percent_in_part(key: str, rng: Random) -> bytes:
    return within(key.replace("_", "%5F"), rng)


@wrapping("escapes")
def escapes(key: str, rng: Random) -> bytes:
    form = rng.choice(["\\u{:04x}", "\\u{:04X}", "\\u{{{:x}}}", "\\x{:02x}", "\\x{:02X}", "\\{:03o}", "\\U{:08x}"])
    return within('"' + "".join(form.format(ord(c)) for c in key) + '"', rng)


@wrapping("escapes")
def escapes_in_part(key: str, rng: Random) -> bytes:
    escaped = "".join(f"\\u{ord(c):04x}" if c == "_" or rng.random() < 0.3 else c for c in key)
    return within(f'"{escaped}"', rng)


@wrapping("html-entities")
def html_entities(key: str, rng: Random) -> bytes:
    form = rng.choice(["&#{};", "&#x{:x};", "&#{:04d};"])
    return within("".join(form.format(ord(c)) for c in key), rng)


@wrapping("quoted-printable")
def quoted_printable(key: str, rng: Random) -> bytes:
    content = f"{prose(rng, 20)}=\u00e9\n{rng.choice(BEFORE)}{key}\n{prose(rng, 20)}\n".encode()
    return quopri.encodestring(content).replace(b"\n", rng.choice([b"\n", b"\r\n"]))


@wrapping("quoted-printable")
def quoted_printable_in_lines_of_any_length(key: str, rng: Random) -> bytes:
    text = f"{prose(rng, 20)} the new key is {key}, keep it safe {prose(rng, 20)}"
    return f"{prose(rng, 20)}\n".encode() + broken(text, rng.choice([30, 40, 60, 70, 77, 80, 100, 120])).encode()


@wrapping("escapes")
def escaped_underscore(key: str, rng: Random) -> bytes:
    return within(key.replace("_", rng.choice(["\\_", "\\x5f", "\\u005F", "\\\\u005f", "\\137"])), rng)


@wrapping("html-entities")
def html_underscore(key: str, rng: Random) -> bytes:
    return within(key.replace("_", rng.choice(["&#95;", "&#x5f;", "&#x5F;", "&lowbar;"])), rng)


@wrapping("split")
def concatenated(key: str, rng: Random) -> bytes:
    glue = rng.choice([" + ", " +\n    ", " ", " . ", "\n  + ", " ~ ", " \\\n  "])
    return within(glue.join(f'"{piece}"' for piece in pieces(key, rng)), rng)


@wrapping("split")
def concatenated_by_the_language(key: str, rng: Random) -> bytes:
    literals = (rng.choice(["", "b", "f", "r", "rb", "u"]) + f"'{piece}'" for piece in pieces(key, rng))
    return within("(" + rng.choice(["\n    ", " "]).join(literals) + ")", rng)


@wrapping("split")
def concatenated_line_by_line(key: str, rng: Random) -> bytes:
    width = rng.choice([8, 12, 16, 20, 24, 32, 40])
    return within(" +\n    ".join(f'"{line}"' for line in lines(key, width)), rng)


@wrapping("split")
def concatenated_in_json(key: str, rng: Random) -> bytes:
    return within(json.dumps("x = " + " + ".join(f'"{piece}"' for piece in pieces(key, rng))), rng)


@wrapping("split")
def template(key: str, rng: Random) -> bytes:
    first, *others = pieces(key, rng)
    return within("`" + first + "".join('${"' + piece + '"}' for piece in others) + "`", rng)


@wrapping("split")
def continued_lines(key: str, rng: Random) -> bytes:
    return within(rng.choice(["\\\n", "\\\n    ", "\\\r\n"]).join(pieces(key, rng)), rng)


@wrapping("split")
def folded(key: str, rng: Random) -> bytes:
    folded = "\n  ".join(lines(key, rng.choice([40, 60, 64, 76])))
    return f"{prose(rng, 9)}\nkey: >-\n  {folded}\nother: {prose(rng, 9)}".encode()


@wrapping("utf-16")
def utf16(key: str, rng: Random) -> bytes:
    return within(key, rng).decode().encode(rng.choice(["utf-16", "utf-16-le", "utf-16-be"]))


@wrapping("utf-16")
def utf16_in_a_binary(key: str, rng: Random) -> bytes:
    wide = key.encode(rng.choice(["utf-16-le", "utf-16-be"]))
    return rng.randbytes(rng.randrange(50)) + b"\xff\0" + wide + b"\xfe" + rng.randbytes(20)


@wrapping("utf-32")
def utf32(key: str, rng: Random) -> bytes:
    return within(key, rng).decode().encode(rng.choice(["utf-32", "utf-32-le", "utf-32-be"]))
