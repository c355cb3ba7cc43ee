"""What is known of a sample input, part by part."""

from dataclasses import dataclass, field
from enum import StrEnum

from preflight.assets.rules import InputRules
from preflight.parts import NotReadable, Part


class Media(StrEnum):
    """What is in it."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Way(StrEnum):
    """How it reaches the vendor."""

    FILE = "file"
    """A file here: as a data URI, by an upload, or from wherever it will be served."""
    URL = "url"
    DATA_URI = "data URI"
    UPLOAD = "upload"
    """`runway://…`, what an upload answered."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the first bytes say."""

    media: Media
    format: str
    """`JPEG`, `mp4`, `wav`."""
    taken: bool = True
    """Whether the vendor takes that format."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, as it is seen: turned as its own data says."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A video or a piece of sound."""

    container: str
    codec: str
    """Of the pictures; of the sound where there are none."""
    seconds: float | None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server says to HEAD."""

    status: int
    content_type: str = ""
    """Without parameters, in lower case."""
    length: int | None = None
    location: str = ""
    """The host that a redirect names."""


_NOT_LOOKED = NotReadable("not looked at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One sample input."""

    name: str
    """As given, without what may be secret in it: a query, a password."""
    way: Way
    model: str | None = None
    place: str | None = None
    """Where the config names it."""
    faults: tuple[str, ...] = ()
    """Why the vendor would refuse it by its address or form alone."""
    answer: Part[Answer] = _NOT_LOOKED
    kind: Part[Kind] = _NOT_LOOKED
    size: Part[int] = _NOT_LOOKED
    """Bytes; of a data URI its whole length."""
    picture: Part[Picture] = _NOT_LOOKED
    clip: Part[Clip] = _NOT_LOOKED
    declared: str = ""
    """The media type that a data URI names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """A fact: the sample inputs that the config or the command line names."""

    assets: tuple[Asset, ...]
    rules: InputRules = field(repr=False)
