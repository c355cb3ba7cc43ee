"""Which variables hold a vendor's key, by their names alone."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from preflight.providers.base import Vendor

PUBLIC_PREFIXES: Final = (
    "EXPO_PUBLIC_",
    "GATSBY_",
    "NEXT_PUBLIC_",
    "NG_APP_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "REACT_APP_",
    "STORYBOOK_",
    "VITE_",
    "VUE_APP_",
)
"""By which web frameworks tell the variables that they copy into what browsers and apps get."""

# `RUNWAY_APIKEY`, `runwayApiKey`, `RUNWAYML_API_SECRET_2`: capitals, a capitalised word, a number.
_SEGMENT: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET: Final = re.compile(r"(?:KEYS?|SECRETS?|TOKEN)\Z", re.IGNORECASE)
# A key that is meant for browsers, such as that of Runway's avatar widget (RUNWAY_PUB_KEY).
_PUBLIC: Final = frozenset({"PUB", "PUBLIC", "PUBLISHABLE", "ANON"})
# What is said about a key is no key: RUNWAY_KEY_ID, RUNWAY_TOKEN_URL.
_ABOUT: Final = frozenset(
    {
        "ARN", "COUNT", "ENABLED", "ENDPOINT", "ENV", "ERROR", "EXPIRES", "EXPIRY", "FIELD", "FILE", "FORMAT", "HEADER",
        "HINT", "HOST", "ID", "IDS", "INPUT", "LABEL", "LENGTH", "LIMIT", "LOCATION", "MISSING", "NAME", "NAMES",
        "PATH", "PATTERN", "PLACEHOLDER", "PREFIX", "PROXY", "REF", "REGEX", "REQUIRED", "ROTATION", "ROUTE", "SET",
        "SOURCE", "STATUS", "STORAGE", "TTL", "TYPE", "URI", "URL", "VALID", "VAR", "VARIABLE", "VERSION",
    }
)  # fmt: skip


MOST_TOKENS: Final = 2_000
"""Words of one file that are looked at."""
_LONGEST: Final = 100
_IN_WORD: Final = frozenset(f"{string.ascii_letters}{string.digits}_-")


@dataclass(frozen=True, slots=True)
class Token:
    """A word that names a key, and where it stands."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Naming:
    """The names under which the keys of some vendors are set."""

    vendors: tuple[Vendor, ...]
    own: tuple[str, ...] = ()
    """Variables that the config names for their keys, whatever they are called."""
    _exact: Mapping[str, Vendor | None] = field(init=False, repr=False, compare=False)
    _hint: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exact: dict[str, Vendor | None] = dict.fromkeys(self.own, self.vendors[0] if len(self.vendors) == 1 else None)
        for vendor in self.vendors:
            exact |= dict.fromkeys((vendor.key_variable, *vendor.lookalikes), vendor)
        object.__setattr__(self, "_exact", exact)
        hints = {*exact, *(vendor.name for vendor in self.vendors)} or {"\0"}
        pattern = "|".join(map(re.escape, sorted(hints, key=len)))
        object.__setattr__(self, "_hint", re.compile(pattern, re.IGNORECASE | re.ASCII))

    def names_key(self, name: str) -> bool:
        """Whether `name` is that of a variable, a property or a parameter that holds a key."""
        return name in self._exact or self._by_words(name) is not None

    def exposed(self, name: str) -> str | None:
        """The public prefix of a variable that would hold a key: what makes its value public."""
        prefix = next((prefix for prefix in PUBLIC_PREFIXES if name.startswith(prefix)), None)
        return prefix if prefix and self.names_key(name.removeprefix(prefix)) else None

    def well_shaped(self, value: str) -> bool:
        """Whether `value` has the documented form of some vendor's keys."""
        return any(vendor.key_shape and vendor.key_shape.pattern.fullmatch(value) for vendor in self.vendors)

    def shapeless(self, name: str) -> bool:
        """Whether the vendor whose key `name` holds documents no form, so that any value may be one."""
        vendor = self._exact.get(name) or self._by_words(name)
        return vendor is not None and vendor.key_shape is None

    def tokens(self, text: str) -> Iterator[Token]:
        """Every word of `text` that names a key, with a public prefix or without; the first `MOST_TOKENS` of them."""
        return islice(self._tokens(text), MOST_TOKENS)

    def _tokens(self, text: str) -> Iterator[Token]:
        end = 0
        for match in self._hint.finditer(text):
            if match.start() < end:
                continue
            start = match.start()
            while start > max(end, match.start() - _LONGEST) and text[start - 1] in _IN_WORD:
                start -= 1
            end = match.end()
            while end < min(len(text), match.end() + _LONGEST) and text[end] in _IN_WORD:
                end += 1
            name = text[start:end].strip("-")
            if self.names_key(name) or self.exposed(name):
                yield Token(name, text.index(name, start), end)

    def _by_words(self, name: str) -> Vendor | None:
        lowered = name.lower()
        vendor = next((vendor for vendor in self.vendors if vendor.name in lowered), None)
        if vendor is None:
            return None
        segments = _SEGMENT.findall(name)
        words = {segment.upper() for segment in segments}
        secret = any(_SECRET.search(segment) for segment in segments)
        return vendor if secret and not words & _PUBLIC and segments[-1].upper() not in _ABOUT else None
