"""Which content is worth keeping: a few literal searches per file, so that parsers see only what may concern them."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from typing import Final

from preflight.tree.names import always_kept, is_source, shipped_root

# How keys of a documented form begin.
_KEY_STARTS: Final = (b"rt_live_", b"rt_test_")
# What `key_` is in base64, at whichever of three places it begins: bundlers pack assets and settings that way.
_ENCODED_STARTS: Final = (b"a2V5X", b"tleV8", b"tleV9", b"rZXlf")
_HEX_KEY: Final = re.compile(rb"key_[0-9a-f]{16}")
_MARKS: Final = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
    (BOM_UTF8, "utf-8-sig"),
)
_LOOKED_AT: Final = 8000
"""Bytes in which git looks for a NUL to tell whether a file is text."""
SHORTEST_KEY: Final = 16
"""Characters of a key that is looked for as it is: what is shorter stands everywhere."""
OVERLAP: Final = 256
"""Bytes of one stretch that the next is looked at with; no word is longer."""


class Gate:
    """Keeps what speaks of a provider, holds the beginning of a key, or has a name that says enough."""

    def __init__(self, words: Iterable[str], keys: Iterable[str] = ()) -> None:
        """`words`: names of vendors and of variables, in any case. `keys`: own keys, of which exact copies count."""
        lowered = sorted({word.lower() for word in words if word}, key=len)
        fewest = [word for at, word in enumerate(lowered) if not any(other in word for other in lowered[:at])]
        self._words = tuple(word.encode("utf-8", "surrogateescape") for word in fewest)
        self._keys = tuple(key.encode("utf-8", "surrogateescape") for key in keys if len(key) >= SHORTEST_KEY)

    def keeps(self, path: str, data: bytes) -> bool:
        """Whether the whole content `data` of a file is to be kept.

        Keys in source code are left to the scan for keys, which looks closer: here only a word counts.
        """
        shipped = shipped_root(path) is not None
        if not shipped and not is_text(data):
            return False
        if always_kept(path) or (shipped and any(start in data for start in _ENCODED_STARTS)):
            return True
        return self.admits(decoded(data), words_alone=not shipped and is_source(path))

    def admits(self, data: bytes, *, words_alone: bool = False) -> bool:
        """Whether a word or a key's beginning stands in a stretch of content."""
        lowered = data.lower()
        if any(word in lowered for word in self._words):
            return True
        return not words_alone and self._holds_key(data)

    def admits_any(self, chunks: Iterator[bytes]) -> bool:
        """The same for content that is too large to hold."""
        rest = b""
        for chunk in chunks:
            if self.admits(rest + chunk):
                return True
            rest = chunk[-OVERLAP:]
        return False

    def _holds_key(self, data: bytes) -> bool:
        return (
            any(start in data for start in _KEY_STARTS)
            or _HEX_KEY.search(data) is not None
            or any(key in data for key in self._keys)
        )


def is_text(data: bytes) -> bool:
    """As git tells it: no NUL near the beginning; UTF-16 and UTF-32 that say so are text as well."""
    return b"\0" not in data[:_LOOKED_AT] or any(data.startswith(mark) for mark, _ in _MARKS)


def decoded(data: bytes) -> bytes:
    """The content as UTF-8 without a byte order mark; unchanged where it does not say that it is anything else."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return data[len(mark) :]
            return data.decode(encoding, "replace").encode("utf-8", "replace")
    return data
