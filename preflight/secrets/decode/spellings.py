"""How the beginning of a key looks under each encoding, wherever in the encoded text it falls."""

from collections.abc import Iterator

from preflight.secrets.decode.b64 import cores

_LEAST = 4  # characters: fewer stand everywhere


def spellings(literal: bytes) -> Iterator[bytes]:
    """What stays the same of `literal` in base64 at each alignment, in hex and in UTF-16."""
    yield from (core for core, _ in cores(literal) if len(core) >= _LEAST)
    yield literal.hex().encode("ascii")
    yield literal.hex().upper().encode("ascii")
    yield b"\0".join(literal[at : at + 1] for at in range(len(literal)))
