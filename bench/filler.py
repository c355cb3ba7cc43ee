"""Ordinary history around what matters: source files that change line by line, and a lock file full of digests."""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_NOUNS: Final = ("client", "video", "task", "frame", "config", "request", "result", "queue", "worker", "cache")
_VERBS: Final = ("load", "render", "submit", "retry", "parse", "merge", "close", "count", "fetch", "update")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it there is."""

    commits: int
    files: int
    lines: int
    """Per file, on average."""
    packages: int
    """In the lock file, which every tenth commit changes."""


class Filler:
    """A tree of files in motion."""

    def __init__(self, chance: random.Random, size: Size) -> None:
        self._chance = chance
        self._files = {self._name(number): self._lines(size.lines) for number in range(size.files)}
        self._packages = [self._package(number) for number in range(size.packages)]

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """All files, as (path, content)."""
        for name in self._files:
            yield name, self._content(name)
        yield "poetry.lock", self._lock()

    def change(self, number: int) -> Iterator[tuple[str, bytes]]:
        """What commit `number` changes."""
        for name in self._chance.sample(sorted(self._files), k=self._chance.randint(1, 4)):
            lines = self._files[name]
            for _ in range(self._chance.randint(1, 5)):
                at = self._chance.randrange(len(lines))
                lines[at : at + self._chance.randint(0, 2)] = [self._line()]
            yield name, self._content(name)
        if number % 10 == 0:
            for _ in range(3):
                at = self._chance.randrange(len(self._packages))
                self._packages[at] = self._package(at)
            yield "poetry.lock", self._lock()

    def _name(self, number: int) -> str:
        return f"src/{self._chance.choice(_NOUNS)}/{self._chance.choice(_VERBS)}_{number}.py"

    def _lines(self, average: int) -> list[str]:
        return [self._line() for _ in range(self._chance.randint(average // 4, average * 7 // 4))]

    def _line(self) -> str:
        verb, noun, other = self._chance.choice(_VERBS), self._chance.choice(_NOUNS), self._chance.choice(_NOUNS)
        indent = "    " * self._chance.randint(0, 3)
        return f"{indent}{noun}_{self._chance.randrange(1000)} = {verb}_{other}({noun}, key_id={other}_key)"

    def _package(self, number: int) -> str:
        digest = self._chance.randbytes(32).hex()
        integrity = base64.b64encode(self._chance.randbytes(64)).decode()
        return (
            f'[[package]]\nname = "{_NOUNS[number % 10]}-{number}"\nversion = "{self._chance.randrange(90)}.1"\n'
            f'files = [\n    {{file = "p-{number}.whl", hash = "sha256:{digest}"}},\n]\n'
            f'integrity = "sha512-{integrity}"\n'
        )

    def _content(self, name: str) -> bytes:
        return ("\n".join(self._files[name]) + "\n").encode()

    def _lock(self) -> bytes:
        return "\n".join(self._packages).encode()
