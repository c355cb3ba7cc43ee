"""Making foreign text safe to print: no control characters, no bytes that a console would choke on."""


def printable(value: bytes | str) -> str:
    r"""`value` on one line: what is not printable is shown as an escape (`\n`, `\x1b`, `\u202e`, `\xff`).

    Bytes are read as UTF-8; a byte that is none becomes `\xNN`, as does one carried as a surrogate.
    For display only: a backslash stays as it is, so the result cannot be turned back.
    """
    text = value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how "surrogateescape" carries a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
