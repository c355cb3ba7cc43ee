"""What is found in a container."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from preflight.redact import scrub
from preflight.secrets.containers.limits import Budget

DAMAGE: Final = "damaged: "
"""How the reason of every gap begins that comes of broken data."""

_LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container, a stream of a document, or the one content of a compressed file."""

    data: bytes
    offset: int
    """Where its packed form begins in the container."""
    name: str | None = None
    """None where the format gives none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read, or not to the end."""

    reason: str
    """In words that fit after the place and a colon."""
    name: str | None = None

    @property
    def damage(self) -> bool:
        """Are the data not what they should be? Otherwise it is a limit of ours."""
        return self.reason.startswith(DAMAGE)


Part = Member | Gap
Unpack = Callable[[bytes, Budget], Iterator[Part]]


def shown(name: bytes) -> str:
    """A member's name for people: odd bytes and control characters escaped, keys redacted, not too long."""
    text = name[: _LONGEST_NAME * 4].decode("utf-8", "backslashreplace")[:_LONGEST_NAME]
    printable = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return scrub("".join(printable))
