"""Where production gets a key from, as far as deployment files and code say: secret managers and platforms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from preflight.posture.assignments import assignments
from preflight.posture.javascript import is_test
from preflight.posture.kinds import FileKind, kind_of
from preflight.posture.naming import Naming
from preflight.posture.systems import SYSTEMS
from preflight.posture.values import Value, value_of
from preflight.providers.base import Vendor
from preflight.tree.model import File, Tree
from preflight.tree.names import base

_NEAR: Final = 6
"""Lines between the mention of a system and that of the vendor which still belong to one thing."""
_PROSE: Final = frozenset(
    {".md", ".mdx", ".rst", ".txt", ".adoc", ".html", ".htm", ".ipynb", ".svg", ".lock", ".csv", ".log"}
)
_COMMENT: Final = re.compile(r"\s*(?:#|//|--\s|\*|/\*|<!--|REM\b)")

_GITHUB_SECRET: Final = re.compile(r"\$\{\{\s*secrets\.(\w+)\s*\}\}")
_GITLAB_VARIABLE: Final = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_RENDER: Final = re.compile(r"\bkey:\s*[\"']?(\w+)[\"']?[ \t]*\n[ \t]*(?:sync:[ \t]*false|fromGroup:)")
_HEROKU_APP: Final = re.compile(r"\"(?:formation|buildpacks|addons|stack)\"\s*:")


@dataclass(frozen=True, slots=True)
class Store:
    """A system that a file names as the keeper of the key."""

    system: str
    """Its name for people: `AWS Secrets Manager`."""
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.system} ({self.path}:{self.line})"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStores:
    """A fact: what one provider's key is kept in, by the repository's own files."""

    provider: str
    stores: tuple[Store, ...] = field(default=())
    """The first place of each system, in the order of their paths."""
    unread: tuple[str, ...] = ()
    """What could not be read of the files that might tell, in words."""


def read_stores(tree: Tree, vendor: Vendor, own: tuple[str, ...] = ()) -> KeyStores:
    """Looks at all files but prose and tests; `own`: variables that the config names for the vendor's key."""
    naming = Naming((vendor,), own)
    found: dict[str, Store] = {}
    for file in tree.kept():
        if file.suffix not in _PROSE and not file.shipped_root and not is_test(file.path):
            for store in sorted(_in_file(file, vendor, naming), key=lambda one: one.line):
                found.setdefault(store.system, store)
    return KeyStores(
        provider=vendor.name,
        stores=tuple(found.values()),
        unread=tree.gaps(lambda path: kind_of(path) is not None),
    )


def _in_file(file: File, vendor: Vendor, naming: Naming) -> Iterator[Store]:
    if base(file.path) in {"doppler.yaml", "doppler.yml"}:  # it names a project, and no variable
        yield Store("Doppler", file.path, 1)
        return
    text = file.text
    lines = text.split("\n")
    speaking = _speaking(text, vendor, naming)
    for begin, end in _stretches(speaking, len(lines)):
        near = "\n".join("" if _COMMENT.match(line) else line for line in lines[begin:end])
        for system, pattern in SYSTEMS.items():
            if match := pattern.search(near):
                yield Store(system, file.path, begin + near.count("\n", 0, match.start()) + 1)
    if speaking:
        yield from _in_pipeline(file, text, naming)
        yield from _on_platform(file, text, naming)


def _speaking(text: str, vendor: Vendor, naming: Naming) -> list[int]:
    """Numbers, from 0, of the lines that name the vendor or a variable of its key."""
    lowered = text.lower()
    found: set[int] = set()
    for word in (vendor.name, *(name.lower() for name in naming.own)):
        number, at = 0, 0
        while (place := lowered.find(word, at)) >= 0:
            number += lowered.count("\n", at, place)
            found.add(number)
            at = place
            end = lowered.find("\n", place)
            if end < 0:
                break
            number, at = number + 1, end + 1
    return sorted(found)


def _stretches(numbers: list[int], lines: int) -> Iterator[tuple[int, int]]:
    """The lines near `numbers`, as ranges that do not overlap."""
    begin = end = 0
    for number in numbers:
        if number - _NEAR > end:
            if end:
                yield begin, end
            begin = max(0, number - _NEAR)
        end = min(lines, number + _NEAR + 1)
    if end:
        yield begin, end


def _in_pipeline(file: File, text: str, naming: Naming) -> Iterator[Store]:
    """Secrets of the system that deploys: one of the key's name, or one that is set for it."""
    kind = kind_of(file.path)
    if kind is FileKind.GITHUB:
        set_here = {one.value: one.name for one in assignments(text, naming)}
        for match in _GITHUB_SECRET.finditer(text):
            if naming.names_key(match[1]) or match.group() in set_here:
                yield Store("GitHub secrets", file.path, text.count("\n", 0, match.start()) + 1)
                return
    elif kind is FileKind.GITLAB:
        literal = {one.name for one in assignments(text, naming) if value_of(one.value, naming) is not Value.REFERENCE}
        for match in _GITLAB_VARIABLE.finditer(text):
            if naming.names_key(match[1]) and match[1] not in literal:
                yield Store("GitLab CI/CD variables", file.path, text.count("\n", 0, match.start()) + 1)
                return


def _on_platform(file: File, text: str, naming: Naming) -> Iterator[Store]:
    """Platforms whose own file lists the variable, and leaves the value to their dashboard."""
    name = base(file.path)
    if name in {"render.yaml", "render.yml"}:
        for match in _RENDER.finditer(text):
            if naming.names_key(match[1]):
                yield Store("Render", file.path, text.count("\n", 0, match.start()) + 1)
    elif name == "app.json" and _HEROKU_APP.search(text):
        for token in islice(naming.tokens(text), 1):
            yield Store("Heroku", file.path, text.count("\n", 0, token.start) + 1)
