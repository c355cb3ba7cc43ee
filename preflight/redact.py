"""Secrets never leave the process in readable form.

A key is shown as its public prefix, an ellipsis, and the first 8 hex digits of its SHA-256, so that two reports
can be compared without either of them holding the key.
"""

import re
from typing import Final, NoReturn

# Anything that looks like a vendor's key, whole or cut off, wherever it came from (an error body, a branch name).
_KEY_LIKE: Final = re.compile(r"((?i:key_)(?=[0-9a-fA-F]{16})|rt_(?:live|test)_(?=[0-9A-Za-z]{16}))[0-9A-Za-z]+")
_PREFIX: Final = re.compile(r"(?i:key_)|rt_(?:live|test)_")
_SHORTEST_SECRET: Final = 8  # hiding every "abc" of a report would hide the report

_known: dict[int, set[str]] = {}
"""By length, so that a short text is not compared with thousands of long keys."""


def redact(value: str) -> str:
    """`key_…1a2b3c4d`: public prefix, ellipsis, first 8 hex digits of the SHA-256 of the whole value."""
    import hashlib  # openssl is not loaded where there is nothing to redact

    prefix = _PREFIX.match(value)
    digest = hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{prefix.group() if prefix else ''}…{digest[:8]}"


def scrub(text: str) -> str:
    """`text` with every known secret and everything key-like redacted."""
    for length in sorted(_known, reverse=True):
        if length <= len(text):
            for value in tuple(_known[length]):  # a copy: other threads may make secrets meanwhile
                text = text.replace(value, redact(value))
    return _KEY_LIKE.sub(lambda match: redact(match.group()), text)


class Secret:
    """A value that prints as its redaction. Once made, it is scrubbed from everything this process prints."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST_SECRET:
            _known.setdefault(len(value), set()).add(value)

    def reveal(self) -> str:
        """The raw value: for the Authorization header and for comparison, nothing else."""
        return self._value

    def __str__(self) -> str:
        return redact(self._value)

    def __repr__(self) -> str:
        return f"Secret({redact(self._value)!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled: it must not leave the process")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        mine, theirs = (s._value.encode("utf-8", "surrogateescape") for s in (self, other))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash(self._value)


class Forgotten(Secret):
    """A secret of which only the redacted form is left, as in an evidence bundle."""

    __slots__ = ()

    def __init__(self, redacted: str) -> None:
        self._value = redacted

    def reveal(self) -> str:
        """There is nothing to reveal. Raises TypeError."""
        raise TypeError("of this secret only its redacted form is left")

    def __str__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Forgotten({self._value!r})"
