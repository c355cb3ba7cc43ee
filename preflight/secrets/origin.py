"""Where a decoded text comes from, so that a key in it can be shown where a person will find it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from preflight.secrets.decode import Decoded, Joined, Locate

if TYPE_CHECKING:
    from preflight.secrets.containers.member import Member

_NESTED: Final = "!"  # between a container and its member, as in app.jar!config.properties


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a text: the data it was decoded from, and the way there."""

    frame: bytes
    """What lines are counted in: the outermost data, or a member of a container."""
    number: int = 0
    """Of the frame: 0 is the outermost."""
    base: int = 0
    """Where the frame begins in the outermost data."""
    locate: Locate = int
    """From an offset in the text to one in the frame."""
    encoding: tuple[str, ...] = ()
    member: str | None = None
    depth: int = 0

    def within(self, start: int) -> "Origin":
        """The origin of a slice of this text that begins at `start`."""
        return self._moved(lambda offset: start + offset)

    def joined(self, text: Joined) -> "Origin":
        """The origin of this text without what stood between its pieces."""
        return replace(self._moved(text.locate), encoding=(*self.encoding, "split"))

    def decoded(self, text: Decoded) -> "Origin":
        """The origin of what was decoded from this text."""
        return replace(self._moved(text.locate), encoding=(*self.encoding, text.encoding), depth=self.depth + 1)

    def unpacked(self, member: "Member", *, container: str, number: int) -> "Origin":
        """The origin of a member of this container, as frame `number`."""
        return Origin(
            member.data,
            number=number,
            base=self.offset(member.offset),
            encoding=(*self.encoding, container),
            member=self.path(member.name),
            depth=self.depth + 1,
        )

    def path(self, name: str | None) -> str | None:
        """The path of a member of that name."""
        return _NESTED.join(filter(None, (self.member, name))) or None

    def offset(self, offset: int) -> int:
        """From an offset in the text to one in the outermost data: of a member, where it begins."""
        return self.base if self.number else self.locate(offset)

    def _moved(self, inner: Locate) -> "Origin":
        locate = self.locate
        return replace(self, locate=lambda offset: locate(inner(offset)))
