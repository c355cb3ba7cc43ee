"""Which content is worth keeping: a few literal searches per file, so that parsers see only what may concern them."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from typing import Final

from preflight.tree.names import always_kept, shipped_root

# How keys of a documented form begin; one expression for each, as only a fixed beginning makes a search fast.
_KEY_STARTS: Final = (re.compile(rb"key_[0-9a-f]{16}"), re.compile(rb"rt_live_"), re.compile(rb"rt_test_"))
_MARKS: Final = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
    (BOM_UTF8, "utf-8-sig"),
)
_LOOKED_AT: Final = 8000
"""Bytes in which git looks for a NUL to tell whether a file is text."""
OVERLAP: Final = 256
"""Bytes of one stretch that the next is looked at with; no word is longer."""


class Gate:
    """Keeps what speaks of a provider, holds the beginning of a key, or has a name that says enough."""

    def __init__(self, words: Iterable[str], keys: Iterable[str] = ()) -> None:
        """`words`: names of vendors and of variables, in any case. `keys`: own keys, of which exact copies count."""
        lowered = sorted({word.lower() for word in words if word}, key=len)
        fewest = [word for at, word in enumerate(lowered) if not any(other in word for other in lowered[:at])]
        self._words = tuple(word.encode("utf-8", "surrogateescape") for word in fewest)
        self._keys = tuple(key.encode("utf-8", "surrogateescape") for key in keys if key)

    def keeps(self, path: str, data: bytes) -> bool:
        """Whether the whole content `data` of a file is to be kept."""
        if shipped_root(path) is None and not is_text(data):
            return False
        return always_kept(path) or self.admits(decoded(data))

    def admits(self, data: bytes) -> bool:
        """Whether a word or a key's beginning stands in a stretch of content."""
        lowered = data.lower()
        return (
            any(word in lowered for word in self._words)
            or any(start.search(data) for start in _KEY_STARTS)
            or any(key in data for key in self._keys)
        )

    def admits_any(self, chunks: Iterator[bytes]) -> bool:
        """The same for content that is too large to hold."""
        rest = b""
        for chunk in chunks:
            if self.admits(rest + chunk):
                return True
            rest = chunk[-OVERLAP:]
        return False


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
