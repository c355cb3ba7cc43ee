"""The words by which a file is known to speak of a provider."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from preflight.posture.naming import Naming
from preflight.providers.base import Vendor

_SDKS: Final[Mapping[str, tuple[str, ...]]] = {
    "runway": ("runwayml", "@runwayml/sdk"),
    "runtools": ("@runtools/sdk",),
}
"""Packages of the vendors' own SDKs."""
_MANIFESTS: Final = re.compile(
    r"(pyproject\.toml|setup\.(py|cfg)|Pipfile(\.lock)?|(.*[-_.])?requirements.*\.(txt|in)|(poetry|uv|pdm)\.lock"
    r"|environment\.ya?ml|package(-lock)?\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|deno\.jsonc?)"
)
_CODE: Final = re.compile(
    r".*\.(py|ipynb|[mc]?js|[mc]?ts|jsx|tsx|vue|svelte|astro|go|rb|java|kts?|php|rs|cs|swift|dart|exs?|scala|sh"
    r"|ya?ml|toml|json|tf)",
    re.IGNORECASE,
)
_NAMES: Final = frozenset({"Dockerfile", "Procfile", "Makefile"})
_MODEL: Final = re.compile(
    rb"""(?ix) model(?:_?id|_?name)? ["']? \s{0,20} (?: :\s{0,20}\w{1,60}\s{0,20}= | [:=] ) \s{0,20}
    ["'`] ([a-z0-9][\w.-]{1,60}) ["'`]"""
)
"""`model="gen4.5"`, `"model": "gen4.5"`, `VIDEO_MODEL = 'gen4.5'`, `model: str = "gen4.5"`."""
_READ: Final = re.compile(r"(?:environ|getenv|env)(?:\.get)?[\s(\[\"'.]{1,4}\Z", re.IGNORECASE)
"""What stands before the name of a variable that is read: `process.env.`, `os.environ["`, `getenv("`."""
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class Words:
    """What one provider is known by."""

    vendor: Vendor
    models: Collection[str]

    def sdk(self, content: bytes) -> int | None:
        """The offset of its SDK's name."""
        return _first(content, _SDKS.get(self.vendor.name, ()))

    def variable(self, content: bytes) -> int | None:
        """The offset of its variable's name."""
        return _first(content, (self.vendor.key_variable,))

    def others(self, content: bytes) -> Iterator[tuple[str, int]]:
        """Variables of people's own that the code reads for its key: name and line. What browsers get is none."""
        if self.vendor.name.encode() not in content.lower():
            return
        text, naming = content.decode("utf-8", "replace"), Naming((self.vendor,))
        known = (self.vendor.key_variable, *self.vendor.lookalikes)
        for token in naming.tokens(text):
            is_read = _READ.search(text, max(0, token.start - 20), token.start)
            if not is_read or token.name in known or naming.exposed(token.name):
                continue
            if _VARIABLE.fullmatch(token.name):
                yield token.name, text.count("\n", 0, token.start) + 1

    def host(self, content: bytes) -> int | None:
        """The offset of one of its hosts, as a URL or a setting names it."""
        found = [content.find(f"{before}{host}".encode()) for host in self.vendor.hosts for before in ("//", '"', "'")]
        return min((at for at in found if at >= 0), default=None)


def models_in(content: bytes) -> Iterator[tuple[str, int]]:
    """Everything that is called a model: name and offset."""
    for match in _MODEL.finditer(content):
        yield match.group(1).decode("ascii", "replace"), match.start(1)


def is_manifest(path: str) -> bool:
    """Whether it names packages that are installed."""
    return _MANIFESTS.fullmatch(PurePosixPath(path).name) is not None


def is_code(path: str) -> bool:
    """Whether it may name variables, hosts and models."""
    name = PurePosixPath(path).name
    return _CODE.fullmatch(name) is not None or name in _NAMES


def _first(content: bytes, words: Collection[str]) -> int | None:
    """Where the first of `words` stands alone: not as a part of a longer name, or of somebody's scope."""
    found = []
    for word in words:
        match = re.search(rb"(?<![\w@-])" + re.escape(word.encode()) + rb"(?![\w/-])(?!\.\w)", content)
        found += [match.start()] if match else []
    return min(found, default=None)
