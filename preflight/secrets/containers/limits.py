"""How much unpacking one object is worth. Every limit that is hit is reported: no silent skips."""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """For one object and all that is packed into it."""

    depth: int = 8
    """Containers and encodings inside one another."""
    ratio: int = 200
    """Unpacked bytes per packed byte, beyond the first 8 MiB of a member."""
    member: int = 64 * MIB
    """Bytes of one unpacked member."""
    total: int = 256 * MIB
    """Bytes of all that is unpacked or decoded."""
    members: int = 20_000
    """Members of all containers together."""
    hits: int = 1_000
    """Keys that are told one by one."""

    def exceeded(self) -> str:
        """The reason when `total` is spent."""
        return f"more than {self.total // MIB} MiB to unpack in all"


class Budget:
    """What is left of the limits while one object is examined."""

    __slots__ = ("bytes_left", "limits", "members_left")

    def __init__(self, limits: Limits, size: int) -> None:
        """All of `limits`, and a few times the `size` (bytes) of the object for its text in other forms."""
        self.limits = limits
        self.bytes_left = limits.total + 8 * size
        self.members_left = limits.members

    def member(self) -> bool:
        """Counts one more member; False when there have been too many."""
        self.members_left -= 1
        return self.members_left >= 0

    def spend(self, size: int) -> bool:
        """Counts `size` more bytes; False when that is more than are left."""
        self.bytes_left -= size
        return self.bytes_left >= 0
