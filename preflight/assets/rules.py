"""What a vendor takes as input, as dated data from `data/<vendor>-inputs.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes of one kind of media, at most."""

    url: int
    data_uri: int
    """Of the encoded text."""
    upload: int
    disputed: int = 0
    """Of a data URI, where one source says more than the other; 0 where they agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRule:
    """What a model takes for a video."""

    least: float = 0
    """Seconds."""
    most: float | None = None
    fps: float | None = None
    """Frames a second, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRules:
    """A vendor's published rules."""

    as_of: date
    sources: tuple[str, ...]
    longest_url: int
    sizes: Mapping[str, Sizes]
    smallest_upload: int
    types: Mapping[str, frozenset[str]]
    """Media → media types that a server may name."""
    discouraged: frozenset[str]
    """Media types that are taken, and better not used."""
    codecs: Mapping[str, frozenset[str]]
    """Container → the codecs that are named for it."""
    least_side: int
    """Pixels of a picture's shorter side that works well."""
    most_side: int
    aspect: Mapping[str, tuple[float, float]]
    """Model → width divided by height, from and to."""
    clips: Mapping[str, ClipRule]
    """Model → what it takes for a video."""


@cache
def load_inputs(vendor: str) -> InputRules:
    """The rules of `vendor`."""
    import yaml

    text = files("preflight.data").joinpath(f"{vendor}-inputs.yml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return InputRules(
        as_of=raw["as_of"],
        sources=tuple(raw["sources"]),
        longest_url=raw["longest_url"],
        sizes={media: Sizes(**row) for media, row in raw["sizes"].items()},
        smallest_upload=raw["smallest_upload"],
        types={media: frozenset(types) for media, types in raw["types"].items()},
        discouraged=frozenset(raw["discouraged"]),
        codecs={container: frozenset(codecs) for container, codecs in raw["codecs"].items()},
        least_side=raw["best_side"]["least"],
        most_side=raw["best_side"]["most"],
        aspect={model: (low, high) for model, (low, high) in raw["aspect"].items()},
        clips={model: ClipRule(**row) for model, row in raw["clips"].items()},
    )
