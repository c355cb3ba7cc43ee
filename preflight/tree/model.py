"""A file of the repository under review, and all of them as a fact."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from preflight.printable import printable
from preflight.secrets.allow import REACH, allowance
from preflight.slugs import CONTRACT_PROVIDERS
from preflight.text import printable as on_one_line
from preflight.tree.gate import Gate, decoded
from preflight.tree.names import shipped_root, suffix
from preflight.verdict import Confidence, Finding, Where

_CONTEXT: Final = 200
"""Characters of a line, before and after a finding, that tell it from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is known of one file, and its content if it matters."""

    path: str
    """Relative to the repository, slash-separated; printable, and keys in it are redacted."""
    tracked: bool = True
    """It is in git's index, so the next commit holds it, and earlier ones may."""
    ignored: bool = False
    """Git ignores it, so no commit will hold it. False of everything where there is no git."""
    on_disk: bool = True
    """False for a tracked file that is not checked out; its content is what the index has."""
    world_readable: bool = False
    """Its mode lets everyone on the machine read it (POSIX alone)."""
    content: bytes | None = field(default=None, repr=False)
    """UTF-8, without a byte order mark, unless it is neither that nor UTF-16. None where it was not kept: it does
    not speak of any provider, is no text, or could not be read."""

    @property
    def text(self) -> str:
        """The content; a byte that is not UTF-8 becomes a surrogate. Empty where none was kept."""
        return (self.content or b"").decode("utf-8", "surrogateescape")

    @property
    def suffix(self) -> str:
        """`.ts`, in lower case; empty where there is none."""
        return suffix(self.path)

    @property
    def shipped_root(self) -> str | None:
        """The build's output that it lies in (`apps/web/dist`), by its path alone."""
        return shipped_root(self.path)

    def mentions(self, *words: bytes) -> bool:
        """Whether one of `words` stands in its content, in capitals or not."""
        content = (self.content or b"").lower()
        return any(word.lower() in content for word in words)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a place in `text`; the column counts characters."""
        text = self.text
        return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)

    def finding(
        self, rule: str, offset: int, *, what: str, confidence: Confidence = Confidence.CERTAIN, note: str = ""
    ) -> Finding:
        """Evidence at a place in `text`: `what` stands there (a name, or a key redacted), `note` says what is wrong.

        A comment `preflight: allow REASON` on the line sets it aside.
        """
        line, column = self.place(offset)
        around = self._line_around(offset, REACH)
        reason = allowance(around.encode("utf-8", "surrogateescape"))
        context = " ".join(self._line_around(offset, _CONTEXT).split())
        return Finding(
            rule=rule,
            confidence=confidence,
            where=Where.WORKTREE if self.on_disk else Where.INDEX,
            redacted=on_one_line(what),
            fingerprint=_fingerprint(rule, what, self.path, context),
            path=self.path,
            line=line,
            column=column,
            note=note,
            set_aside=f"allowed in place: {reason}" if reason else None,
        )

    def _line_around(self, offset: int, reach: int) -> str:
        """The line that holds a place in `text`, as far as `reach` goes to both sides."""
        text = self.text
        start = max(text.rfind("\n", max(0, offset - reach), offset) + 1, offset - reach, 0)
        end = text.find("\n", offset, offset + reach)
        return text[start : end if end >= 0 else offset + reach]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, or not in full."""

    reason: str
    path: str | None = None
    """None where it is about more than one file: then it may be about any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A fact: every file of the repository under review, in the order of their paths."""

    files: tuple[File, ...]
    """Tracked ones; those that are neither tracked nor ignored; and of the ignored ones those that hold settings
    (`.env`) or are a build's output."""
    is_git: bool = True
    unread: tuple[Unread, ...] = ()
    _paths: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paths", frozenset(file.path for file in self.files))

    @classmethod
    def of(  # noqa: PLR0913 - each says one thing about the tree of a test
        cls,
        contents: Mapping[str, bytes | str],
        *,
        ignored: Collection[str] = (),
        untracked: Collection[str] = (),
        world_readable: Collection[str] = (),
        is_git: bool = True,
        unread: Iterable[Unread] = (),
        words: Collection[str] = (),
    ) -> "Tree":
        """A tree of tracked files (path → content) for tests: what a run would keep of them, it keeps.

        `words`: what else than the name of a vendor a file is kept for.
        """
        gate = Gate((*CONTRACT_PROVIDERS, *words))
        files = []
        for path, content in sorted(contents.items()):
            data = content.encode() if isinstance(content, str) else content
            files.append(
                File(
                    path=path,
                    tracked=is_git and path not in ignored and path not in untracked,
                    ignored=path in ignored,
                    world_readable=path in world_readable,
                    content=decoded(data) if gate.keeps(path, data) else None,
                )
            )
        return cls(files=tuple(files), is_git=is_git, unread=tuple(unread))

    def kept(self) -> Iterator[File]:
        """The files whose content is at hand."""
        return (file for file in self.files if file.content is not None)

    def containing(self, *words: bytes, suffixes: Collection[str] = ()) -> Iterator[File]:
        """The files in which one of `words` stands, in capitals or not; of those with `suffixes`, if any are given.

        What speaks of no provider at all is not found by any word.
        """
        return (file for file in self.kept() if (not suffixes or file.suffix in suffixes) and file.mentions(*words))

    def has(self, path: str) -> bool:
        """Whether there is a file of that path."""
        return path in self._paths

    def gaps(self, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        """What could not be read of the files whose paths are `wanted`, in words; none is as good as clean."""
        return tuple(
            printable(f"{one.path}: {one.reason}" if one.path else one.reason)
            for one in self.unread
            if one.path is None or wanted(one.path)
        )


def numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """`findings` in the order of their places; those that nothing but the line tells apart get fingerprints of their
    own, so that no report takes them for one.
    """
    seen: dict[str, int] = {}
    told = []
    for finding in sorted(findings, key=lambda f: (f.path or "", f.line or 0, f.column or 0, f.rule)):
        name = finding.fingerprint
        seen[name] = seen.get(name, 0) + 1
        told.append(finding if seen[name] == 1 else replace(finding, fingerprint=_fingerprint(name, str(seen[name]))))
    return tuple(told)


def _fingerprint(*parts: str) -> str:
    """32 hex digits; no line number, which moves."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
